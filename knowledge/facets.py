"""The thing asked for, which likeness of words cannot see: dead is not injured, open is not safe, who is not when."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from knowledge.table import Table

# Within a group the facets exclude each other: a question about one is not answered by an entry about another.
GROUPS: dict[str, frozenset[str]] = {
    "fate": frozenset(["dead", "injured", "detained", "missing", "hostage"]),
    "state": frozenset(["open", "safe"]),
    "wh": frozenset(["who", "when", "where", "why", "how_many", "how_long"]),
    "voice": frozenset(
        ["us", "uk", "france", "canada", "germany", "australia", "un", "ecowas", "au", "jnim", "russia"]
    ),
}
# A question word asks where it opens a clause; behind a noun it only tells which one is meant ("photos qui datent").
_OPENS = (
    r"(?:^|(?<=\band )|(?<=\bbut )|(?<=\bso )|(?<=\bor )|(?<=\bknow )|(?<=\btell )|(?<=\bme )|(?<=\bsay )|(?<=\bhi )|(?<=\bhello )"
    r"|(?<=\bexactly )|(?<=\bby )|(?<=\bfrom )|(?<=\bto )|(?<=\bwith )|(?<=\bis )|(?<=\bfind out )|(?<=\bidea )|(?<=\bof )|(?<=\bsince )|(?<=\bthen )"
    r"|(?<=\bet )|(?<=\bmais )|(?<=\bdonc )|(?<=\balors )|(?<=\bou )|(?<=\best )|(?<=\bsait )|(?<=\bsais )|(?<=\bsavoir )|(?<=\bsavez )|(?<=\bdire )"
    r"|(?<=\bmoi )|(?<=\bpar )|(?<=\bde )|(?<=\bdepuis )|(?<=\bpour )|(?<=\bavec )|(?<=\bbonjour )|(?<=\ba )|(?<=\bbon )|(?<=\bsvp ))"
)
_WORDS: dict[str, str] = {
    "dead": r"dead|deads|die|died|dies|deaths?|killed|kills?|killing|kia|toll|fatalit\w+|bodies|morts?|mortes?|deced\w+|deces"
    r"|tues?|tuees?|tuer|tue|bilan|cadavres?|victimes? mortelles",
    "injured": r"injur\w+|wound\w*|hurt|hospitali[sz]ed|bless\w*|hospitalis\w+",
    "detained": r"arrest\w*|detain\w*|suspects?|custody|caught|captured|interpell\w+|suspectes?|garde a vue|attrap\w+",
    "missing": r"missing|disappeared|disparus?|disparues?|lost contact|sans nouvelles?|introuvables?",
    "hostage": r"hostages?|kidnap\w*|abduct\w*|otages?|enlev\w+|kidnapp\w+",
    "open": r"open\w*|reopen\w*|clos(?:es?|ed|ing|ures?)(?! (?:to|by|enough)\b)|shut|ouvert\w*|ouvre\w*|rouvert\w*|rouvr\w*|reouv\w+|ferme\w*|fermeture",
    "safe": r"safe|safety|dangerous|danger|risky|danger\w*|risque\w*|securise\w*|en (?:toute )?securite"
    r"|(?:est|sont|etre|assez|plus|moins|reste|encore|ville|endroits?|lieux?|zones?|quartiers?|pays) (?:(?:t )?(?:elles?|ils?) |ce |encore |vraiment |assez |plus |bien )?sure?s?(?! (?:la|le|les|l|une?|des|du|ce|cette|mon|ma|votre|que|qu|d|fb|facebook|whatsapp|internet)\b)",
    "who": rf"{_OPENS}(?:who|whom|whose|qui)",
    "when": rf"{_OPENS}(?:when|quand)|what time|what day|what date|quelle heure|quel jour|quelle date",
    "where": rf"{_OPENS}where|whereabouts|ou ca|ou est|ou sont|ou se|c est ou|c ou|dans quel(?:le)?s?|^ou|quels? (?:endroits?|quartiers?|coins?|lieux|secteurs?)",
    "why": r"why|how come|pourquoi|pk|pq|pourkoi|reason|raison",
    "how_many": r"how many|how much|number of|nombre|combien|cb|chiffres?|figures?",
    "how_long": r"how long|combien de temps|duree|dure",
    "us": r"american\w*|americain\w*|etats unis|usa|united states|washington|state department|departement d etat"
    r"|us (?:embassy|government|citizens?|staff|advisory|alerts?|level|travel|personnel|response)|the us",
    "uk": r"british|britain|uk|london|foreign office|fcdo|britanniques?|royaume uni|londres|anglais du voyage",
    "france": r"france|french|francaise?s?|quai d orsay|paris",
    "canada": r"canad\w+|ottawa",
    "germany": r"german\w*|allemand\w*|allemagne|berlin",
    "australia": r"austral\w+|aussies?|canberra|smartraveller",
    "un": r"onu|united nations|nations unies|guterres|un security council|(?:conseil de securite|security council)|undss|un (?:staff|chief|personnel|plane|guard|mission)",
    "ecowas": r"ecowas|cedeao",
    "au": r"african union|union africaine",
    "jnim": r"jnim|gsim|d?jihadis\w+",
    "russia": r"wagner\w*|russ\w+|moscou|moscow|mercen\w+|paramilitai\w+|africa corps",
}
_FACETS = {name: Table(rf"\b(?:{words})\b") for name, words in _WORDS.items()}
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


def usual_facets(questions: Iterable[str]) -> frozenset[str]:
    """The facets that an entry's normalised example questions ask about often enough to be its own."""
    asked = [facets(question) for question in questions]
    counts = Counter(name for names in asked for name in names)
    return frozenset(name for name, n in counts.items() if n >= max(1, USUAL * len(asked)))


def disagreement(asked: frozenset[str], held: frozenset[str]) -> tuple[str, ...]:
    """The groups in which something is asked for and the entry holds only something else, or nothing."""
    return tuple([group for group, names in _by_group(asked) if names.isdisjoint(held)])


@lru_cache(maxsize=1000)
def _by_group(asked: frozenset[str]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The groups in which something is asked for, and what."""
    return tuple((group, asked & names) for group, names in GROUPS.items() if asked & names)


def words_of(group: str, normalised: str) -> frozenset[str]:
    """The words by which a normalised text names something of the group."""
    found = (match.group() for name in GROUPS[group] for match in _FACETS[name].finditer(normalised))
    return frozenset(word for phrase in found for word in phrase.split())
