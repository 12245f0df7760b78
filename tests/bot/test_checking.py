"""The check link: what became of an advisory, by the front door of the dialogue."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.conversation.message import Command
from bot.dialogue import Desk, converse
from db.sealing import Sealer
from db.session import Database
from knowledge.base import Base
from tests.db.desk import open_desk


async def checked(desk: Desk, identifier: str | None) -> str:
    message = Command("start", f"v-{identifier}")
    reply = await converse(
        desk, channel="web", address="reader", kind="private", speaker="1", message=message, hint="en"
    )
    return reply.lines[0].text


@pytest.fixture
def desk(base: Base, database: Database, sealer: Sealer, now: datetime) -> Desk:
    return Desk(base, database, sealer, lambda: now)


async def test_what_nobody_issued_is_said_to_be_false(desk: Desk) -> None:
    assert (await checked(desk, "BKO-FAKE-1")).startswith("Nobody issued that advisory here")


async def test_an_advisory_is_in_force_then_ended(desk: Desk, now: datetime) -> None:
    record = await (await open_desk(desk.database, desk.sealer, now)).issued()
    assert (await checked(desk, record.alert.identifier)).startswith("Genuine, and in force")
    later = replace(desk, clock=lambda: record.alert.expires + timedelta(minutes=1))
    assert "does not mean that the area is safe" in await checked(later, record.alert.identifier)


async def test_a_replaced_and_a_withdrawn_advisory_say_so(desk: Desk, now: datetime) -> None:
    operators = await open_desk(desk.database, desk.sealer, now)
    first = await operators.issued()
    second = await operators.issued(kind="update", replaces=first.id)
    assert (await checked(desk, first.alert.identifier)).startswith("Genuine, but replaced")
    third = await operators.issued(kind="cancel", replaces=second.id)
    assert (await checked(desk, second.alert.identifier)).startswith("Issued here")
    assert "does not mean that the area is safe" in await checked(desk, third.alert.identifier)
