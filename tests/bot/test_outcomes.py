"""Each error of Telegram's and of the way there has one outcome: over real HTTP, down to what the ledger holds."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from telegram.error import TelegramError

import bot.attempt
import bot.contact
from bot.contact import SILENT
from bot.outcomes import Hold, Moved, Stop, Strange, Unchanged, Unedited, Verdict, verdict
from bot.telegram.client import Client
from bot.telegram.request import AiohttpRequest
from db import chats, subscriptions
from db.ledger import Bad, Blocked, NotSent, Uncertain
from db.sealing import Sealer
from db.session import open_database
from tests.bot.sending import Clock, Line
from tests.db.desk import open_desk
from tests.telegram.double import TOKEN, Double, Fault
from tests.telegram.waiting import until

AWA = 5_550_001_234
NOW = datetime.fromisoformat("2024-09-17T06:30:00+00:00")
SOON = NotSent(NOW + timedelta(seconds=1))
READ = 0.3  # seconds of silence that the tests' client bears
TOKEN_REFUSED = Stop("Telegram refuses the token in ADVISORY_TELEGRAM_TOKEN")
MARKUP = Stop("Telegram cannot parse its markup")


def flood(seconds: int) -> Fault:
    return Fault(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def refused(words: str, **parameters: int) -> Fault:
    return Fault(400, f"Bad Request: {words}", parameters or None)


def forbidden(words: str) -> Fault:
    return Fault(403, f"Forbidden: {words}")


# What Telegram, or whatever stands before it, answers; and what it means.
ANSWERS: list[tuple[str, Fault, Verdict]] = [
    ("asked to wait a second", flood(1), Hold(timedelta(seconds=1))),
    ("asked to wait a minute", flood(60), Hold(timedelta(seconds=60))),
    ("too many requests, without a time", Fault(429, "Too Many Requests"), SOON),
    ("blocked by the person", forbidden("bot was blocked by the user"), Blocked("blocked")),
    ("the account is gone", forbidden("user is deactivated"), Blocked("deactivated")),
    ("kicked from the group", forbidden("bot was kicked from the supergroup chat"), Blocked("kicked")),
    ("not in the group", forbidden("bot is not a member of the channel chat"), Blocked("kicked")),
    ("forbidden in new words", forbidden("something that nobody has read yet"), Blocked("forbidden")),
    ("no such chat", refused("chat not found"), Blocked("chat not found")),
    ("no such group any more", forbidden("the group chat was deleted"), Blocked("group deleted")),
    ("no right to write", refused("not enough rights to send text messages to the chat"), Bad("no right to write there")),
    ("the markup is broken", refused("can't parse entities: Unclosed start tag at byte offset 3"), MARKUP),
    ("the text is too long", refused("message is too long"), Stop("it is too long for Telegram")),
    ("the text is empty", refused("message text is empty"), Stop("it is empty")),
    ("refused in new words", refused("something that nobody has read yet"), Strange(NOW + timedelta(seconds=1))),
    ("a peer that is not known", refused("PEER_ID_INVALID"), Strange(NOW + timedelta(seconds=1))),
    ("the group moved", refused("group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100123), Moved("-100123")),
    ("nothing to change", refused("message is not modified: the same content"), Unchanged()),
    ("nothing there to edit", refused("message to edit not found"), Unedited()),
    ("too old to edit", refused("message can't be edited"), Unedited()),
    ("the token is revoked", Fault(401, "Unauthorized"), TOKEN_REFUSED),
    ("an error of the server", Fault(500, "Internal Server Error"), Uncertain()),
    ("a bad gateway", Fault(502, "Bad Gateway"), Uncertain()),
    ("a bad gateway's page", Fault(502, html=True), Uncertain()),
    ("a page instead of the answer", Fault(200, html=True), Uncertain()),
    ("a page instead of the answer, after it was done", Fault(200, html=True, after=True), Uncertain()),
    ("a gateway that gave up", Fault(504, "Gateway Timeout", after=True), Uncertain()),
    ("a connection cut before anything was done", Fault(reset=True), Uncertain()),
    ("a connection cut after it was done", Fault(reset=True, after=True), Uncertain()),
    ("no answer", Fault(hang=30), Uncertain()),
    ("no answer, after it was done", Fault(hang=30, after=True), Uncertain()),
]  # fmt: skip


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    server = Double()
    await server.start()
    server.world.chat(AWA)
    yield server
    await server.stop()


async def failure(url: str) -> TelegramError:
    """What a call that fails raises."""
    async with AiohttpRequest(read=READ) as request:
        client = Client(TOKEN, base_url=f"{url}/bot", request=request)
        with pytest.raises(TelegramError) as caught:
            await client.send_message(AWA, "Avoid the airport road.")
    return caught.value


@pytest.mark.parametrize(("fault", "meaning"), [each[1:] for each in ANSWERS], ids=[each[0] for each in ANSWERS])
async def test_each_answer_means_one_thing(double: Double, fault: Fault, meaning: Verdict) -> None:
    double.fail("sendMessage", fault)
    assert verdict(await failure(double.url), 1, NOW) == meaning
    assert len(double.world.texts(AWA)) == fault.after


async def test_what_never_left_is_tried_again_after_pauses_that_double_up_to_a_minute(double: Double) -> None:
    await double.stop()
    error = await failure(double.url)
    waits = [verdict(error, attempts, NOW) for attempts in (1, 2, 3, 7, 20)]
    assert waits == [NotSent(NOW + timedelta(seconds=seconds)) for seconds in (1, 2, 4, 60, 60)]


# The same, down to the ledger


@dataclass(frozen=True)
class End:
    """How a row ended, how often Telegram was called for it, and whether the person goes on following."""

    state: str
    calls: int
    follows: bool = True


HELD = End("uncertain", 1)  # not grave: nobody sends it again but an operator
ENDS: list[tuple[str, Fault, End]] = [
    ("asked to wait", flood(1), End("sent", 2)),
    ("blocked", forbidden("bot was blocked by the user"), End("blocked", 1, follows=False)),
    ("no such chat", refused("chat not found"), End("blocked", 1, follows=False)),
    ("no right to write", refused("not enough rights to send text messages to the chat"), End("bad", 1)),
    ("an error of the server", Fault(500, "Internal Server Error"), HELD),
    ("a page instead of the answer", Fault(200, html=True), HELD),
    ("cut after it was done", Fault(reset=True, after=True), HELD),
    ("an answer that trickles without end", Fault(trickle=0.05), HELD),
    ("no answer within the time for a call", Fault(hang=60), HELD),
]


@pytest.fixture
async def line(sqlite_template: Path, tmp_path: Path, double: Double, sealer: Sealer) -> AsyncIterator[Line]:
    """On SQLite alone: what an answer means has nothing to do with the database."""
    shutil.copy(sqlite_template, tmp_path / "advisory.db")
    database = await open_database(f"sqlite:///{tmp_path / 'advisory.db'}", exclusive=False)
    yield Line(await open_desk(database, sealer, NOW), double, Clock(NOW))
    await database.close()


async def end_of(line: Line, person: int) -> End:
    async with line.alerts.database.reading() as session:
        chat = await chats.find(session, line.alerts.sealer, "telegram", str(person))
        assert chat
        follows = bool(await subscriptions.following(session, chat.id, line.clock()))
    (row,) = await line.alerts.rows(chat.id)
    return End(row[2], len(line.double.asked("sendMessage")), follows)


@pytest.mark.parametrize(("fault", "end"), [each[1:] for each in ENDS], ids=[each[0] for each in ENDS])
async def test_each_answer_ends_a_delivery_in_one_way(
    line: Line, monkeypatch: pytest.MonkeyPatch, fault: Fault, end: End
) -> None:
    monkeypatch.setattr(bot.attempt, "CALL", 0.5)
    person = await line.person()
    line.double.fail("sendMessage", fault)
    record = await line.alerts.issued(severity="Moderate")
    async with line.sending():
        await line.until_sent(record.id)
        await line.later(timedelta(minutes=2))  # for whatever would be tried again
        assert await end_of(line, person) == end
    assert len(line.texts(person)) == (end.state == "sent" or fault.after)


async def test_while_telegram_asks_to_wait_nobody_is_written_to(line: Line) -> None:
    people = [await line.person() for _ in range(3)]
    line.double.fail("sendMessage", flood(60))
    record = await line.alerts.issued()
    async with line.sending(rate=2):
        await until(lambda: line.double.asked("sendMessage") != [])
        called = len(line.double.asked("sendMessage"))
        await line.later(timedelta(seconds=30))
        assert (await line.progress(record.id)).waiting >= len(people) - called
    assert sum(len(line.texts(person)) for person in people) < len(people)


async def test_a_token_that_is_revoked_in_the_middle_stops_sending_and_says_so(line: Line) -> None:
    people = [await line.person() for _ in range(5)]
    line.double.fail("sendMessage", *[Fault(401, "Unauthorized")] * 5)
    record = await line.alerts.issued()
    async with line.sending():
        assert "token" in await line.until_paused()
        await asyncio.sleep(0.5)  # calls that were under way are refused as well, and each of them pauses
        line.double.faults.clear()
        await line.resume()
        assert (await line.until_sent(record.id)).sent == len(people)
    assert [len(line.texts(person)) for person in people] == [1] * len(people)


async def test_what_passed_the_fence_too_long_ago_is_not_called(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.attempt, "FRESH", -1.0)  # as if the process had been stopped in between
    person = await line.person()
    record = await line.alerts.issued()
    async with line.sending():
        await asyncio.sleep(0.5)
        assert line.double.asked("sendMessage") == []
        monkeypatch.setattr(bot.attempt, "FRESH", 30.0)
        assert (await line.until_sent(record.id)).sent == 1
    assert len(line.texts(person)) == 1


async def test_a_group_that_became_a_supergroup_is_followed_there(line: Line) -> None:
    group, new = await line.person(), -1_009_876_543_210
    line.double.world.chat(group).moved_to = new
    line.double.world.chat(new, "supergroup")
    record = await line.alerts.issued()
    async with line.sending():
        assert (await line.until_sent(record.id)).sent == 1
    assert (len(line.texts(group)), len(line.texts(new))) == (0, 1)


# What one message after the other meets

UNKNOWN = refused("something that nobody has read yet")


async def test_one_chat_that_is_refused_in_new_words_is_tried_thrice_and_the_operators_hear_of_it(line: Line) -> None:
    await line.person()
    line.double.fail("sendMessage", *[UNKNOWN] * 3)
    record = await line.alerts.issued()
    async with line.sending():
        assert (await line.until_sent(record.id)).failed == 1
    assert len(line.double.asked("sendMessage")) == 3
    assert await line.look_after(timedelta(minutes=6)) == {"overdue"}


async def test_chats_that_are_refused_one_after_the_other_in_new_words_stop_sending_and_none_is_given_up(
    line: Line,
) -> None:
    people = [await line.person() for _ in range(20)]
    line.double.fail("sendMessage", *[UNKNOWN] * 1000)
    record = await line.alerts.issued(severity="Extreme")
    async with line.sending():
        assert "one chat after the other" in await line.until_paused()
        assert "sending_stopped" in await line.alarms()
        await line.until_nothing_is_claimed()
        line.double.faults.clear()
        await line.resume()
        assert (await line.until_sent(record.id)).sent == len(people)
    assert [len(line.texts(person)) for person in people] == [1] * len(people)


@pytest.mark.parametrize("also_silent", [("getMe",), ()], ids=["an outage", "an outage of messages alone"])
async def test_an_outage_of_telegram_uses_up_a_few_messages_and_not_everybody_s(
    line: Line, monkeypatch: pytest.MonkeyPatch, also_silent: tuple[str, ...]
) -> None:
    monkeypatch.setattr(bot.contact, "FIRST_WAIT", 0.1)
    people = [await line.person() for _ in range(80)]
    async with line.sending(rate=100):
        await until(lambda: line.double.asked("getMe") != [])
        await asyncio.sleep(0.2)
        for method in ("sendMessage", *also_silent):
            line.double.fail(method, *[Fault(502)] * 1000)
        record = await line.alerts.issued(severity="Moderate")
        await asyncio.sleep(2)
        tried = len(line.double.asked("sendMessage"))
        assert SILENT <= tried < 50
        line.double.faults.clear()
        figures = await line.until_sent(record.id)
    assert (figures.sent, figures.unclear) == (len(people) - tried, tried)
    assert sum(len(line.texts(person)) for person in people) == figures.sent


async def test_a_network_that_is_away_for_long_costs_an_edit_nothing(line: Line) -> None:
    person = await line.person()
    record = await line.alerts.issued()
    async with line.sending():
        await line.until_sent(record.id)
        await line.double.stop()
        await line.alerts.issued(replaces=record.id, kind="cancel")
        for _ in range(12):
            await line.later(timedelta(minutes=2))
            await asyncio.sleep(0.05)
        await line.double.start(port=int(line.double.url.rpartition(":")[2]))
        await until(lambda: "do not pass it on" in line.texts(person)[0])


async def test_a_group_that_was_written_to_too_often_keeps_nobody_else_waiting(line: Line) -> None:
    await line.person(kind="group")
    people = [await line.person() for _ in range(3)]
    line.double.fail("sendMessage", flood(60))
    record = await line.alerts.issued()
    async with line.sending():
        await until(lambda: all(line.texts(person) for person in people))
        async with asyncio.timeout(10):
            while (await line.progress(record.id)).waiting > 1:  # noqa: ASYNC110 - a database signals nothing
                await asyncio.sleep(0.02)
