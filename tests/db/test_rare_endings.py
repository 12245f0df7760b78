"""What the schedule fuzzer found, told one by one: answers that come late, twice, or after somebody left."""

from datetime import datetime, timedelta

import pytest

from db import claiming, subscriptions
from db.deliveries import Delivery
from db.ledger import Bad, NotSent, Sent, Uncertain
from db.sealing import Sealer
from db.session import Database
from tests.db.desk import open_desk
from tests.db.test_outbox import Line

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Line:
    return Line(**vars(await open_desk(database, sealer, now)))


async def on_its_way(desk: Line, later: timedelta = timedelta()) -> Delivery:
    """The one row that waits, claimed and fenced."""
    (claimed,) = await desk.claim(later)
    assert await desk.fence(claimed, later)
    return claimed


async def leave(desk: Line, chat: int, later: timedelta = timedelta()) -> None:
    async with desk.database.unit_of_work() as session:
        await subscriptions.end_all(session, chat, "asked", desk.now + later)


@pytest.mark.parametrize("kind", ["update", "cancel", "minor"])
async def test_what_arrived_long_after_it_was_replaced_is_changed_all_the_same(desk: Line, kind: str) -> None:
    await desk.chat("bamako")
    first = await desk.issued()
    late = await on_its_way(desk)
    await desk.issued(replaces=first.id, kind=kind)
    await desk.sweep(2 * claiming.LEASE)  # its sender hung; nobody knows the message that is to be changed
    await desk.send_all(later=5 * MINUTE)
    assert await desk.record(late, Sent("m-late"), 6 * MINUTE)
    edited = [each.edits for each in await desk.send_all(later=7 * MINUTE) if each.retires]
    assert edited == ["m-late"]


async def test_what_arrived_after_its_end_is_changed_as_well(desk: Line) -> None:
    await desk.chat("bamako")
    first = await desk.issued()
    late = await on_its_way(desk)
    over = first.alert.expires - desk.now
    await desk.sweep(over)
    await desk.expire(first.id, over)
    await desk.send_all(later=over + MINUTE)
    await desk.record(late, Sent("m-late"), over + 2 * MINUTE)
    (edit,) = await desk.send_all(later=over + 3 * MINUTE)
    assert (edit.retires, edit.edits) == (True, "m-late")


async def test_a_minor_change_of_an_update_that_nobody_got_is_read_once(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued()
    await desk.send_all()
    second = await desk.issued(replaces=first.id, kind="update")
    third = await desk.issued(replaces=second.id, kind="minor")
    told = [row[:2] for row in await desk.rows(chat) if row[1] == f"alert:{third.id}"]
    assert told == [("send", f"alert:{third.id}")]


async def test_a_minor_change_of_a_minor_change_still_changes_the_message(desk: Line) -> None:
    await desk.chat("bamako")
    first = await desk.issued()
    await desk.send_all(Sent("m-first"))
    second = await desk.issued(replaces=first.id, kind="minor")
    third = await desk.issued(replaces=second.id, kind="minor")
    (sent,) = await desk.send_all()
    assert (sent.kind, sent.alert.id, sent.edits) == ("edit", third.id, "m-first")


async def test_who_leaves_while_it_is_on_its_way_is_not_tried_again(desk: Line) -> None:
    chat = await desk.chat("bamako")
    await desk.issued()
    claimed = await on_its_way(desk)
    await leave(desk, chat)
    await desk.record(claimed, NotSent(desk.now))
    assert await desk.send_all(later=5 * MINUTE) == []
    assert (await desk.rows(chat))[0][2:] == ("skipped", "ended")


@pytest.mark.parametrize("ahead", [-MINUTE, MINUTE])
async def test_who_leaves_has_left_also_when_the_clock_is_set_right_after_it(desk: Line, ahead: timedelta) -> None:
    chat = await desk.chat("bamako")
    await leave(desk, chat, ahead)
    assert await desk.issue(await desk.approved()) == 0


async def test_what_may_have_arrived_at_first_is_not_forgotten_when_the_second_copy_is_refused(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued()
    await desk.record(await on_its_way(desk), Uncertain())
    await desk.record(await on_its_way(desk, MINUTE), Bad("refused"))
    assert (await desk.rows(chat))[0][2] == "uncertain"
    assert await desk.issue(await desk.approved(replaces=first.id, kind="cancel")) == 1


async def test_a_change_that_goes_out_as_a_message_is_not_doubled_where_it_is_not_grave(desk: Line) -> None:
    chat = await desk.chat("bamako")
    first = await desk.issued(severity="Moderate")
    await desk.record(await on_its_way(desk), Uncertain())  # held: nobody knows its number
    await desk.issued(replaces=first.id, kind="minor", severity="Moderate")
    change = await on_its_way(desk)
    assert (change.kind, change.edits) == ("edit", None)
    await desk.record(change, Uncertain())
    assert await desk.send_all(later=5 * MINUTE) == []
    assert [row[2] for row in await desk.rows(chat)] == ["uncertain", "uncertain"]
