"""Linking one's own chat in the console: the PIN is chosen here, the code is shown once, anybody may suspend."""

import re

import pytest

from bot.phone.pins import matches
from db import chats, links
from tests.web.console.client import a_client
from tests.web.console.desk import Office

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def linked(site: Office, operator_id: int, code: str) -> None:
    async with site.desk.database.unit_of_work() as session:
        chat = await chats.find_or_make(session, site.desk.sealer, "telegram", str(operator_id), "private")
        assert await links.link_chat(session, chat.id, code, site.clock())


async def test_a_code_links_the_chat_with_the_pin_that_was_chosen(site: Office) -> None:
    awa = await site.operator("awa", "approver")
    async with a_client(site, "awa") as client:
        wrong = await client.post("/phone/link", pin="12ab", code=site.code("awa"))
        assert (wrong.status_code, "4 to 12 digits" in wrong.text) == (422, True)
        unproved = await client.post("/phone/link", pin="482915", code="000000")
        assert unproved.status_code == 403
        shown = await client.post("/phone/link", pin="482915", code=site.code("awa"))
        code = re.findall(r"/link ([A-Z2-9-]+)<", shown.text)[0]
        assert code not in (await client.get("/phone")).text
        await linked(site, awa, code)
        assert "A chat is linked" in (await client.get("/phone")).text
    async with site.desk.database.reading() as session:
        found = await links.of_operator(session, awa)
    assert found is not None
    assert await matches(found.pin_hash, "482915")
    assert not await matches(found.pin_hash, "482916")


async def test_any_operator_suspends_and_the_owner_unlinks(site: Office) -> None:
    awa = await site.operator("awa", "approver")
    await site.operator("viewer", "viewer")
    async with a_client(site, "awa") as client:
        shown = await client.post("/phone/link", pin="482915", code=site.code("awa"))
        await linked(site, awa, re.findall(r"/link ([A-Z2-9-]+)<", shown.text)[0])
        async with a_client(site, "viewer") as viewer:
            assert "Suspend awa" in (await viewer.get("/phone")).text
            await viewer.post(f"/phone/{awa}/suspend")
        assert "is suspended" in (await client.get("/phone")).text
        await client.post("/phone/unlink")
        assert "No chat is linked" in (await client.get("/phone")).text
