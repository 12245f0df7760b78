"""Telephone numbers appear only once an operator has verified them."""

from dataclasses import replace

from knowledge.base import Base
from tests.conversation.talking import Talk


def with_police(base: Base, **fields: str) -> Base:
    """The shipped pack with the slot of the police filled as an operator would."""
    contents = base.pack.contents
    filled = tuple(
        contact.model_copy(update=fields) if contact.id == "emergency-police" else contact
        for contact in contents.contacts
    )
    return replace(base, pack=replace(base.pack, contents=contents.model_copy(update={"contacts": filled})))


def test_no_number_is_shown_as_shipped(base: Base) -> None:
    assert "verified 2" not in Talk(base).say("they are shooting at us").text


def test_a_number_that_nobody_verified_stays_out(base: Base) -> None:
    assert "17" not in Talk(with_police(base, number="17")).say("they are shooting at us").lines[0].text
    assert len(Talk(with_police(base, number="17")).say("they are shooting at us").lines) == 2


def test_a_verified_number_stands_under_the_conduct_in_danger(base: Base) -> None:
    told = Talk(with_police(base, number="17", verified_on="2026-11-20")).say("they are shooting at us")
    assert told.lines[-1].text == "Police: 17 (verified 20 Nov 2026)"
    assert sum(len(line.text) for line in told.lines if line.role == "body") <= 300
