"""What is issued reaches everybody once, whatever Telegram says; on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from db import chats, claiming, installation, subscriptions
from db.installation import Standing
from db.sealing import Sealer
from db.session import Database
from tests.bot.sending import Clock, Line
from tests.db.desk import open_desk
from tests.makers import an_alert
from tests.telegram.double import Double, Fault
from tests.telegram.waiting import until

BLOCKED = "Forbidden: bot was blocked by the user"
CANNOT_PARSE = "Bad Request: can't parse entities: Unclosed start tag at byte offset 3"


@pytest.fixture
async def line(database: Database, sealer: Sealer, now: datetime) -> AsyncIterator[Line]:
    double = Double()
    await double.start()
    yield Line(await open_desk(database, sealer, now), double, Clock(now))
    await double.stop()


async def follows(line: Line, person: int) -> bool:
    async with line.alerts.database.reading() as session:
        chat = await chats.find(session, line.alerts.sealer, "telegram", str(person))
        return chat is not None and bool(await subscriptions.following(session, chat.id, line.clock()))


async def test_an_issued_advisory_reaches_each_follower_once_in_their_language(line: Line) -> None:
    people = [await line.person() for _ in range(5)]
    stranger = await line.person("gao")
    record = await line.alerts.issued()
    async with line.sending():
        figures = await line.until_sent(record.id)
    assert (figures.sent, figures.waiting) == (5, 0)
    assert [len(line.texts(person)) for person in people] == [1] * 5
    assert line.texts(stranger) == []
    text = line.texts(people[0])[0]
    assert text.startswith("🟠 SEVERE · Bamako")
    assert "Avoid Faladié" in text
    assert f"v-{record.alert.identifier}" in text


async def test_who_blocked_the_bot_follows_nothing_any_more(line: Line) -> None:
    gone, there = await line.person(), await line.person()
    line.double.world.chat(gone).refusal = BLOCKED
    record = await line.alerts.issued()
    async with line.sending():
        figures = await line.until_sent(record.id)
    assert (figures.sent, figures.blocked) == (1, 1)
    assert (await follows(line, gone), await follows(line, there)) == (False, True)


async def test_a_chat_that_is_not_found_counts_as_blocked(line: Line) -> None:
    await line.alerts.chat("bamako")  # unknown to the double
    record = await line.alerts.issued()
    async with line.sending():
        assert (await line.until_sent(record.id)).blocked == 1


async def test_after_too_many_requests_nothing_is_pushed_until_telegram_allows_it(line: Line) -> None:
    people = [await line.person() for _ in range(4)]
    line.double.fail("sendMessage", Fault(429, "Too Many Requests: retry after 2", {"retry_after": 2}))
    record = await line.alerts.issued()
    began = line.clock()
    async with line.sending():
        figures = await line.until_sent(record.id)
    assert figures.sent == 4
    assert [len(line.texts(person)) for person in people] == [1] * 4
    assert line.clock() - began >= timedelta(seconds=2)
    assert len(line.double.asked("sendMessage")) <= 4 + 4  # calls that were on their way already


@pytest.mark.parametrize("fault", [Fault(reset=True, after=True), Fault(502, html=True)], ids=["reset", "bad gateway"])
async def test_an_unclear_answer_is_repeated_once_where_it_is_grave(line: Line, fault: Fault) -> None:
    person = await line.person()
    line.double.fail("sendMessage", fault, fault)
    record = await line.alerts.issued(severity="Severe")
    async with line.sending():
        await line_calls(line, 1)
        await line.later(timedelta(seconds=31))
        await line_calls(line, 2)
        await line.later(timedelta(seconds=120))
        figures = await line.until_sent(record.id)
        assert figures.unclear == 1
    assert len(line.double.asked("sendMessage")) == 2
    assert len(line.texts(person)) <= 2


async def test_an_unclear_answer_is_left_to_the_operator_where_it_is_not_grave(line: Line) -> None:
    await line.person()
    line.double.fail("sendMessage", Fault(reset=True, after=True))
    record = await line.alerts.issued(severity="Moderate")
    async with line.sending():
        assert (await line.until_sent(record.id)).unclear == 1
        await line.later(timedelta(seconds=120))
    assert len(line.double.asked("sendMessage")) == 1


async def test_what_telegram_cannot_parse_stops_sending_and_unsubscribes_nobody(line: Line) -> None:
    people = [await line.person() for _ in range(30)]
    line.double.fail("sendMessage", *[Fault(400, CANNOT_PARSE)] * 30)
    record = await line.alerts.issued()
    async with line.sending():
        why = await line.until_paused()
        assert f"advisory {record.id}" in why
        assert all([await follows(line, person) for person in people])
        await line.until_nothing_is_claimed()  # what was in flight comes back with the same reason to stop
        line.double.faults.clear()
        await line.resume()
        assert (await line.until_sent(record.id)).sent == 30
    assert [len(line.texts(person)) for person in people] == [1] * 30


async def test_a_refused_token_stops_sending_before_anything_is_tried(line: Line) -> None:
    await line.person()
    record = await line.alerts.issued()
    line.double.fail("sendMessage", Fault(401, "Unauthorized"))
    async with line.sending():
        assert "token" in await line.until_paused()
    assert (await line.progress(record.id)).waiting == 1
    assert await line.alarms() == {"sending_stopped"}


async def test_a_token_that_is_refused_at_the_start_keeps_trying_and_stops_nothing_else(line: Line) -> None:
    person = await line.person()
    await line.alerts.issued()
    line.double.fail("getMe", Fault(401, "Unauthorized"))
    async with line.sending():
        await line.until_text(person, "Avoid Faladié")
    assert await line.paused() is None


async def test_pausing_gives_back_at_once_what_was_claimed_and_resuming_goes_on_without_waiting(line: Line) -> None:
    people = [await line.person() for _ in range(12)]
    record = await line.alerts.issued()
    async with line.sending(rate=2) as sender:
        await line.until_text(people[0], "Avoid Faladié")
        await line.pause()
        sender.wake()
        await line.until_nothing_is_claimed()
        assert 0 < (await line.progress(record.id)).sent < 12
    async with line.sending():
        await line.resume()
        assert (await line.until_sent(record.id)).sent == 12
    assert [len(line.texts(person)) for person in people] == [1] * 12


async def test_what_was_claimed_and_not_begun_is_free_as_soon_as_the_sender_has_stopped(line: Line) -> None:
    people = [await line.person() for _ in range(12)]
    record = await line.alerts.issued()
    async with line.sending(rate=2):
        await line.until_text(people[0], "Avoid Faladié")
    assert await line.claimed() == 0
    figures = await line.progress(record.id)
    assert (figures.sent + figures.waiting, figures.unclear) == (12, 0)


async def test_an_extreme_advisory_overtakes_what_is_claimed_already(line: Line) -> None:
    people = [await line.person() for _ in range(20)]
    await line.alerts.issued(severity="Minor")
    grave = await line.alerts.approved(severity="Extreme")
    async with line.sending(rate=5) as sender:
        await line.until_text(people[0], "MINOR")
        await line.alerts.issue(grave)
        sender.wake()
        begun = len(line.double.asked("sendMessage"))
        await line.until_sent(grave.id)
    since = ["EXTREME" in params["text"] for params in line.double.asked("sendMessage")[begun:]]
    assert since[: 20 + 6].count(True) == 20  # six: what had passed the fence


async def test_a_long_hold_of_telegrams_leaves_nothing_claimed(line: Line) -> None:
    for _ in range(6):
        await line.person()
    line.double.fail("sendMessage", Fault(429, "Too Many Requests: retry after 60", {"retry_after": 60}))
    record = await line.alerts.issued()
    async with line.sending(rate=5):
        await line_calls(line, 1)
        await line.until_nothing_is_claimed()
    assert (await line.progress(record.id)).waiting >= 5


async def test_a_paid_broadcast_says_so_to_telegram_and_no_other_does(line: Line) -> None:
    for paid in (False, True):
        await line.person()
        record = await line.alerts.issued()
        async with line.sending(paid=paid):
            await line.until_sent(record.id)
    first, *others = [params.get("allow_paid_broadcast", False) for params in line.double.asked("sendMessage")]
    assert (first, set(others)) == (False, {True})


async def test_a_group_that_moved_gets_it_at_its_new_address(line: Line) -> None:
    group, new = await line.person(), -1_009_876_543_210
    line.double.world.chat(group).moved_to = new
    line.double.world.chat(new, "supergroup")
    record = await line.alerts.issued()
    async with line.sending():
        assert (await line.until_sent(record.id)).sent == 1
    assert len(line.texts(new)) == 1
    assert await follows(line, new)


async def test_an_update_replaces_in_place_what_was_sent_and_says_what_changed(line: Line) -> None:
    person = await line.person()
    first = await line.alerts.issued()
    async with line.sending():
        await line.until_sent(first.id)
        await line.alerts.issued(replaces=first.id, kind="update")
        assert "road is open again" in await line.until_text(person, "UPDATE 2")
        await until(lambda: "Replaced by update 2" in line.texts(person)[0])
    assert len(line.texts(person)) == 2


async def test_a_translation_replaces_in_place_the_text_of_the_other_language_and_rings_for_nobody(line: Line) -> None:
    english, french = await line.person(), await line.person(lang="fr")
    only_english = an_alert(untranslated="fr").infos[:1]
    first = await line.alerts.issued(untranslated="fr", infos=only_english)
    async with line.sending():
        await line.until_sent(first.id)
        (untranslated,) = line.texts(french)
        assert "Pas encore traduit en français." in untranslated
        assert "Avoid Faladié" in untranslated
        second = await line.alerts.issued(replaces=first.id, kind="translation")
        await line.until_text(french, "Évitez Faladié")
        assert (await line.until_sent(second.id)).failed == 0
    (translated,) = line.texts(french)
    assert "Pas encore traduit" not in translated
    assert "Avoid Faladié" not in translated
    assert ["Avoid Faladié" in text for text in line.texts(english)] == [True]


async def test_an_update_whose_predecessor_was_deleted_by_its_reader_still_arrives(line: Line) -> None:
    person = await line.person()
    first = await line.alerts.issued()
    async with line.sending():
        await line.until_sent(first.id)
        line.double.world.chat(person).deleted.update(line.double.world.chat(person).messages)
        second = await line.alerts.issued(replaces=first.id, kind="minor")
        await line.until_text(person, "Avoid Faladié")
        assert (await line.until_sent(second.id)).failed == 0
    assert len(line.texts(person)) == 1


async def test_a_sender_at_work_goes_on_after_an_older_database_was_put_under_it_and_resumed(line: Line) -> None:
    person = await line.person()
    async with line.sending() as sender:
        await until(lambda: line.double.asked("getMe") != [])
        async with line.alerts.database.unit_of_work() as session:
            seen = Standing("", {claiming.LEADER: 1000})
            await installation.pause_as_restored(session, seen, "a restored backup?", line.clock())
        sender.wake()
        record = await line.alerts.issued()
        await asyncio.sleep(0.2)
        assert (await line.progress(record.id)).waiting == 1
        await line.resume()
        sender.wake()
        assert (await line.until_sent(record.id)).sent == 1
    assert len(line.texts(person)) == 1


async def test_a_cancelled_advisory_is_taken_back_in_the_message_and_by_a_new_one(line: Line) -> None:
    person = await line.person()
    first = await line.alerts.issued()
    async with line.sending():
        await line.until_sent(first.id)
        await line.alerts.issued(replaces=first.id, kind="cancel")
        await line.until_text(person, "CANCELLED")
        assert len(line.texts(person)) == 2
        await until(lambda: "do not pass it on" in line.texts(person)[0])


async def test_when_its_end_comes_the_message_says_so_once_and_nothing_is_pushed(line: Line) -> None:
    person = await line.person()
    record = await line.alerts.issued()
    async with line.sending():
        await line.until_sent(record.id)
        await line.later(timedelta(hours=6))
        await line.later(timedelta(seconds=1))
        await line.until_text(person, "without a renewal")
    assert len(line.texts(person)) == 1
    assert len(line.double.asked("editMessageText")) == 1


async def test_what_expired_while_nothing_could_be_sent_is_not_sent_and_listed_as_not_reached(line: Line) -> None:
    person = await line.person()
    record = await line.alerts.issued()
    await line.later(timedelta(hours=7))
    async with line.sending():
        figures = await line.until_sent(record.id)
    assert (figures.failed, figures.skipped) == (1, 0)
    assert line.texts(person) == []


async def test_the_gravest_goes_first(line: Line) -> None:
    people = [await line.person() for _ in range(3)]
    await line.alerts.issued(severity="Minor")
    grave = await line.alerts.issued(severity="Extreme")
    async with line.sending():
        await line.until_sent(grave.id)
    first = [line.texts(person)[0] for person in people]
    assert all("EXTREME" in text for text in first)


async def line_calls(line: Line, count: int) -> None:
    """Until so many sends were tried and their outcome is kept."""
    await until(lambda: len(line.double.asked("sendMessage")) >= count)
    await asyncio.sleep(0.3)
