"""Log-ins, one-time links, recovery codes, failed attempts and kept forms, on both databases."""

from datetime import datetime, timedelta

import pytest

from db import audit, invitations, kept_forms, logins, operators, sessions
from db.sealing import Sealer
from db.session import Database


@pytest.fixture
async def operator(database: Database, sealer: Sealer, now: datetime) -> int:
    async with database.unit_of_work() as session:
        return (await operators.add(session, sealer, "awa", now)).operator.id


async def test_a_log_in_is_found_by_its_token_until_it_is_over(
    database: Database, operator: int, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        token = await sessions.begin(session, operator, now)
        found = await sessions.find(session, token, now)
        assert found
        assert (found.operator_id, found.over) == (operator, False)
        idle = await sessions.find(session, token, now + sessions.IDLE)
        assert idle
        assert idle.over
        await sessions.seen(session, found, now + timedelta(minutes=20))
        later = await sessions.find(session, token, now + sessions.IDLE)
        assert later
        assert not later.over
        fresh = "the token after it"
        await sessions.renew(session, found, fresh, now)
        assert await sessions.find(session, fresh, now, proved_since=now - timedelta(minutes=2))
        assert await sessions.find(session, fresh, now, proved_since=now) is None
        assert await sessions.find(session, token, now) is None
        assert [each.id for each in await sessions.of_operators(session, now)] == [found.id]
        await sessions.forget_ended(session, now + sessions.LONGEST + sessions.KNOWN)
        assert await sessions.find(session, fresh, now) is None


async def test_a_link_and_a_recovery_code_are_taken_once(
    database: Database, sealer: Sealer, operator: int, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        token = await invitations.invite(session, operator, now)
        assert await invitations.invited(session, token, now + invitations.LASTS) is None
        assert await invitations.invited(session, token, now) == operator
        assert await invitations.use(session, token, now) == operator
        assert await invitations.use(session, token, now) is None
        codes = await invitations.new_codes(session, sealer, operator)
        assert await invitations.use_code(session, sealer, operator, codes[0], now)
        assert not await invitations.use_code(session, sealer, operator, codes[0], now)
        assert not await invitations.use_code(session, sealer, operator, "", now)
        assert await invitations.codes_left(session, operator) == len(codes) - 1


async def test_a_second_link_makes_another_secret_once_a_password_was_chosen(
    database: Database, sealer: Sealer, operator: int, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        await invitations.invite(session, operator, now)
        first, _ = await invitations.authenticator(session, sealer, operator, "Example")
        await invitations.set_password(session, operator, "hash", now)
        await invitations.invite(session, operator, now)
        second, uri = await invitations.authenticator(session, sealer, operator, "Example")
        assert first != second
        assert second in uri
        assert (await invitations.authenticator(session, sealer, operator, "Example"))[0] == second


async def test_failures_count_for_a_quarter_of_an_hour(database: Database, sealer: Sealer, now: datetime) -> None:
    async with database.unit_of_work() as session:
        who = logins.keys(sealer, "Awa", "192.0.2.1")
        for _ in range(logins.MOST):
            assert not await logins.refused(session, who, now)
            await logins.failed(session, who, now)
        assert await logins.refused(session, logins.keys(sealer, "awa", "198.51.100.1"), now)
        assert await logins.refused(session, logins.keys(sealer, "binta", "192.0.2.1"), now)
        assert not await logins.refused(session, logins.keys(sealer, "binta", "198.51.100.1"), now)
        assert not await logins.refused(session, who, now + logins.WITHIN)
        await logins.forget(session, who[0])
        assert not await logins.refused(session, logins.keys(sealer, "awa", "198.51.100.1"), now)


async def test_a_form_is_kept_by_operator_and_subject(database: Database, operator: int, now: datetime) -> None:
    async with database.unit_of_work() as session:
        await kept_forms.keep(session, operator, "new", {"a": ["1"]}, now)
        await kept_forms.keep(session, operator, "new", {"a": ["2", "é"]}, now)
        await kept_forms.keep(session, operator, "alert:1", {}, now)
        found = await kept_forms.find(session, operator, "new")
        assert found
        assert found.fields == {"a": ["2", "é"]}
        await kept_forms.forget(session, operator, "new")
        assert await kept_forms.find(session, operator, "new") is None
        await kept_forms.forget_old(session, now + kept_forms.LASTS)
        assert await kept_forms.find(session, operator, "alert:1") is None


async def test_an_account_that_is_let_in_again_may_try_from_where_it_failed(
    database: Database, sealer: Sealer, operator: int, now: datetime
) -> None:
    async with database.unit_of_work() as session:
        who = await operators.get(session, operator)
        assert not await logins.unlock(session, sealer, who, now)
        mine, other = logins.keys(sealer, "awa", "192.0.2.1"), logins.keys(sealer, "binta", "192.0.2.2")
        for n in range(logins.MOST):
            await logins.failed(session, mine, now + timedelta(seconds=2 * n))
            await logins.failed(session, other, now + timedelta(seconds=2 * n + 1))
        later = now + timedelta(minutes=1)
        assert await logins.shut_out(session, sealer, [who], later) == {operator: now + logins.WITHIN}
        assert await logins.unlock(session, sealer, who, later)
        assert await logins.shut_out(session, sealer, [who], later) == {}
        assert not await logins.refused(session, mine, later)
        assert await logins.refused(session, other, later)
        [line] = await audit.lines(session, f"operator:{operator}", 1)
        assert (line.action, line.operator_id) == ("log-in unlocked", None)
