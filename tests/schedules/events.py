"""What operators, people and the clock do in the middle of it."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.schedule import do_what_is_due
from db import alerts, chats, daily, outbox, recipients, subscriptions
from db import due as due_rows
from db.alerts import AlertProblem, Record
from db.recipients import UNCERTAIN, delivery
from knowledge.alert import Kind, Severity
from tests.db.desk import GAZETTEER, related
from tests.schedules.truth import GRAVE, NEWS, Issued, Person
from tests.schedules.world import World, step

LIFE = timedelta(hours=6)


@step
async def tick(world: World, seconds: float) -> None:
    world.pass_time(seconds)


@step
async def due(world: World) -> None:
    """The scheduler comes round: an advisory whose end has come ends."""
    now, about = world.now, world.current
    async with world.database.reading() as session:
        comes = any(each.kind == daily.DAILY for each in await due_rows.due_now(session, now))
    patient = await _told_in_the_morning(world) if comes else set()
    await do_what_is_due(world.desk)
    _owe(world, "send", f"alert:{about.id}", patient)
    if about.standing == "issued" and about.expires <= now and not about.ended and not about.kind.ends:
        about.ended = True
        _owe(world, "edit", f"expired:{about.id}", _may_have(world))


@step
async def morning(world: World) -> None:
    """Its hour has come, or comes again by a clock that was set back."""
    patient = await _told_in_the_morning(world)
    async with world.database.unit_of_work() as session:
        await daily.fell_due(session, GAZETTEER, world.now)
    _owe(world, "send", f"alert:{world.current.id}", patient)


@step
async def draft(world: World, kind: str, severity: str) -> None:
    """A follow-up of what is in force, approved by as many as it needs."""
    desk, about = world.start.desk, world.current
    desk.now = world.now
    try:
        made = await desk.approved(replaces=about.id, kind=kind, severity=severity, expires=world.now + LIFE)
    except AlertProblem:
        return  # nothing is in force that it could follow
    world.prepared.append(made)


@step
async def issue(world: World) -> None:
    """The newest draft goes out, in the middle of whatever is under way."""
    if not world.prepared:
        return
    record = world.prepared.pop()
    unread, unchanged = [await _waiting(world, record, kind) for kind in ("send", "edit")]
    try:
        async with world.database.unit_of_work() as session:
            await outbox.issue(session, record.id, related(record.alert), world.now)
    except AlertProblem:
        return  # another one went out meanwhile, or its end has passed
    _issued(world, record, unread, unchanged)


@step
async def issue_again(world: World) -> None:
    """The fan-out is repeated, as after a restart that did not know how far it came: who has a row gets no other."""
    about = world.current
    if about.standing != "issued" or about.kind not in NEWS:
        return
    async with world.database.unit_of_work() as session:
        content = (await alerts.get(session, about.id)).alert
        audience = recipients.audience(content, related(content), world.now)
        await recipients.put(session, "send", f"alert:{about.id}", content, audience, world.now)
    _owe(world, "send", f"alert:{about.id}", _followers(world, about.severity))


@step
async def leave(world: World, at: int) -> None:
    """Somebody stops following."""
    chat, person = _chat(world, at)
    async with world.database.unit_of_work() as session:
        await subscriptions.end_all(session, chat, "asked", world.now)
    person.follows = False
    _withdraw(world, person)


@step
async def join(world: World, at: int, once_a_day: bool = False) -> None:
    """Somebody follows again, or otherwise than before."""
    chat, person = _chat(world, at)
    if person.forgotten:
        return
    async with world.database.unit_of_work() as session:
        await chats.unblock(session, chat)
        await subscriptions.follow(session, chat, "bamako", Severity.MINOR, world.now, daily=once_a_day)
    person.follows = person.active = True
    person.daily = once_a_day
    world.channel.refuses.discard(chat)


@step
async def forget(world: World, at: int) -> None:
    """Somebody has everything about them deleted."""
    chat, person = _chat(world, at)
    async with world.database.unit_of_work() as session:
        rows = await session.scalar(select(func.count()).where(delivery.chat_id == chat))
        await chats.forget(session, chat)
    world.forgotten_rows += rows or 0
    person.forgotten, person.active, person.follows = True, False, False


@step
async def block(world: World, at: int, noticed: bool) -> None:
    """Somebody blocks the bot, which hears of it at once or at its next message."""
    chat, _ = _chat(world, at)
    world.channel.refuses.add(chat)
    if noticed:
        async with world.database.unit_of_work() as session:
            await chats.block(session, chat, "blocked")
            await subscriptions.end_all(session, chat, "blocked", world.now)
        world.truth.blocked(chat)


@step
async def delete(world: World, at: int) -> None:
    """Somebody deletes what they were sent."""
    for message in world.channel.seen(_chat(world, at)[0]):
        message.deleted = True


def _issued(world: World, record: Record, unread: set[int], unchanged: set[int]) -> None:
    """What an issue means, said once more without SQL."""
    content, truth, before = record.alert, world.truth, world.current
    before.standing = "cancelled" if content.kind is Kind.CANCEL else "superseded"
    told, followers, subject = _may_have(world), _followers(world, content.severity), f"alert:{record.id}"
    if content.kind in (Kind.MINOR, Kind.TRANSLATION):
        _owe(world, "send", subject, unread)
        _owe(world, "edit", subject, (told | unchanged) - unread)
    else:
        _owe(world, "edit", f"retired:{before.id}", told)
        more = {Kind.CORRECTION: unread | unchanged, Kind.CANCEL: set()}.get(content.kind, followers)
        _owe(world, "send", subject, told | more)
    truth.alerts[record.id] = Issued(record.id, content.kind, content.severity, content.expires)


def _owe(world: World, kind: str, subject: str, whom: set[int]) -> None:
    people, alert = world.truth.people, int(subject.rpartition(":")[2])
    for chat in whom:
        if people[chat].active and (chat, kind, subject) not in world.truth.owed:
            world.truth.owed.add((chat, kind, subject))
            people[chat].withdrawn.discard(alert)


def _may_have(world: World) -> set[int]:
    return {chat for chat in world.truth.people if world.truth.may_have(chat)}


def _followers(world: World, severity: Severity) -> set[int]:
    """Who hears of it as soon as it is issued."""
    following = {chat: person for chat, person in world.truth.people.items() if person.follows and person.active}
    return {chat for chat, person in following.items() if severity in GRAVE or not person.daily}


async def _told_in_the_morning(world: World) -> set[int]:
    """Who wants no more than that and has no row of the thread that may still reach them, or has."""
    about = world.current
    if about.standing != "issued" or about.kind.ends or about.expires <= world.now:
        return set()
    async with world.database.reading() as session:
        rows = select(delivery.chat_id).where(delivery.state.not_in(("skipped", "blocked", "bad")))
        has = set(await session.scalars(rows))
    people = world.truth.people.items()
    return {chat for chat, person in people if person.daily and person.follows and person.active} - has


async def _waiting(world: World, record: Record, kind: str) -> set[int]:
    """Whose copy or change of the message before has not gone out: the one thing that the ledger is asked for."""
    open_rows = select(delivery.chat_id).where(
        delivery.subject == f"alert:{record.replaces_id}",
        delivery.kind == kind,
        delivery.state.in_(("pending", "claimed")),
        delivery.reason.is_distinct_from(UNCERTAIN),
    )
    async with world.database.reading() as session:
        return set(await session.scalars(open_rows))


def _chat(world: World, at: int) -> tuple[int, Person]:
    chat = world.start.chats[at]
    return chat, world.truth.people[chat]


def _withdraw(world: World, person: Person) -> None:
    person.ever.add("left")
    person.withdrawn |= {each.id for each in world.truth.alerts.values() if each.kind in NEWS}
