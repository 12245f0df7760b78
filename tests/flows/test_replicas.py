"""Two servers on one PostgreSQL: both answer, one sends and fetches, and what changes reaches the pages of both."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from db import entries, operators
from knowledge.pack import SHIPPED, load_pack
from knowledge.revision import content_hash
from tests.flows.replicas import Place, Server, place
from tests.telegram.waiting import until

PART = {"Accept": "part=messages"}


@pytest.fixture
async def ground(postgres_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with place(postgres_url, tmp_path, latency=0.01) as made:
        yield made


@asynccontextmanager
async def open_page(server: Server) -> AsyncIterator[tuple[httpx.AsyncClient, list[str]]]:
    """A web chat that follows Bamako, and what its stream has said."""
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        said = await client.post("/say", data={"q": "subscribe Bamako"}, headers=PART)
        assert said.status_code == 200
        heard: list[str] = []

        async def listen() -> None:
            async with client.stream("GET", "/wake") as stream:
                async for line in stream.aiter_lines():
                    heard.append(line)  # noqa: PERF401 - the stream has no end

        task = asyncio.create_task(listen())
        await until(lambda: len(heard) > 0)
        try:
            yield client, heard
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_both_answer_each_question_once_and_an_advisory_reaches_the_open_pages_of_both(ground: Place) -> None:
    for server in (await ground.start(), await ground.start()):
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            answer = await client.post("/say", data={"q": "how many people died?"}, headers=PART)
            assert "77" in answer.text
            assert "advisory_leader_known 1" in (await client.get("/metrics")).text
    first, second = ground.servers
    async with open_page(first) as (one, heard), open_page(second) as (other, also_heard):
        await ground.issue("Severe", "Avoid the airport road")
        for client, lines in ((one, heard), (other, also_heard)):
            await until(lambda lines=lines: "data: new" in lines)  # type: ignore[misc]
            assert "Avoid the airport road" in (await client.get("/new?after=0")).text

    await an_entry_that_is_published_is_told_by_both(ground)
    await a_person_is_answered_once(ground)


async def an_entry_that_is_published_is_told_by_both(ground: Place) -> None:
    """Each hears of it by the database; 2 seconds are promised, and the benchmarks say how many it takes."""
    pack, sealer = load_pack(SHIPPED), ground.desk.sealer
    shipped, now = pack.entries["casualties-dead"], ground.desk.now
    statement = shipped.statements[0].model_copy(update={"en": "The count was looked at again by the desk."})
    changed = shipped.model_copy(update={"statements": (statement, *shipped.statements[1:])})
    async with ground.database.unit_of_work() as session:
        added = [await operators.add(session, sealer, name, now, roles=("curator",)) for name in ("kadi", "lassana")]
        writes, reads = (each.operator.id for each in added)
        made = await entries.write(session, shipped.id, changed, writes, content_hash(shipped), now, seen=0)
        await entries.submit(session, shipped.id, made.number, writes, now)
        await entries.publish(session, shipped.id, made.number, reads, now)
    for server in ground.servers:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client, asyncio.timeout(10):
            while statement.en not in (await ask(client, shipped.questions.en[0])):  # noqa: ASYNC110 - by its own page
                await asyncio.sleep(0.2)


async def ask(client: httpx.AsyncClient, question: str) -> str:
    return html.unescape((await client.post("/say", data={"q": question}, headers=PART)).text)


async def a_person_is_answered_once(ground: Place) -> None:
    """Whichever of the two fetched it, and when the one that fetches dies."""
    people = range(5_550_000_001, 5_550_000_041)
    for person in people:
        ground.double.world.says(person, "/privacy")
    world = ground.double.world
    await until(lambda: all(world.seen(person) for person in people))
    leader = await ground.leading()
    leader.process.kill()
    await leader.ended()
    async with asyncio.timeout(10):  # 2 seconds are promised, on a machine that does nothing else
        assert await ground.leading() is not leader
    for person in people:
        world.says(person, "/help")
    await until(lambda: all(len(world.seen(person)) >= 2 for person in people))
    answers = [len(world.seen(person)) for person in people]
    assert set(answers) == {2}
    # A second reader of updates would have been refused by the Bot API; one after another is not.
    assert len(re.findall("another program reads", ground.servers[1].said.read_text())) <= 1
