"""Somebody who is looked for: a relative who does not answer, a name, a question after someone's fate."""

from knowledge.table import Table

_KIN = r"(?:son|daughter|brother|bro|sister|husband|wife|father|dad|mother|mum|mom|cousin|uncle|aunt|nephew|niece|friend|child|kid|boy|girl|children|kids|parents?|fiancee?|colleague|relatives?|fils|fille|frere|soeur|mari|femme|epouse?|pere|papa|mere|maman|cousine?|oncle|tante|neveu|amie?|enfants?|gosse|petit|petite|collegue|proche|famille|grand frere|petit frere)"
_MY = rf"(?:my|mon|ma|mes|our|notre|nos) (?:(?:little|big|older|younger|elder|own|petite?s?|grande?s?|best|meilleure?) )*{_KIN}"
_NAMED = r"(?: (?!in\b|safe\b|a\b|the\b)\w+){0,3}?"
_FATE = r"(?:dead|alive|killed|wounded|injured|hurt|missing|among the (?:dead|victims|wounded|injured|killed|casualties)|one of the (?:dead|victims|wounded)|on the list|mort\w*|vivante?|en vie|decede\w*|tue\w*|blesse\w*|parmi les (?:morts|victimes|blesses|tues)|sur la liste)"
_SEARCH = Table(
    "|".join(
        (
            rf"\b(?:(?:am|im|are|i|we) (?:still )?(?:looking|searching|search|look) for|trying to (?:find|locate|trace)|where is|where are|have you seen|find|(?:no|any|without) news (?:of|from|about)) {_MY}(?= |$)",
            rf"\b(?:(?:je|on|nous) (?:re)?cherch\w+(?: (?:toujours|encore|apres|a retrouver))?|(?:ou (?:est|sont)|ou se trouve)|(?:sans|aucune|pas de|des) nouvelles? de|avez vous vu|retrouve[rz]?|retrouver) {_MY}(?= |$)",
            rf"\b{_MY}{_NAMED} (?:is|are|has been|is still|a) (?:still )?(?:missing|not come home|not come back|disappeared|disparue?s?)\b|\b{_MY}{_NAMED} (?:est|sont) (?:toujours )?(?:portee?s? disparue?s?|disparue?s?|introuvables?)\b",
            rf"^(?:please |pls |hello |do you know (?:if|whether) |tell me (?:if|whether) |can you tell me (?:if|whether) )*(?:is|was|were|are|has) {_MY}{_NAMED} (?:is |was |still |really )*{_FATE}$|^do you know (?:if|whether) {_MY}{_NAMED} (?:is|was) (?:still )?{_FATE}$",
            rf"^(?:bonjour |svp |est ce que |dites moi si |savez vous si |je veux savoir si )*{_MY}{_NAMED} (?:est il|est elle|est|etait|il est|elle est|fait il partie|a ete) (?:encore |toujours |bien |t il |t elle )*{_FATE}$",
            r"^(?:(?:il|elle) s appelle|(?:his|her) name is|(?:hes|shes|he is|she is) (?:called|named)|son nom (?:c est|est)) (?!comment|qui|quoi|how|what|who|pas|not)\w+(?: \w+){0,3}$",
        )
    )
)
_NO_SEARCH = Table(r"\b(?:gift|cadeau|passport|passeport|school for|ecole pour|entitled|indemni\w+|compensation)\b")


def searches(said: str) -> bool:
    """True where the normalised words look for somebody close."""
    return bool(_SEARCH.search(said)) and not _NO_SEARCH.search(said)
