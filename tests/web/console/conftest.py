import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from db.session import open_database
from knowledge.base import Base
from tests.web.browser import browser, known
from tests.web.console.desk import Office, office

__all__ = ["browser", "known", "site"]


@pytest_asyncio.fixture(loop_scope="session")
async def site(known: Base, sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """The console and the public page on a database of their own."""
    file = shutil.copy(sqlite_template, tmp_path / "advisory.db")
    database = await open_database(f"sqlite:///{file}", exclusive=False)
    async with office(known, database) as running:
        yield running
    await database.close()
