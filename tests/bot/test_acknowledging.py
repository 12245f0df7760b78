""" "I have read this": under what is kept to a team, noted once, told to the desk as numbers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.conversation.message import Message, Tap, Words
from bot.conversation.reply import Reply
from bot.dialogue import converse
from bot.opening import READ
from db import acknowledgements, alerts, chats, teams
from db.acknowledgements import Read
from db.alerts import Record
from db.sealing import Sealer
from db.session import Database
from knowledge.base import Base
from tests.bot.sending import Clock, Line
from tests.db.desk import open_desk
from tests.telegram.double import Double
from tests.telegram.parts import actions, labels


class Watch:
    """A team on Telegram, and the desk that counts on it."""

    def __init__(self, line: Line, base: Base, team: int) -> None:
        self.line, self.base, self.team = line, base, team

    async def member(self, *, discreet: bool = False) -> int:
        """Somebody in the team; the double's number of their chat."""
        person = await self.line.person("gao")
        async with self.line.alerts.database.unit_of_work() as session:
            chat = await chats.find(session, self.line.alerts.sealer, "telegram", str(person))
            assert chat
            code = await teams.invite(session, self.team, self.line.clock())
            assert await teams.join(session, chat.id, code, self.line.clock())
            await chats.set_discreet(session, chat.id, discreet)
        return person

    async def tap(self, person: int, action: str) -> Reply:
        return await self.hear("telegram", str(person), Tap(action))

    async def types(self, person: int, text: str) -> str:
        return (await self.hear("telegram", str(person), Words(text))).text

    async def hear(self, channel: str, address: str, message: Message) -> Reply:
        desk = replace(self.line.desk, base=self.base)
        who = {"channel": channel, "address": address, "speaker": address}
        return await converse(desk, **who, kind="private", message=message, hint="en")

    async def pushed(self, **fields: object) -> Record:
        """An advisory that everybody has who is to have it."""
        record = await self.line.alerts.issued(scope="team", team=self.team, **fields)
        async with self.line.sending():
            await self.line.until_sent(record.id)
        return record

    async def read(self, record: Record) -> Read | None:
        async with self.line.alerts.database.reading() as session:
            return (await acknowledgements.of_teams(session, [await alerts.get(session, record.id)])).get(record.id)


@pytest.fixture
async def watch(database: Database, sealer: Sealer, now: datetime, base: Base) -> AsyncIterator[Watch]:
    double = Double()
    await double.start()
    desk = await open_desk(database, sealer, now)
    async with database.unit_of_work() as session:
        team = await teams.add(session, "drivers", now)
    yield Watch(Line(desk, double, Clock(now)), base, team.id)
    await double.stop()


async def test_each_member_is_counted_once_however_often_they_tap(watch: Watch) -> None:
    one, _ = await watch.member(), await watch.member()
    record = await watch.pushed()
    message = watch.line.double.world.seen(one)[-1]
    assert labels(message) == [["I have read this", "Text to forward"]]
    assert await watch.read(record) == Read(0, 2)
    action = next(each for each in actions(message) if each.startswith(READ))
    assert (await watch.tap(one, action)).text == "Noted: you have read it. Thank you."
    assert (await watch.tap(one, action)).text == "It was noted already that you have read it."
    assert await watch.read(record) == Read(1, 2)


async def test_a_discreet_message_is_opened_before_it_can_be_read(watch: Watch) -> None:
    person = await watch.member(discreet=True)
    await watch.pushed()
    message = watch.line.double.world.seen(person)[-1]
    assert labels(message) == [["Open"]]
    opened = await watch.tap(person, actions(message)[0])
    assert [each.label for row in opened.buttons for each in row] == ["I have read this", "Text to forward"]


async def test_what_is_for_everybody_asks_nobody(watch: Watch) -> None:
    person = await watch.line.person()
    record = await watch.line.alerts.issued()
    async with watch.line.sending():
        await watch.line.until_sent(record.id)
    assert labels(watch.line.double.world.seen(person)[-1]) == [["Text to forward"]]
    assert "nothing to note" in (await watch.tap(person, f"{READ}{record.alert.identifier}")).text
    assert await watch.read(record) is None


async def test_a_late_tap_counts_and_says_what_became_of_it(watch: Watch) -> None:
    person = await watch.member()
    record = await watch.pushed()
    await watch.pushed(replaces=record.id, kind="update")
    told = (await watch.tap(person, f"{READ}{record.alert.identifier}")).text
    assert "replaced" in told
    assert "Noted" in told
    assert await watch.read(record) == Read(1, 1)
    await watch.line.later(timedelta(hours=7))
    assert "noted already" in (await watch.tap(person, f"{READ}{record.alert.identifier}")).text


async def test_who_joined_later_or_never_is_answered_and_not_counted(watch: Watch) -> None:
    await watch.member()
    record = await watch.pushed()
    action = f"{READ}{record.alert.identifier}"
    assert "not sent to this chat" in (await watch.tap(await watch.member(), action)).text
    stranger = (await watch.tap(await watch.line.person(), action)).text
    assert stranger
    assert record.alert.info("en").headline not in stranger
    assert (await watch.tap(await watch.member(), f"{READ}nothing")).text
    assert await watch.read(record) == Read(0, 1)


@pytest.mark.parametrize(
    ("typed", "noted"),
    [
        ("I have read it", "Noted: you have read it. Thank you."),
        ("read, thanks", "Noted: you have read it. Thank you."),
        ("J'ai lu", "C'est noté : vous l'avez lu. Merci."),
        ("j’ai bien lu l’avis, merci", "C'est noté : vous l'avez lu. Merci."),
    ],
)
async def test_who_types_that_they_have_read_it_is_counted_as_if_they_had_tapped(
    watch: Watch, typed: str, noted: str
) -> None:
    person = await watch.member()
    earlier, record = await watch.pushed(), await watch.pushed()
    if noted.startswith("C'est"):
        await watch.types(person, "Je voudrais que vous me répondiez en français")
    assert noted in await watch.types(person, typed)
    assert (await watch.read(record), await watch.read(earlier)) == (Read(1, 1), Read(0, 1))
    await watch.types(person, typed)
    assert await watch.read(record) == Read(1, 1)


async def test_a_member_in_the_browser_may_type_it_too(watch: Watch) -> None:
    database, now = watch.line.alerts.database, watch.line.clock()
    await watch.hear("web", "a browser", Words("hello"))
    async with database.unit_of_work() as session:
        chat = await chats.find(session, watch.line.alerts.sealer, "web", "a browser")
        assert chat
        assert await teams.join(session, chat.id, await teams.invite(session, watch.team, now), now)
    record = await watch.pushed()
    assert "Noted" in (await watch.hear("web", "a browser", Words("I've read it"))).text
    assert await watch.read(record) == Read(1, 1)


@pytest.mark.parametrize(
    "typed", ["I read that gunmen attacked the school", "lu ?", "j'ai lu que l'aéroport est fermé"]
)
async def test_what_only_begins_like_it_is_an_ordinary_message(watch: Watch, typed: str) -> None:
    person = await watch.member()
    record = await watch.pushed()
    assert "oted" not in await watch.types(person, typed)
    assert await watch.read(record) == Read(0, 1)


async def test_where_nothing_asks_whether_it_was_read_the_words_are_ordinary_ones(watch: Watch) -> None:
    member, stranger = await watch.member(), await watch.line.person()
    record = await watch.line.alerts.issued()
    async with watch.line.sending():
        await watch.line.until_sent(record.id)
    for person in (member, stranger):
        assert "oted" not in await watch.types(person, "I have read it")
    assert await watch.read(record) is None
