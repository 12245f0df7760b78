"""Numbers that rise with each publish, so that caches notice."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.statements import insert, table
from db.tables import GenerationRow


async def raise_(session: AsyncSession, name: str) -> int:
    """The next number; the first is 1."""
    statement = insert(session, GenerationRow).values(name=name, n=1)
    raised = {"n": table(GenerationRow).c.n + 1}
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=raised)
    return int(await session.scalar(statement.returning(table(GenerationRow).c.n)))


async def current(session: AsyncSession, name: str) -> int:
    """0 before the first."""
    return await session.scalar(select(col(GenerationRow.n)).where(col(GenerationRow.name) == name)) or 0
