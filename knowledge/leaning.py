"""What a short message says after an answer: weighed by its own words, and behind the subject of that answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.asked import Asked
from knowledge.base import Base
from knowledge.entry import Entry
from knowledge.facets import disagreement, words_of
from knowledge.features import stems
from knowledge.judging import LOOKED_AT, Judged, Weights, candidates, doubts, log_odds, share, signs, told, total
from knowledge.text import tokens

LEAST = 0.003  # of the matcher's chance: what neither search finds may still be meant

# Learnt like those of judging.py, from development dialogues and, so that a new question is not bent by the one
# before it, from questions asked after an answer about something else (`python -m tests.eval.learn_following`).
FOLLOWING = Weights(
    {
        "likeness": 0.26,
        "lead": 0.09,
        "own words": -1.52,
        "title": 0.66,
        "the same asked": 0.69,
        "other fate": -1.68,
        "other state": 0.32,
        "other wh": 0.97,
        "other voice": -1.30,
        "other year": -2.44,
        "place unnamed": 0.87,
        "place only mentioned": -1.73,
        "now asked of then": 0.02,
        "now asked of now": 0.86,
        "usual meanings": 0.19,
        "usual words": 0.07,
        "usual neighbours": 0.04,
        "said": 0.83,
        "own meanings": 0.03,
        "behind": 0.53,
        "what is named": 1.82,
        "kin": 1.15,
        "related": 1.12,
        "itself": 3.08,
        "itself, nothing named": 2.62,
        "itself, something else": -1.98,
    },
    {
        "always": 1.96,
        "declined": 0.20,
        "declined first": 1.11,
        "known words": -8.86,
        "words": 3.07,
        "strange place": 8.68,
        "usual in an entry": -0.06,
        "usual in the declined": 0.25,
    },
)

# Words that name nothing: they ask, point back, or stand between the others. What is asked lies in the rest.
_FORM_WORDS = """
    a an the and or but so of in on at to for from by with about as than is are was were be been being am do does
    did done has have had having can could will would shall should may might must i you he she it we they me him her
    us them my your his its our their this that these those there here who whom whose what which when where why how
    many much long far not no yes any some all also too then still again just only really exactly actually more most
    other others one ones tell know give s t d ll re ve im dont doesnt didnt isnt until till since kind part ago
    again le la les l un une des du de d et ou mais donc or ni car que qu qui quoi koi dont quel quelle quels
    quelles lequel laquelle lesquels lesquelles ce c cet cette ces ca cela ceci celui celle ceux celles ci est sont
    etait etaient etre ete suis es sommes etes ai as ont avons avez avait avaient avoir eu fait faire je j tu il
    elle on nous vous ils elles m te se lui leur leurs y en mon ma mes ton ta tes son sa ses notre votre nos vos pas
    ne n plus si oui non aussi encore toujours deja bien tres trop alors apres avant pour par sur dans avec sans
    chez au aux comment pourquoi quand combien sait savez sais peux peut pouvez veux bon ah hein eux moi toi
    exactement vraiment autre autres tout tous toute toutes jusqu jusque depuis partie decide decided decides
    confirm confirms confirmed confirme confirment counted counts compte checked verified verifie denied denies
    dementi
"""
_FORM = frozenset(_FORM_WORDS.split())


@dataclass(frozen=True)
class Leaning:
    """The entry before a message. `instead`: the message puts something else in its place ("and the airport?")."""

    entry: Entry
    instead: bool = False


def names_nothing(words: tuple[str, ...]) -> bool:
    """True where a message is all form: "which ones?", "par qui ?"; what it asks about was said before."""
    return _FORM.issuperset(words)


def only_names(said: tuple[str, ...]) -> bool:
    """True where a message is nothing but the name of somebody: alone it says only who is meant."""
    named = words_of("voice", " ".join(said))
    return bool(named) and named.issuperset(set(said) - _FORM)


def lean(base: Base, asked: Asked, alone: Mapping[str, float], after: Leaning) -> Judged:
    """The likeliest entries of a message after an answer, from its own chances and those behind its subject."""
    odds = {name: total(FOLLOWING.signs, found) for name, found in following(base, asked, alone, after).items()}
    return told(base, asked, odds, total(FOLLOWING.doubts, doubts(asked, alone)))


def following(base: Base, asked: Asked, alone: Mapping[str, float], after: Leaning) -> dict[str, dict[str, float]]:
    """The signs of each entry that a message after an answer may mean."""
    near = kin(base, after.entry)
    same = names_nothing(asked.words) and not lacks(base, after.entry, asked.facets)
    apart = set(disagreement(asked.facets, base.reading.facets[after.entry.id])) - {"wh"}
    alone = {} if only_names(asked.words) else alone
    behind = {hit.entry: hit.score for hit in base.matcher.find(_behind(asked, after), asked.lang, LOOKED_AT)}
    chances = {name: max(LEAST, alone.get(name, 0.0)) for name in (*alone, *behind, after.entry.id)}
    fitting = candidates(base, asked, chances)
    named = _named(asked)
    return {
        name: found
        | {
            "behind": log_odds(max(LEAST, behind.get(name, 0.0))),
            "what is named": share(named, base.reading.stems[asked.lang][name], sum(named.values())) if named else 0.5,
            "kin": name != after.entry.id and name in near,
            "related": name in after.entry.related or after.entry.id in base.pack.entries[name].related,
            "itself": name == after.entry.id,
            "itself, nothing named": name == after.entry.id and same,
            "itself, something else": name == after.entry.id and bool(apart or (after.instead and not same)),
        }
        for name, found in signs(base, asked, fitting).items()
    }


def _named(asked: Asked) -> dict[str, float]:
    """The weights of the stems that name something."""
    form = set(stems([word for word in asked.words if word in _FORM], asked.lang))
    return {stem: weight for stem, weight in asked.weights.items() if stem not in form}


def lacks(base: Base, entry: Entry, asked: frozenset[str]) -> bool:
    """True where something is asked for that an entry does not hold: who, of one that tells when."""
    return bool(asked) and not asked & base.reading.facets[entry.id]


def kin(base: Base, before: Entry) -> frozenset[str]:
    """The entries of the same topic, those named as related, those of the same narrow place, the same of now or then."""
    places = frozenset(before.places) - base.wide
    near = {
        entry.id
        for entry in base.pack.entries.values()
        if entry.topic is before.topic or not places.isdisjoint(entry.places) or entry.when_asked_now == before.id
    }
    return frozenset(near | set(before.related) | {before.when_asked_now or before.id})


def _behind(asked: Asked, after: Leaning) -> tuple[str, ...]:
    """The words of the message behind those of the subject before it, without who is replaced."""
    subject = tokens(after.entry.questions[asked.lang][0] if only_names(asked.words) else after.entry.title[asked.lang])
    replaced = words_of("voice", " ".join(subject)) if words_of("voice", " ".join(asked.words)) else frozenset()
    return (*(word for word in subject if word not in replaced), *asked.words)
