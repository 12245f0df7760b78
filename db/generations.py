"""Numbers that rise with each publish, so that caches notice, in every process."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db import wake
from db.statements import insert, table
from db.tables import GenerationRow


async def raise_(session: AsyncSession, name: str) -> int:
    """The next number, and every process hears of it; the first is 1."""
    await wake.tell(session, name)
    statement = insert(session, GenerationRow).values(name=name, n=1)
    raised = {"n": table(GenerationRow).c.n + 1}
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=raised)
    return int(await session.scalar(statement.returning(table(GenerationRow).c.n)))


async def current(session: AsyncSession, name: str) -> int:
    """0 before the first."""
    return await session.scalar(select(col(GenerationRow.n)).where(col(GenerationRow.name) == name)) or 0


async def everything(session: AsyncSession) -> dict[str, int]:
    """All numbers by their names."""
    rows = await session.execute(select(col(GenerationRow.name), col(GenerationRow.n)))
    return {row.name: row.n for row in rows}


async def lift(session: AsyncSession, name: str, least: int) -> None:
    """Raise it to more than `least`, so that nobody takes it for an older one."""
    n = table(GenerationRow).c.n
    statement = insert(session, GenerationRow).values(name=name, n=least + 1)
    higher = statement.on_conflict_do_update(index_elements=["name"], set_={"n": least + 1}, where=n <= least)
    await session.execute(higher)
