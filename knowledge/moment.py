"""Whether a question is about the present, or about then."""

import re

from knowledge.table import Table

# Words of now and of what is to come; the answer to them is never the pack's past as if it were live.
_NOW = Table(
    r"\b(?:now|nowadays|yesterday|last night|the other day|hier|avant hier|nuit derniere|tonight|today|todays|tomorrow|currently|current|presently|right away|at the moment|at present"
    r"|this (?:morning|afternoon|evening|week|weekend|month|minute)|these days|as we speak|next (?:days?|week|weekend)"
    r"|at this (?:hour|time|moment)|live"
    r"|maintenant|actuellement|actuel|actuelle|actuels|actuelles|aujourdhui|ajd|auj|demain|(?:ce soir|cette nuit|ce matin|cet apres midi|cette semaine|ces jours)(?! la\b)"
    r"|ce week end|ce weekend|en ce moment|pour le moment|pour l instant|a l instant|a l heure actuelle"
    r"|a cette heure|de nos jours|ces jours ci|ces temps ci|ces temps|presentement|en direct|prochains? jours?|semaine prochaine|mnt|mtn|tt de suite|tout de suite)\b"
)
# These look to the present or ahead only where nothing else in the question is of the past.
_LASTING = Table(
    r"\b(?:toujours|still|encore|latest|going to|will (?:there|it|they|the)|va t il|vont ils|bientot|soon|des que"
    r"|quiet|tranquilles?|(?<!keep )(?<!stay )(?<!remain )(?<!rester )(?<!restez )(?<!garder )(?<!le )calme?s?)\b"
)
_THEN = Table(
    r"\b(?:that (?:day|morning|night|evening|time)|back then|at the time|in 20\d\d|on the day|on the 17th|17 sept\w*|sept\w* 17\w*"
    r"|september 2024|septembre 2024|17/09|17 09|was|were|did|had|ago|happened"
    r"|ce jour la|a l epoque|a ce moment la|le jour de l attaque|en 20\d\d|le 17|ont ete|a ete|etait|etaient|avait|avaient|pouvai\w+|a dit|ont dit|jour meme"
    r"|il y a eu|ya eu|y a eu|s est (?:t )?(?:il )?passe\w*)\b"
)


_PRESENT_EN = Table(
    r"^(?:(?:so|and|but|ok|hello|hi|hey|please|then) )*(?:is|are|can|does|do|has|have|isnt|arent) (?!.*\b(?:been|true|it that)\b)"
)
# "est fermé" tells how it stands; "est resté", "sont morts" tell what happened.
_PRESENT_FR = Table(
    r"\b(?:est|sont)\b(?! (?:(?:elles?|ils?|on) )?(?:alle|arrive|descendu|devenu|entre|monte|mort|parti|passe|rentre|reste|retourne|revenu|sorti|tombe|venu)e?s?\b)"
    r"|\b(?:peut|peuvent|peux|pouvons|ya)\b|\by a\b"
)
# "c'est quoi", "quelles sont": what is asked for is a thing or its name, not how it stands.
_DEFINES = Table(
    r"\b(?:c est (?:quoi|qui|vrai)|quels?|quelles?|qu est ce|qu est|qui|ou est|ou sont|pourquoi|comment|combien|quand|depuis|what|which|who|why|how|when)\b"
)


def about_now(normalised: str) -> bool:
    """True where a normalised text has a word of the present or of what is to come."""
    if _NOW.search(normalised):
        return True
    return bool(_LASTING.search(normalised)) and not _THEN.search(normalised) and not years(normalised)


def in_present(normalised: str) -> bool:
    """True where a normalised text asks how something stands: "is it closed", "les marchés sont ouverts"."""
    if _THEN.search(normalised) or years(normalised):
        return False
    return bool(_PRESENT_EN.search(normalised) or (_PRESENT_FR.search(normalised) and not _DEFINES.search(normalised)))


def about_then(normalised: str) -> bool:
    """True where a normalised text has a word of the past."""
    return bool(_THEN.search(normalised))


def years(normalised: str) -> frozenset[str]:
    """The years named, 1990 to 2039."""
    return frozenset(re.findall(r"\b(?:19[9]\d|20[0-3]\d)\b", normalised))
