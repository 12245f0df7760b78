"""Nothing that was claimed is said as fact: not by the words of an entry, nor by the line under them."""

from datetime import UTC, datetime

import pytest

from bot.conversation.reply import Role
from bot.conversation.telling import tell, tell_more
from knowledge.base import Base
from knowledge.claims import claims_told_as_fact, told_as_fact
from knowledge.entry import LANGS, Lang, Status
from knowledge.pack import Pack

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNDER = {"en": "not confirmed", "fr": "non confirmé"}


def test_every_claim_of_the_pack_is_worded_as_somebodys(base: Base) -> None:
    assert list(claims_told_as_fact(base.pack)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_line_under_every_claim_says_who_claims_it_and_that_it_is_not_confirmed(base: Base, lang: Lang) -> None:
    claims = 0
    for entry in base.pack.entries.values():
        lines = (*tell(base, entry, lang, NOW), *tell_more(base, entry, lang, NOW))
        for statement in entry.statements:
            if statement.status is not Status.CLAIMED:
                continue
            at = next(n for n, line in enumerate(lines) if line.text == statement.text(lang))
            under = next(line.text for line in lines[at:] if line.role is Role.QUIET)
            claims += 1
            assert UNDER[lang] in under, (entry.id, under)
            assert any(base.pack.voices[voice].name[lang] in under for voice in statement.by), (entry.id, under)
    assert claims > 10


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "JNIM destroyed six aircraft and disabled four."),
        ("en", "JNIM says it destroyed six aircraft. Hundreds of soldiers were killed."),
        ("en", "Its fighters held the military airport for nine hours."),
        ("fr", "Le JNIM a détruit six avions et mis quatre autres hors d'usage."),
        ("fr", "Le JNIM affirme avoir tenu neuf heures. Des centaines de soldats ont été tués."),
    ],
)
def test_a_claim_worded_as_fact_is_found(base: Base, lang: Lang, text: str) -> None:
    assert told_as_fact(text, lang)
    assert list(claims_told_as_fact(_with_claim(base.pack, lang, text)))


def test_a_claim_stays_one_under_another_status(base: Base) -> None:
    pack = _with_claim(base.pack, "en", "The attackers destroyed six aircraft and disabled four.", Status.OFFICIAL)
    assert [(entry.id, lang) for entry, _, lang, _ in claims_told_as_fact(pack)] == [("site-planes-damaged", "en")]


def _with_claim(pack: Pack, lang: Lang, text: str, status: Status = Status.CLAIMED) -> Pack:
    """The pack with one claim about aircraft worded otherwise."""
    entry = pack.entries["site-planes-damaged"]
    statements = tuple(
        s.model_copy(update={lang: text, "status": status}) if s.status is Status.CLAIMED else s
        for s in entry.statements
    )
    changed = entry.model_copy(update={"statements": statements})
    entries = tuple(changed if e.id == entry.id else e for e in pack.contents.entries)
    return Pack(pack.contents.model_copy(update={"entries": entries}))
