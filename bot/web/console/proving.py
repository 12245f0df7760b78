"""The step up: before an approval the operator proves once more who they are, and the log-in gets another token."""

from bot.web.console.site import Console
from bot.web.console.visit import Visit
from db import logins, operators, sessions


class Unproved(Exception):
    """The code was not right, was used before, or there were too many that were not right."""


async def prove(console: Console, visit: Visit, code: str) -> str:
    """The log-in's new token. A code that was tried is used up, whatever becomes of the approval.

    Raises: Unproved.
    """
    now, operator, sealer = console.now(), visit.operator, console.desk.sealer
    who = sealer.lookup_key("step up", str(operator.id))
    async with console.desk.database.unit_of_work() as session:
        proved = not await logins.refused(session, [who], now)
        if proved and not (operator.demo and console.demo):
            proved = await operators.verify_totp(session, sealer, operator.id, code, now)
            await (logins.forget(session, who) if proved else logins.failed(session, [who], now))
        token = await sessions.renew(session, visit.log_in, now) if proved else None
    if token is None:
        raise Unproved
    return token
