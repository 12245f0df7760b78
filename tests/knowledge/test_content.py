"""What the shipped content promises, checked over all of it."""

import re

import pytest

from knowledge.answer import Answer, answer
from knowledge.base import Base
from knowledge.entry import LANGS, Status, Tense, Topic


def test_there_are_enough_entries_of_what_is_known_and_of_what_is_not(base: Base) -> None:
    entries = base.pack.entries.values()
    assert len(entries) >= 120
    assert sum(entry.unknown for entry in entries) >= 30
    assert all(len(entry.questions[lang]) >= 12 for entry in entries for lang in LANGS)


def test_all_facts_conflicts_and_gaps_of_the_research_are_mapped(base: Base) -> None:
    coverage = base.pack.contents.coverage
    assert (len(coverage.facts), len(coverage.conflicts), len(coverage.missing)) == (166, 18, 8)
    assert len(coverage.sentences) == 34


@pytest.mark.parametrize("lang", LANGS)
def test_every_example_question_finds_its_own_entry(base: Base, lang: str) -> None:
    lost = []
    for entry in base.pack.entries.values():
        for question in entry.questions[lang]:  # type: ignore[index]
            match answer(base, question, lang):  # type: ignore[arg-type]
                case Answer(found) if found.id in (entry.id, entry.when_asked_now):
                    continue
                case other:
                    lost.append((entry.id, question, getattr(getattr(other, "entry", None), "id", other)))
    assert not lost, lost


def test_a_claim_of_the_attackers_is_worded_as_a_claim_in_both_languages(base: Base) -> None:
    told = (
        "claim",
        "says",
        "said",
        "according to",
        "acknowledg",
        "attribut",
        "jnim's",
        "speaks of",
        "communiqué",
        "its own",
    )
    dit = (
        "affirme",
        "revendiq",
        "selon",
        "d'après",
        "dit",
        "reconn",
        "attribu",
        "communiqué",
        "admet",
        "déclar",
        "chiffre",
        "avanc",
    )
    for entry in base.pack.entries.values():
        for statement in entry.statements:
            if statement.status is Status.CLAIMED:
                assert any(word in statement.en.lower() for word in told), statement.en
                assert any(word in statement.fr.lower() for word in dit), statement.fr


def test_the_injured_of_the_source_document_never_stand_without_the_later_years(base: Base) -> None:
    for entry in base.pack.entries.values():
        facts = {fact for statement in entry.statements for fact in statement.facts}
        if "S9" in facts:
            assert facts & {"L-CAS-2", "L-CAS-5", "L-CAS-7"}, entry.id


def test_the_un_notice_is_never_listed_as_in_force(base: Base) -> None:
    notices = [item for item in base.pack.contents.restrictions if "S20" in item.facts]
    assert notices
    assert {item.state for item in notices} == {"uncorroborated"}


def test_no_emergency_number_can_be_dialled_from_an_answer(base: Base) -> None:
    for entry in base.pack.entries.values():
        text = " ".join(statement.en + statement.fr for statement in entry.statements)
        assert "80 00 11" not in text, entry.id
        assert "8000 11" not in text, entry.id


def test_every_entry_about_now_says_what_is_missing_and_whom_to_ask(base: Base) -> None:
    for entry in base.pack.entries.values():
        if entry.tense is Tense.NOW:
            assert entry.unknown, entry.id
            assert entry.ask_whom, entry.id


def test_judgements_of_the_source_document_are_never_said_as_fact(base: Base) -> None:
    for entry in base.pack.entries.values():
        if entry.topic is Topic.RECOMMENDATIONS:
            own = [statement for statement in entry.statements if "source-document" in statement.by]
            assert all(statement.status is not Status.CONFIRMED for statement in own), entry.id


def test_both_languages_carry_the_same_years(base: Base) -> None:
    for entry in base.pack.entries.values():
        for statement in entry.statements:
            assert _years(statement.en) == _years(statement.fr), (entry.id, statement.en, statement.fr)


def _years(text: str) -> set[str]:
    return set(re.findall(r"\b(?:19|20)\d\d\b", text))
