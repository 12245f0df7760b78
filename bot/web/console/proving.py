"""The step up: before an approval the operator proves once more who they are, and the log-in gets another token."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.locales import say
from bot.noting import moment
from bot.web.console.site import Console
from bot.web.console.visit import Visit, next_token
from db import invitations, logins, operators, sessions
from db.sealing import Sealer
from knowledge.entry import Lang


class Unproved(Exception):
    """The code was not right or was used before; `until`, where no code is taken before then, right or wrong."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(until)
        self.until = until

    def told(self, lang: Lang) -> str:
        """The sentence for the operator."""
        if self.until is None:
            return say("console.wrong_code", lang)
        return say("console.codes_shut", lang, at=moment(self.until, lang))


async def prove(console: Console, visit: Visit, code: str) -> str:
    """The log-in's new token. A code that was tried is used up, whatever becomes of the approval.

    Raises: Unproved.
    """
    now, operator, sealer = console.now(), visit.operator, console.desk.sealer
    who, token = logins.step_up(sealer, operator.id), next_token(console, visit.token)
    async with console.desk.database.unit_of_work() as session:
        until = await logins.shut_until(session, who, now)
        proved = until is None and (
            (operator.demo and console.demo) or await by_code(session, sealer, operator.id, code, now)
        )
        if proved:
            await logins.forget(session, who)
            await sessions.renew(session, visit.log_in, token, now)
        else:
            await _failed(session, who, operator.id, now, shut=until is not None)
            until = until or await logins.shut_until(session, who, now)
    if not proved:
        raise Unproved(until)
    return token


async def by_code(session: AsyncSession, sealer: Sealer, operator_id: int, code: str, now: datetime) -> bool:
    """By a code of the authenticator, or by a recovery code; both are taken once."""
    if await operators.verify_totp(session, sealer, operator_id, code, now):
        return True
    return await invitations.use_code(session, sealer, operator_id, code, now)


async def _failed(session: AsyncSession, who: bytes, operator_id: int, now: datetime, *, shut: bool) -> None:
    """Counted; where no code is taken any more, in the record instead."""
    if shut:
        await logins.note_refused(session, "codes refused", operator_id, now)
    else:
        await logins.failed(session, [who], now)
