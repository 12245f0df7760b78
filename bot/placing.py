"""A place in words with what contains it and how far off it lies, because two places may share a name."""

from bot.locales import say
from knowledge.entry import Lang
from knowledge.place import Gazetteer, distance_km


def placed(place: str, gazetteer: Gazetteer, lang: Lang) -> str:
    """ "Faladié, in Bamako, about 7 km from its centre (faladie)"."""
    found = gazetteer[place]
    if found.parent is None:
        return say("notice.place", lang, name=found.name[lang], id=place)
    values = {"name": found.name[lang], "id": place, "parent": gazetteer[found.parent].name[lang]}
    for wider in gazetteer.ancestors(place):
        centre = gazetteer[wider]
        if found.point and centre.point:
            km = round(distance_km(found.point, centre.point.lat, centre.point.lon))
            return say("notice.place.distance", lang, **values, km=km, centre=centre.name[lang])
    return say("notice.place.within", lang, **values)
