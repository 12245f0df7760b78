"""Whether a question is about the present, or about then."""

import re

# Words of now and of what is to come; the answer to them is never the pack's past as if it were live.
_NOW = re.compile(
    r"\b(?:now|nowadays|tonight|today|todays|tomorrow|currently|current|presently|right away|at the moment|at present"
    r"|this (?:morning|afternoon|evening|week|weekend|month|minute)|these days|as we speak|next (?:days?|week|weekend)"
    r"|at this (?:hour|time|moment)|latest|live|going to|will (?:there|it|they|the)"
    r"|maintenant|actuellement|actuel|actuelle|actuels|actuelles|aujourdhui|ajd|auj|demain|ce soir|cette nuit|ce matin|cet apres midi"
    r"|cette semaine|ce week end|ce weekend|en ce moment|pour le moment|pour l instant|a l instant|a l heure actuelle"
    r"|a cette heure|de nos jours|ces jours ci|ces jours|presentement|en direct|prochains? jours?|semaine prochaine"
    r"|va t il|vont ils|bientot|mnt|mtn|tt de suite|tout de suite)\b"
)
_THEN = re.compile(
    r"\b(?:that (?:day|morning|night|evening|time)|back then|at the time|in 20\d\d|on the day|on the 17th|17 sept\w*|sept\w* 17\w*"
    r"|september 2024|septembre 2024|17/09|17 09|was|were|did|had|ago|happened|yesterday"
    r"|ce jour la|a l epoque|a ce moment la|le jour de l attaque|en 20\d\d|le 17|ont ete|a ete|etait|etaient|avait|avaient"
    r"|il y a eu|ya eu|y a eu|hier|s est passe\w*)\b"
)


def about_now(normalised: str) -> bool:
    """True where a normalised text has a word of the present or of what is to come."""
    return bool(_NOW.search(normalised))


def about_then(normalised: str) -> bool:
    """True where a normalised text has a word of the past."""
    return bool(_THEN.search(normalised))


def years(normalised: str) -> frozenset[str]:
    """The years named, 1990 to 2039."""
    return frozenset(re.findall(r"\b(?:19[9]\d|20[0-3]\d)\b", normalised))
