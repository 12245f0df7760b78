"""What the commands that open the database share: which one it is, and errors as one sentence."""

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from bot.commands.common import err, fail, settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.settings import Settings
    from db.operators import Operator
    from db.session import Database

T = TypeVar("T")


def chosen() -> "Settings":
    """The environment's installation; the demo's where nothing else is configured and a demo ran here."""
    from bot.installation import demo_of, is_demo

    found = settings()
    if not is_demo(found):
        return found
    demo = demo_of(found)
    err.print(f"Working on the demo in {demo.data_dir}.", markup=False)
    return demo


def now() -> datetime:
    return datetime.now(UTC)


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run it; what the operator can act on becomes one sentence and exit status 2."""
    import asyncio

    from sqlalchemy.exc import SQLAlchemyError

    from db.alerts import AlertProblem
    from db.errors import DatabaseError, first_line
    from db.operators import OperatorProblem

    try:
        return asyncio.run(work)
    except (AlertProblem, OperatorProblem, DatabaseError) as problem:
        fail(str(problem))
    except (SQLAlchemyError, OSError) as problem:
        fail(f"The database does not answer: {first_line(problem)}")


@asynccontextmanager
async def opened(found: "Settings") -> "AsyncIterator[Database]":
    """The database for a short command, beside a running server.

    Raises: DatabaseError.
    """
    from db.move import refuse_moved
    from db.session import open_database

    database = await open_database(found.database(), exclusive=False)
    try:
        async with database.reading() as session:
            await refuse_moved(session)
        yield database
    finally:
        await database.close()


async def operator(session: "AsyncSession", name: str | None) -> "Operator":
    """Who is at work.

    Raises: OperatorProblem where nobody, or nobody known, is named.
    """
    from db import operators
    from db.operators import OperatorProblem

    names = ", ".join(each.name for each in await operators.everybody(session) if each.active)
    if name is None:
        raise OperatorProblem(f"Say who you are with --as NAME, one of: {names or 'nobody yet'}.")
    found = await operators.by_name(session, name)
    if not found.active:
        raise OperatorProblem(f"{name} is not active any more; one of: {names}.")
    return found
