"""Role by action over HTTP: every form is sent by every role; who may gets what was asked, the others are recorded."""

import pytest

from db import audit
from db.permissions import ROLES, Role
from tests.web.console.acting import FORMS, Case, Scene, of_page
from tests.web.console.client import Client, a_client, every_route
from tests.web.console.desk import Office
from tests.web.pushing import issue

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_table_has_every_form_of_the_console(site: Office) -> None:
    posted = {path.replace(":id", "") for path, method in every_route(site) if method == "POST"}
    assert posted == set(FORMS)


@pytest.mark.parametrize("role", ROLES)
async def test_only_listed_roles_get_through_and_every_refusal_is_recorded(site: Office, role: Role) -> None:
    author, second = await site.operator("author"), await site.operator("second")
    scene = Scene(site, author, second, await site.operator("who", role))
    await issue(site)  # so that there is something to read
    for path, case in FORMS.items():
        async with a_client(site, "who") as client:
            refused = await send(scene, client, path, case)
            assert refused == (role not in case.may), (role, path)


async def send(scene: Scene, client: Client, path: str, case: Case) -> bool:
    """Send the form as its page would; True where it was refused for who sent it, and the record says so."""
    made = await case.made(scene) if case.made else ""
    before = await _last(scene)
    fields = {**await of_page(scene, path, made), **case.fields}
    answer = await client.post(
        path.replace("{number}", str(made)).replace("{entry}", str(made)), **{**fields, "code": scene.site.code("who")}
    )
    async with scene.site.desk.database.reading() as session:
        lines = [line for line in await audit.lines(session, limit=20) if line.seq > before]
    mine = [line for line in lines if line.action.endswith(" refused") and line.operator_id == scene.who]
    refused = any("may not" in str(line.details.get("why")) for line in mine)
    assert answer.status_code in ((403, 409) if refused else (200, 303)), (path, answer.status_code)
    return refused


async def _last(scene: Scene) -> int:
    async with scene.site.desk.database.reading() as session:
        return (await audit.lines(session, limit=1))[0].seq
