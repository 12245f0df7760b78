"""What is kept to a team is read by its members and by nobody else, whichever way it is asked for."""

from datetime import datetime, timedelta

import pytest

from bot.checking import check
from bot.conversation.message import Command, Words
from bot.joining import about_teams, code_in
from db import alerts, chats, drafts, outbox, teams
from db.alerts import AlertProblem
from db.sealing import Sealer
from db.session import Database
from db.teams import TeamProblem
from knowledge.alert import Severity
from tests.db.desk import Desk, open_desk
from tests.makers import an_alert


@pytest.fixture
async def desk(database: Database, sealer: Sealer, now: datetime) -> Desk:
    return await open_desk(database, sealer, now)


async def a_team(desk: Desk, *members: int, name: str = "Bamako staff") -> int:
    async with desk.database.unit_of_work() as session:
        team = await teams.add(session, name, desk.now)
        code = await teams.invite(session, team.id, desk.now, uses=10)
        for chat_id in members:
            assert await teams.join(session, chat_id, code, desk.now)
    return team.id


async def test_a_team_s_advisory_reaches_its_members_whatever_they_follow(desk: Desk) -> None:
    member, follower = await desk.chat(), await desk.chat("bamako")
    await desk.issued(scope="team", team=await a_team(desk, member), severity="Minor")
    assert [row[0] for row in await desk.rows(member)] == ["send"]
    assert await desk.rows(follower) == []


async def test_no_way_of_reading_shows_it_to_anybody_else(desk: Desk) -> None:
    member, other = await desk.chat("bamako"), await desk.chat("bamako")
    team, second = await a_team(desk, member), await a_team(desk, other, name="Gao staff")
    record = await desk.issued(scope="team", team=team)
    identifier = record.alert.identifier or ""
    for chat_id, reads in ((member, True), (other, False)):
        async with desk.database.unit_of_work() as session:
            own = await teams.of_chat(session, chat_id)
            for places in (None, ["bamako", "faladie"]):
                found = await alerts.in_force(session, places, desk.now, teams=own)
                assert [alert.id for alert in found] == ([record.id] if reads else [])
            known = await alerts.by_identifier(session, identifier, teams=own)
            assert (known is not None) is reads
            (line,) = await check(session, identifier, "en", desk.now, own)
            assert ("Avoid Faladié" in line.text) is reads
            assert bool(await outbox.for_chat(session, chat_id, 0, desk.now)) is False  # nothing is sent yet
    async with desk.database.reading() as session:
        assert await alerts.in_force(session, None, desk.now) == ()
        assert await alerts.in_force(session, None, desk.now, teams=[second]) == ()
        assert await alerts.by_identifier(session, identifier) is None
        assert await alerts.published(session) == ()
        # The one list that holds it is the operators'.
        assert [each.id for each in await alerts.newest(session)] == [record.id]


async def test_a_web_chat_outside_the_team_is_shown_nothing(desk: Desk) -> None:
    member, other = await desk.chat(channel="web"), await desk.chat("bamako", channel="web")
    record = await desk.issued(scope="team", team=await a_team(desk, member))
    async with desk.database.unit_of_work() as session:
        shown = await outbox.for_chat(session, member, 0, desk.now)
        assert [each.alert.id for each in shown] == [record.id]
        assert await outbox.for_chat(session, other, 0, desk.now) == ()


async def test_who_left_gets_nothing_more_of_it_and_what_waited_is_taken_back(desk: Desk) -> None:
    stays, leaves = await desk.chat(), await desk.chat()
    team = await a_team(desk, stays, leaves)
    first = await desk.issued(scope="team", team=team)
    async with desk.database.unit_of_work() as session:
        assert await teams.leave(session, leaves, team)
        assert not await teams.leave(session, leaves, team)
    await desk.issued(replaces=first.id, kind="update", scope="team", team=team)
    assert [row[2:] for row in await desk.rows(leaves)] == [("skipped", "ended")]
    assert [row[2] for row in await desk.rows(stays)] == ["skipped", "pending"]


async def test_a_follow_up_keeps_the_team(desk: Desk) -> None:
    first = await desk.issued(scope="team", team=await a_team(desk))
    with pytest.raises(AlertProblem, match="keep the scope"):
        await desk.approved(replaces=first.id, kind="update")
    public = await desk.issued()
    with pytest.raises(AlertProblem, match="keep the scope"):
        await desk.approved(replaces=public.id, kind="update", scope="team", team=first.alert.team)
    second = await desk.approved(replaces=public.id, kind="update")
    with pytest.raises(AlertProblem, match="keep the scope"):
        async with desk.database.unit_of_work() as session:
            text = an_alert(kind="update", scope="team", team=first.alert.team)
            await drafts.edit(session, second.id, text, desk.author, second.version, desk.now)


async def test_an_exercise_of_a_team_reaches_those_of_it_who_joined_exercises(desk: Desk) -> None:
    joined, real = await desk.chat("gao", exercise=True), await desk.chat("bamako")
    outside = await desk.chat("bamako", exercise=True)
    record = await desk.approved(scope="team", team=await a_team(desk, joined, real), status="Exercise")
    assert await desk.issue(record) == 1
    assert [len(await desk.rows(chat)) for chat in (joined, real, outside)] == [1, 0, 0]


async def test_an_exercise_reaches_only_the_exercise_list(desk: Desk) -> None:
    joined, real = await desk.chat("bamako", exercise=True), await desk.chat("bamako", least=Severity.UNKNOWN)
    record = await desk.issued(status="Exercise")
    assert [len(await desk.rows(chat)) for chat in (joined, real)] == [1, 0]
    async with desk.database.reading() as session:
        assert await alerts.in_force(session, None, desk.now) == ()
        assert await alerts.published(session) == ()
        assert [alert.id for alert in await alerts.in_force(session, None, desk.now, exercise=True)] == [record.id]


async def test_a_code_serves_so_many_chats_until_its_end(desk: Desk) -> None:
    first, second, late = [await desk.chat() for _ in range(3)]
    async with desk.database.unit_of_work() as session:
        team = await teams.add(session, "drivers", desk.now)
        code = await teams.invite(session, team.id, desk.now, uses=1, lasts=timedelta(hours=1))
        typed = code.lower().replace("-", " ")
        assert await teams.join(session, first, typed, desk.now)
        assert await teams.join(session, first, code, desk.now)  # once more uses nothing up
        assert await teams.join(session, second, code, desk.now) is None
        other = await teams.invite(session, team.id, desk.now, lasts=timedelta(hours=1))
        assert await teams.join(session, late, other, desk.now + timedelta(hours=1)) is None
        assert await teams.join(session, late, "AAAA-AAAA-AAAA-AAAA", desk.now) is None
        assert (await teams.get(session, team.id)).members == 1
        member = await chats.get(session, first)
        assert member is not None
        assert member.discreet
        await teams.close(session, team.id, desk.now)
        assert await teams.of_chat(session, first) == frozenset()
        with pytest.raises(TeamProblem, match="closed"):
            await teams.invite(session, team.id, desk.now)


async def test_only_an_administrator_makes_teams_and_invites(desk: Desk) -> None:
    with pytest.raises(TeamProblem, match="may not manage teams"):
        async with desk.database.unit_of_work() as session:
            await teams.add(session, "drivers", desk.now, by=desk.author)


async def test_a_forgotten_chat_is_in_no_team(desk: Desk) -> None:
    chat = await desk.chat()
    team = await a_team(desk, chat)
    async with desk.database.unit_of_work() as session:
        await chats.forget(session, chat)
        assert (await teams.get(session, team)).members == 0


async def test_a_code_typed_alone_joins_and_leave_leaves(desk: Desk) -> None:
    chat = await desk.chat()
    async with desk.database.unit_of_work() as session:
        team = await teams.add(session, "drivers", desk.now)
        code = await teams.invite(session, team.id, desk.now)

        async def say(message: Words | Command) -> str:
            return " ".join(line.text for line in await about_teams(session, chat, message, "en", desk.now))

        assert "does not work" in await say(Words("AAAA-AAAA-AAAA-AAAA"))
        assert "You are in." in await say(Words(f" {code} "))
        assert await teams.of_chat(session, chat) == {team.id}
        assert "left the team" in await say(Command("leave"))
        assert "in no team" in await say(Command("leave"))
        assert await say(Words("is the airport open?")) == ""


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (Words("abcd-efgh-jkmn-pqrs"), True),
        (Command("join", "ABCD-EFGH-JKMN-PQRS"), True),
        (Command("start", "t-ABCD-EFGH-JKMN-PQRS"), True),
        (Command("start", "v-ABCD"), False),
        (Words("ABCD-EFGH-JKMN-PQRS", forwarded=True), False),
        (Words("my code is ABCD-EFGH-JKMN-PQRS"), False),
    ],
)
def test_a_code_is_known_by_its_form(message: Words | Command, found: bool) -> None:
    assert (code_in(message) is not None) is found
