"""The buttons under a pushed advisory: a discreet message opens, a text is given to pass on while it holds."""

from datetime import datetime

import pytest

from bot.conversation.message import Tap, Words
from bot.conversation.reply import Reply
from bot.dialogue import Desk, converse
from bot.opening import FORWARD, OPEN, buttons
from db import teams
from db.alerts import Record
from db.sealing import Sealer
from db.session import Database
from knowledge.base import Base
from tests.db.desk import Desk as AlertDesk
from tests.db.desk import open_desk


class Reader:
    """Somebody who taps, and the desk that issues."""

    def __init__(self, desk: Desk, alerts: AlertDesk) -> None:
        self.desk, self.alerts = desk, alerts

    async def tap(self, what: str, record: Record) -> Reply:
        action = f"{what}{record.alert.identifier}"
        return await converse(
            self.desk, channel="web", address="a", kind="private", speaker="v", message=Tap(action), hint="en"
        )


@pytest.fixture
async def reader(database: Database, sealer: Sealer, now: datetime, base: Base) -> Reader:
    return Reader(
        Desk(base, database, sealer, lambda: now, "https://example.org"), await open_desk(database, sealer, now)
    )


async def test_a_discreet_message_opens_to_the_whole_text(reader: Reader) -> None:
    record = await reader.alerts.issued()
    assert [each.label for row in buttons(record.alert, "fr", discreet=True) for each in row] == ["Ouvrir"]
    reply = await reader.tap(OPEN, record)
    assert record.alert.info("en").headline in reply.text
    assert record.alert.info("en").action in reply.text
    assert [each.label for row in reply.buttons for each in row] == ["Text to forward"]


async def test_the_text_to_forward_carries_its_check_link(reader: Reader) -> None:
    record = await reader.alerts.issued()
    reply = await reader.tap(FORWARD, record)
    assert len(reply.text) <= 600
    assert f"https://example.org/v/{record.alert.identifier}" in reply.text


async def test_what_was_replaced_is_not_given_to_pass_on(reader: Reader) -> None:
    record = await reader.alerts.issued()
    await reader.alerts.issued(replaces=record.id, kind="update")
    reply = await reader.tap(FORWARD, record)
    assert "replaced" in reply.text
    assert record.alert.info("en").action not in reply.text
    assert "replaced" in (await reader.tap(OPEN, record)).text


async def test_a_team_s_advisory_opens_for_its_members_only(reader: Reader, now: datetime) -> None:
    async with reader.desk.database.unit_of_work() as session:
        team = await teams.add(session, "drivers", now)
        code = await teams.invite(session, team.id, now)
    record = await reader.alerts.issued(scope="team", team=team.id)
    headline = record.alert.info("en").headline
    assert headline not in (await reader.tap(OPEN, record)).text
    await converse(reader.desk, channel="web", address="a", kind="private", speaker="v", message=Words(code), hint="en")
    assert headline in (await reader.tap(OPEN, record)).text


@pytest.mark.parametrize("action", [OPEN, FORWARD + "nothing", OPEN + "'; DROP TABLE alert; --"])
async def test_a_forged_button_gets_a_civil_answer(reader: Reader, action: str) -> None:
    reply = await converse(
        reader.desk, channel="web", address="a", kind="private", speaker="v", message=Tap(action), hint="en"
    )
    assert reply.text
    assert "DROP" not in reply.text
