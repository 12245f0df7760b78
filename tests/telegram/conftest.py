"""A Bot API for every test of this folder."""

from collections.abc import AsyncIterator

import pytest

from tests.telegram.double import Double


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    server = Double()
    await server.start()
    yield server
    await server.stop()
