"""The thing asked for, which likeness of words cannot see: dead is not injured, open is not safe, who is not when."""

import re
from collections import Counter
from collections.abc import Iterable

# Within a group the facets exclude each other: a question about one is not answered by an entry about another.
GROUPS: dict[str, frozenset[str]] = {
    "fate": frozenset(["dead", "injured", "detained", "missing", "hostage"]),
    "state": frozenset(["open", "safe"]),
    "wh": frozenset(["who", "when", "where", "why", "how_many", "how_long"]),
}
_WORDS: dict[str, str] = {
    "dead": r"dead|deads|die|died|dies|deaths?|killed|kills?|killing|kia|toll|fatalit\w+|bodies|morts?|mortes?|deced\w+|deces"
    r"|tues?|tuees?|tuer|tue|bilan|cadavres?|victimes? mortelles",
    "injured": r"injur\w+|wound\w*|hurt|hospitali[sz]ed|bless\w*|hospitalis\w+",
    "detained": r"arrest\w*|detain\w*|suspects?|custody|caught|captured|interpell\w+|suspectes?|garde a vue|attrap\w+",
    "missing": r"missing|disappeared|disparus?|disparues?|lost contact|sans nouvelles?|introuvables?",
    "hostage": r"hostages?|kidnap\w*|abduct\w*|otages?|enlev\w+|kidnapp\w+",
    "open": r"open\w*|reopen\w*|clos\w+|shut|ouvert\w*|ouvre\w*|rouvert\w*|rouvr\w*|reouv\w+|ferme\w*|fermeture",
    "safe": r"safe|safety|dangerous|danger|risky|sure?s?|danger\w*|risque\w*|securise\w*",
    "who": r"who|whom|whose|qui",
    "when": r"when|what time|what day|what date|quand|quelle heure|quel jour|quelle date",
    "where": r"where|whereabouts|ou ca|ou est|ou sont|ou se|c est ou|c ou|quel endroit|quels endroits|dans quel",
    "why": r"why|how come|pourquoi|pk|pq|pourkoi|reason|raison",
    "how_many": r"how many|how much|number of|nombre|combien|cb|chiffres?|figures?",
    "how_long": r"how long|combien de temps|duree|dure",
}
_FACETS = {name: re.compile(rf"\b(?:{words})\b") for name, words in _WORDS.items()}
_NEGATION = re.compile(
    r"\b(?:not|no|never|isnt|wasnt|arent|werent|didnt|dont|doesnt|without|ne|pas|non|jamais|aucune?|sans)\b"
)
USUAL = 0.12  # share of an entry's example questions from which a facet is the entry's own


def facets(normalised: str) -> frozenset[str]:
    """The facets that a normalised text asks about."""
    found = {name for name, words in _FACETS.items() if words.search(normalised)}
    if "how_long" in found:
        found.discard("how_many")
    if "safe" in found and re.search(
        r"\b(?:pas sure?|je suis sure?|pour sur|bien sur|are you sure|not sure|how sure)\b", normalised
    ):
        found.discard("safe")
    return frozenset(found)


def negated(normalised: str) -> bool:
    """True where the text denies something."""
    return bool(_NEGATION.search(normalised))


def usual_facets(questions: Iterable[str]) -> frozenset[str]:
    """The facets that an entry's normalised example questions ask about often enough to be its own."""
    asked = [facets(question) for question in questions]
    counts = Counter(name for names in asked for name in names)
    return frozenset(name for name, n in counts.items() if n >= max(1, USUAL * len(asked)))


def disagreement(asked: frozenset[str], held: frozenset[str]) -> tuple[str, ...]:
    """The groups in which something is asked for and the entry holds only something else, or nothing."""
    return tuple([group for group, names in GROUPS.items() if asked & names and not asked & held & names])
