"""What is no number, no hour and no subject of ours, in every form and address: refused, never an error of ours."""

import pytest

from bot.web.console.site import AT
from tests.web.console.acting import FORMS, Scene, of_page
from tests.web.console.client import a_client, every_route
from tests.web.console.desk import Office
from tests.web.pushing import issue

pytestmark = pytest.mark.asyncio(loop_scope="session")

JUNK = ("abc", "-1", "9" * 18, "9" * 20, "9" * 5000, "\u0663\u00b2", "9999-12-31T23:59", "0001-01-01T00:00+23:59")
# Whatever the console takes for a number, a moment, or the name of something.
FIELDS = (
    "at", "end", "expires_at", "expires_in", "hour", "hours", "missing", "next_update_at", "next_update_in", "note",
    "number", "onset_at", "question", "seen", "subject", "team", "uses",
)  # fmt: skip
ASKED = (
    "ago", "before", "from", "holds", "kind", "name", "page", "place", "q", "question", "replaces", "state", "subject",
    "topic", "typed", "verify",
)  # fmt: skip


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: junk[:24])
async def test_junk_in_a_form_is_no_error_of_ours(site: Office, junk: str) -> None:
    author, second = await site.operator("author"), await site.operator("second")
    scene = Scene(site, author, second, await site.operator("who"))
    await issue(site)
    for path, case in FORMS.items():
        made = await case.made(scene) if case.made else ""
        fields = {**await of_page(scene, path, made), **case.fields, "code": site.code("who")}
        address = path.replace("{number}", str(made)).replace("{entry}", str(made))
        async with a_client(site, "who") as client:
            answer = await client.post(address, **{**fields, **dict.fromkeys(FIELDS, junk)})
        assert answer.status_code < 500, path


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: junk[:24])
async def test_junk_in_an_address_is_no_error_of_ours(site: Office, junk: str) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        for path, method in every_route(site):
            if method != "GET":
                continue
            real = path.replace("{number:id}", "1").replace("{entry}", "casualties-dead")
            for address, names in ((_filled(path, junk), ()), (real, ASKED[:8]), (real, ASKED[8:])):
                answer = await awa.http.get(AT + address, params=dict.fromkeys(names, junk))
                assert answer.status_code < 500, address[:80]


def _filled(path: str, junk: str) -> str:
    number = junk if junk.isdecimal() and junk.isascii() else "0"
    return path.replace("{number:id}", number).replace("{entry}", junk)
