"""Cries, wishes and claims that were written before the tables were looked at; nothing is learnt from them."""

import json
from pathlib import Path

import pytest

from bot.conversation.danger import Danger, danger, in_danger, learning
from bot.conversation.distress import CONDUCT
from bot.conversation.intents import recognise
from bot.conversation.reply import Person, Reply
from knowledge.base import Base
from knowledge.entry import Lang
from knowledge.pack import load_pack
from tests.conversation.talking import Talk

EVAL = Path(__file__).parents[1] / "eval"


def rows(name: str, lang: Lang) -> list[dict[str, str]]:
    read = [json.loads(line) for line in (EVAL / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [row for row in read if row["lang"] == lang]


def answered(base: Base, row: dict[str, str], lang: Lang) -> Reply:
    return Talk(base, person=Person(hint=lang)).say(row["q"])


def asks_back(reply: Reply) -> bool:
    return any(button.action in (CONDUCT, "q:danger-now") for line in reply.buttons for button in line)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nearly_every_cry_is_answered_with_the_conduct_and_the_rest_is_asked_back(base: Base, lang: Lang) -> None:
    cries = [row for row in rows("cries", lang) if row["kind"] == "danger"]
    missed = [row["q"] for row in cries if not answered(base, row, lang).danger]
    silent = [row["q"] for row in cries if row["q"] in missed and not asks_back(answered(base, row, lang))]
    assert len(missed) <= 0.07 * len(cries), missed
    assert len(silent) <= 0.03 * len(cries), silent


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_hardly_any_look_alike_is_shown_the_conduct(base: Base, lang: Lang) -> None:
    others = [row for row in rows("cries", lang) if row["kind"] == "look"]
    alarmed = [row["q"] for row in others if answered(base, row, lang).danger]
    assert len(alarmed) <= 0.04 * len(others), alarmed


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_wishes_in_unusual_words_are_recognised_and_questions_left_alone(lang: Lang) -> None:
    also = {"refusal": {"insult", "invention"}, "about": {"operator"}, "greeting": {"operator"}}
    asked = [row for row in rows("wishes", lang) if row["kind"] != "missing"]
    wrong = [row["q"] for row in asked if _meant(row["q"]) not in {row["kind"], *also.get(row["kind"], ())}]
    assert len(wrong) <= 0.12 * len(asked), wrong


def _meant(text: str) -> str:
    intent = recognise(text)
    return intent.name if intent else "none"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_claim_is_denied_where_that_is_known_and_otherwise_never_confirmed(base: Base, lang: Lang) -> None:
    claims = rows("claims", lang)
    wrong = [row["q"] for row in claims if not _is_told_rightly(answered(base, row, lang), row["kind"])]
    assert len(wrong) <= 0.07 * len(claims), wrong


def _is_told_rightly(reply: Reply, kind: str) -> bool:
    if kind == "denial":
        return any(entry.startswith("rumour-") for entry in reply.entries)
    unverified = any("verify this" in line.text or "vérifier ce" in line.text for line in reply.lines)
    unverified |= "rumour-checking" in reply.entries  # its first sentence: "I cannot verify a message myself."
    return unverified or any(entry.startswith("unknown-") for entry in reply.entries)


def test_the_weights_were_learnt_from_the_texts_that_stand_here() -> None:
    assert learning.learnt_from() == learning.fingerprint()


def test_nothing_is_learnt_from_what_is_asked_here() -> None:
    written = {text for texts in learning.written().values() for text in texts}
    assert not [row["q"] for lang in ("en", "fr") for row in rows("cries", lang) if row["q"] in written]


def test_what_was_learnt_is_known_again() -> None:
    written = learning.written()
    missed = [text for text in written["cries"] if danger(text) < Danger.DOUBTFUL]
    alarmed = [text for text in written["look_alikes"] if in_danger(text)]
    assert len(missed) <= 0.01 * len(written["cries"]), missed
    assert len(alarmed) <= 0.01 * len(written["look_alikes"]), alarmed


def test_hardly_any_question_of_the_pack_is_taken_for_a_cry() -> None:
    entries = [entry for name, entry in load_pack().entries.items() if name != "danger-now"]
    asked = [text for entry in entries for text in (*entry.questions.en, *entry.questions.fr)]
    alarmed = [text for text in asked if in_danger(text)]
    assert len(alarmed) <= 0.003 * len(asked), alarmed


def test_a_doubtful_cry_is_asked_back_and_yes_shows_the_conduct(base: Base) -> None:
    talk = Talk(base)
    asked = talk.say("hostages")
    assert asked.lines[0].text.startswith("Are you in danger now?")
    assert asked.buttons[0][0].action == CONDUCT
    assert asked.entries == ("attack-hostages",)
    assert talk.say("yes").danger


def test_a_doubtful_cry_without_an_answer_gets_no_plain_no(base: Base) -> None:
    reply = Talk(base).say("shots of xylitol")
    assert reply.lines[0].text.startswith("Are you in danger now?")
    assert not [line.text for line in reply.lines if line.text.startswith("I have nothing")]
    assert reply.buttons[0][0].action == CONDUCT


@pytest.mark.parametrize("text", ["stop", "ne m'envoyez plus rien", "n'envoyez plus rien", "send me alerts"])
def test_a_plain_request_to_the_assistant_is_no_cry(base: Base, text: str) -> None:
    reply = Talk(base).say(text)
    assert not reply.danger
    assert not any("danger" in line.text for line in reply.lines)
