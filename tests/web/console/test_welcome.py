"""The one-time link: a password, an authenticator, recovery codes, each told once."""

import re

import httpx
import pyotp
import pytest

from bot.web.console.site import AT
from db import invitations, operators
from tests.web.console.client import a_client
from tests.web.console.desk import PASSWORD, Office

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def invited(site: Office, name: str) -> str:
    """The address of a new operator's link."""
    async with site.desk.database.unit_of_work() as session:
        added = await operators.add(session, site.desk.sealer, name, site.clock(), roles=("author", "administrator"))
        return f"{AT}/welcome/{await invitations.invite(session, added.operator.id, site.clock())}"


def secret_on(page: httpx.Response) -> str:
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
    assert found
    return found[1].replace(" ", "")


async def accept(http: httpx.AsyncClient, site: Office, link: str, name: str) -> httpx.Response:
    page = await http.get(link)
    site.secrets[name] = secret_on(page)
    form = {"password": PASSWORD, "again": PASSWORD, "code": site.code(name)}
    return await http.post(link, data=form, headers={"Origin": site.url})


async def test_a_link_lets_its_operator_in_once(site: Office) -> None:
    link = await invited(site, "awa")
    async with a_client(site) as awa:
        page = await awa.http.get(link)
        assert page.status_code == 200
        assert "<svg" in page.text
        done = await accept(awa.http, site, link, "awa")
        codes = re.findall(r"<code>([a-z0-9-]{14})</code>", done.text)
        assert len(set(codes)) == 10
        assert (await awa.get("/")).status_code == 200
        assert (await awa.http.get(link)).status_code == 404
        again = await awa.http.post(link, data={"password": PASSWORD}, headers={"Origin": site.url})
        assert again.status_code == 404
    async with a_client(site) as later:
        assert (await later.log_in("awa")).status_code == 303


async def test_a_link_ends_after_a_day_and_when_another_is_made(site: Office) -> None:
    first = await invited(site, "awa")
    async with a_client(site) as nobody, site.desk.database.unit_of_work() as session:
        number = (await operators.by_name(session, "awa")).id
        second = f"{AT}/welcome/{await invitations.invite(session, number, site.clock())}"
    async with a_client(site) as nobody:
        assert (await nobody.http.get(first)).status_code == 404
        assert (await nobody.http.get(second)).status_code == 200
        site.clock.forward(24 * 3600)
        assert (await nobody.http.get(second)).status_code == 404
        assert (await nobody.http.get(f"{AT}/welcome/{'A' * 43}")).status_code == 404


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"password": "short", "again": "short"}, "12 to 200 characters"),
        ({"password": PASSWORD, "again": "another long sentence"}, "differ"),
        ({"password": PASSWORD, "again": PASSWORD, "code": "000000"}, "not right"),
    ],
    ids=["too short", "not the same", "wrong code"],
)
async def test_what_does_not_fit_is_told_and_the_link_stays(site: Office, form: dict[str, str], sentence: str) -> None:
    link = await invited(site, "awa")
    async with a_client(site) as awa:
        refused = await awa.http.post(link, data=form, headers={"Origin": site.url})
        assert refused.status_code == 422
        assert sentence in refused.text
        assert (await awa.http.get(link)).status_code == 200


async def test_a_recovery_code_stands_in_once_for_a_lost_authenticator(site: Office) -> None:
    link = await invited(site, "awa")
    async with a_client(site) as awa:
        code = re.findall(r"<code>([a-z0-9-]{14})</code>", (await accept(awa.http, site, link, "awa")).text)[0]
    async with a_client(site) as later:
        assert (await later.log_in("awa", code=code.upper().replace("-", " "))).status_code == 303
        assert "9 recovery codes left" in (await later.get("/people")).text
    async with a_client(site) as thief:
        assert (await thief.log_in("awa", code=code)).status_code == 403


async def test_an_administrator_adds_an_operator_and_the_link_is_shown_this_once(site: Office) -> None:
    await site.operator("chief")
    async with a_client(site, "chief") as chief:
        page = await chief.post("/people", name="new one", roles=["author", "viewer"], code=site.code("chief"))
        found = re.search(rf"{site.url}({AT}/welcome/[A-Za-z0-9_-]+)", page.text)
        assert found
        assert "welcome/" not in (await chief.get("/people")).text
    async with a_client(site) as new:
        assert (await accept(new.http, site, found[1], "new one")).status_code == 200


async def test_a_new_link_for_a_lost_phone_ends_the_old_authenticator(site: Office) -> None:
    await site.operator("chief")
    number = await site.operator("awa")
    old = site.secrets["awa"]
    async with a_client(site, "chief") as chief, a_client(site, "awa") as awa:
        page = await chief.post(f"/people/{number}/invite", code=site.code("chief"))
        found = re.search(rf"{AT}/welcome/[A-Za-z0-9_-]+", page.text)
        assert found
        assert (await awa.get("/")).status_code == 303
    async with a_client(site) as lost:
        stolen = pyotp.TOTP(old).at(site.clock())
        assert (await lost.log_in("awa", code=stolen)).status_code == 403
        assert secret_on(await lost.http.get(found[0])) != old


async def test_a_new_desk_is_told_what_to_do_before_its_first_night(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        alone = (await awa.get("/")).text
        await site.operator("binta", "approver")
        two = (await awa.get("/")).text
    for step in ("Add a second operator", "Approve the developing notices", "Link your phone", "emergency numbers"):
        assert step in alone
    assert "Add a second operator" not in two
    assert "Approve the developing notices" in two
