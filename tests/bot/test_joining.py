"""A team's advisory above the answers of its members, and of nobody else, from the code typed in a chat on."""

from datetime import datetime

import pytest

from bot.checking import PREFIX
from bot.conversation.message import Command, Message, Words
from bot.dialogue import Desk, converse
from db import teams
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import open_desk
from tests.telegram.parts import shipped

QUESTION = Words("is the airport of Bamako open?")
OURS = "Advisory in force"


@pytest.fixture
def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return Desk(shipped(), database, sealer, lambda: now)


async def say(desk: Desk, address: str, message: Message) -> str:
    person = {"channel": "telegram", "address": address, "kind": "private", "speaker": address, "hint": "en"}
    return (await converse(desk, message=message, **person)).text  # type: ignore[arg-type]


async def test_only_who_typed_the_code_reads_what_is_kept_to_the_team(desk: Desk, now: datetime) -> None:
    office = await open_desk(desk.database, desk.sealer, now)
    async with desk.database.unit_of_work() as session:
        team = await teams.add(session, "drivers", now)
        code = await teams.invite(session, team.id, now)
    assert "You are in." in await say(desk, "member", Command("start", f"t-{code}"))
    assert "does not work" in await say(desk, "stranger", Words(code))
    record = await office.issued(scope="team", team=team.id)
    link = Command("start", f"{PREFIX}{record.alert.identifier}")
    assert OURS in await say(desk, "member", QUESTION)
    assert "Avoid Faladié" in await say(desk, "member", link)
    assert OURS not in await say(desk, "stranger", QUESTION)
    assert "Avoid Faladié" not in await say(desk, "stranger", link)
    assert "left the team" in await say(desk, "member", Words("/leave"))
    assert OURS not in await say(desk, "member", QUESTION)
