"""What somebody claimed is told as theirs, sentence by sentence, in both languages; never as fact."""

import re
from collections.abc import Iterator

from knowledge.entry import LANGS, Entry, Lang, Statement, Status
from knowledge.pack import Pack

_SENTENCE = re.compile(r"(?<=[.;:])\s+(?=[A-ZÀ-Ý0-9«\"“])")
# Words by which a sentence says whose word it is, or that nobody else has confirmed it.
_ATTRIBUTED: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:says?|said|claim(?:s|ed)?|according to|acknowledge[sd]?|puts|presented|speaks? of|its own figure"
        r"|rests? on|paraphrase[sd]?|reports? (?:it|them) as|I have (?:not )?found no\w*|not (?:been )?confirmed"
        r"|no (?:independent )?confirmation|None of (?:its|these|the) \w+)\b"
    ),
    "fr": re.compile(
        r"\b(?:affirme(?:nt)?|dit|disent|selon|d'après|reconnu|reconnaît|chiffre ses|présentée?|parle(?:nt)? d[e']|affirmation|revendiqu\w+"
        r"|son propre chiffre|avancée?s? par|reposent?|paraphras\w+|non confirmée?s?|pas confirmée?s?|pas été confirmée?s?"
        r"|[Aa]ucune? (?:confirmation|chiffre officiel)|Aucun de (?:ses|ces)|n'(?:est|a été) confirmée?)\b"
    ),
}


def told_as_fact(text: str, lang: Lang) -> tuple[str, ...]:
    """The sentences of a text that do not say whose word they are."""
    return tuple(sentence for sentence in _SENTENCE.split(text) if not _ATTRIBUTED[lang].search(sentence))


def claims_told_as_fact(pack: Pack) -> Iterator[tuple[Entry, int, Lang, str]]:
    """Entry, statement, language and sentence of each claim that is worded as fact anywhere in the pack.

    A claim is what has the status, and whatever else carries the same fact of the research, under any status.
    """
    claimed = {
        fact
        for entry in pack.entries.values()
        for statement in entry.statements
        if statement.status is Status.CLAIMED
        for fact in statement.facts
    }
    claimed -= {fact for fact in claimed if _borne_out(pack, fact)}
    for entry in pack.entries.values():
        for n, statement in enumerate(entry.statements):
            if _is_claim(statement, claimed):
                for lang in LANGS:
                    yield from ((entry, n, lang, sentence) for sentence in _as_fact(statement, lang))


def _as_fact(statement: Statement, lang: Lang) -> tuple[str, ...]:
    """Of a claim no sentence may stand alone; where figures are weighed, one that says whose they are is enough."""
    text = statement.text(lang)
    alone = told_as_fact(text, lang)
    return alone if statement.status is Status.CLAIMED or len(alone) == len(_SENTENCE.split(text)) else ()


def _is_claim(statement: Statement, claimed: set[str]) -> bool:
    return statement.status is Status.CLAIMED or (bool(statement.facts) and set(statement.facts) <= claimed)


def _borne_out(pack: Pack, fact: str) -> bool:
    """True where another voice has confirmed the same thing: that somebody claimed it, for one."""
    return any(
        statement.status is Status.CONFIRMED and fact in statement.facts
        for entry in pack.entries.values()
        for statement in entry.statements
    )
