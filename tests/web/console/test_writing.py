"""What operators type: shown as text, refused with the limit named, never lost, never overwritten unseen."""

from datetime import timedelta

import pytest

from bot.web.console.site import AT
from db import alerts, teams
from knowledge.alert import Scope
from tests.makers import an_alert
from tests.web.console.client import Client, a_client, in_review, now_is
from tests.web.console.desk import Office
from tests.web.console.reading import form_fields
from tests.web.pushing import issue

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCRIPT = "<script>alert(1)</script><b onmouseover=x>&amp;"
TURNED = "safe\u202eesrever\u200b"
TEXTS = ("headline", "action", "happened", "official.who", "official.says", "not_known", "area", "event", "sources")


async def typed(client: Client, path: str) -> dict[str, list[str]]:
    """The form of a page as it stands."""
    fields = form_fields((await client.get(path)).text, "draft")
    return {name: values for name, values in fields.items() if name != "token"}


async def test_markup_and_turning_characters_in_every_field_are_shown_as_text(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        fields = await typed(awa, "/advisories/new")
        for name in TEXTS:
            for lang in ("en", "fr"):
                fields[f"{lang}.{name}"] = [SCRIPT + TURNED]
        saved = await awa.post("/advisories/new", **{**fields, "do": ["save"], "places": [SCRIPT, "faladie"]})
        assert saved.status_code == 422  # a place is an id
        saved = await awa.post("/advisories/new", **{**fields, "do": ["save"], "places": ["faladie"]})
        number = saved.headers["location"].rpartition("/")[2]
        await awa.post("/sending", do="pause", why=SCRIPT + TURNED)
        for path in (f"/advisories/{number}", f"/advisories/{number}/edit", "/advisories", "/", "/record", "/handover"):
            page = (await awa.get(path)).text
            assert "<script>alert" not in page
            assert "<b onmouseover" not in page
            assert "\u202e" not in page
            assert "\u200b" not in page
        assert "&lt;script&gt;alert" in (await awa.get(f"/advisories/{number}")).text
        assert "[U+202E]" in (await awa.get("/")).text


@pytest.mark.parametrize("q", [SCRIPT, TURNED, "%", "_", "'; --"])
async def test_what_is_searched_for_is_shown_as_text(site: Office, q: str) -> None:
    author = await site.operator("awa")
    await in_review(site, author, an_alert())
    async with a_client(site, "awa") as awa:
        found = await awa.http.get(f"{AT}/advisories", params={"q": q})
        places = await awa.http.get(f"{AT}/places", params={"place": q})
    assert found.status_code == places.status_code == 200
    assert "<script>alert" not in found.text + places.text
    assert "Avoid Faladié" not in found.text


async def test_a_field_that_is_too_long_is_refused_with_its_limit_and_nothing_typed_is_lost(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        fields = await typed(awa, "/advisories/new")
        fields["fr.happened"] = ["é" * 2001]
        fields["en.headline"] = ["kept as it was typed"]
        refused = await awa.post("/advisories/new", **{**fields, "do": ["save"]})
        assert refused.status_code == 422
        assert "What happened (French): 2001 characters; at most 2000 are taken." in refused.text
        assert "kept as it was typed" in refused.text
        whole = await awa.post("/advisories/new", **{**fields, "en.headline": ["x" * 300_000]})
        assert whole.status_code == 413
        assert "256 KB" in whole.text
        many = await awa.post("/advisories/new", **{f"f{n}": "x" for n in range(400)})
        assert many.status_code == 413


async def test_the_second_of_two_editors_is_shown_what_the_first_changed(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    path = f"/advisories/{record.id}/edit"
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        first, second = await typed(awa, path), await typed(binta, path)
        first["en.headline"] = ["The first one was here"]
        second["en.headline"] = ["And the second one"]
        assert (await awa.post(path, **{**first, "do": ["save"]})).status_code == 303
        refused = await binta.post(path, **{**second, "do": ["save"]})
        assert refused.status_code == 409
        assert "<ins>The first one was here</ins>" in refused.text
        assert "And the second one" in refused.text
        assert (await now_is(site, record.id)).alert.info("en").headline == "The first one was here"
        again = form_fields(refused.text, "draft")
        again.pop("token")
        assert (await binta.post(path, **{**again, "do": ["save"]})).status_code == 303
        assert (await now_is(site, record.id)).alert.info("en").headline == "And the second one"


async def test_what_was_typed_outlives_the_log_in(site: Office) -> None:
    author = await site.operator("awa")
    record = await in_review(site, author, an_alert())
    path = f"/advisories/{record.id}/edit"
    async with a_client(site, "awa") as awa:
        fields = await typed(awa, path)
        token = await awa.token()
        fields["en.headline"] = ["Typed before the night was over"]
        site.clock.forward(31 * 60)
        headers = {"Origin": site.url, "Referer": site.url + AT + path}
        sent = await awa.http.post(AT + path, data={**fields, "token": token, "do": "save"}, headers=headers)
        assert sent.headers["location"] == f"{AT}/login?next={AT}{path}"
        assert "Typed before" not in (await now_is(site, record.id)).alert.info("en").headline
        await awa.log_in("awa")
        assert "Typed before the night was over" in (await awa.get(path)).text
        saved = await awa.post(path, **{**await typed(awa, path), "do": ["save"]})
        assert saved.status_code == 303
    assert (await now_is(site, record.id)).alert.info("en").headline == "Typed before the night was over"


async def test_what_is_kept_as_it_is_typed_is_the_operators_own_and_goes_when_it_is_saved_or_not_wanted(
    site: Office,
) -> None:
    await site.operator("awa")
    await site.operator("binta")
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        fields = {**await typed(awa, "/advisories/new"), "en.headline": ["Half a thought"]}
        assert (await awa.post("/keep", **fields)).status_code == 200
        assert "Half a thought" in (await awa.get("/advisories/new")).text
        assert "Half a thought" not in (await binta.get("/advisories/new")).text
        await awa.post("/forget", subject="new")
        assert "Half a thought" not in (await awa.get("/advisories/new")).text


async def test_what_was_kept_does_not_hide_what_somebody_else_did_since(site: Office) -> None:
    author = await site.operator("awa")
    await site.operator("binta")
    record = await in_review(site, author, an_alert())
    path = f"/advisories/{record.id}/edit"
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        await awa.post("/keep", **{**await typed(awa, path), "fr.headline": ["Une moitié de phrase"]})
        theirs = {**await typed(binta, path), "en.headline": ["Changed meanwhile"], "do": ["save"]}
        assert (await binta.post(path, **theirs)).status_code == 303
        refused = await awa.post(path, **{**await typed(awa, path), "do": ["save"]})
    assert refused.status_code == 409
    assert "<ins>Changed meanwhile</ins>" in refused.text
    assert "Une moitié de phrase" in refused.text


async def test_a_draft_says_what_is_missing_before_it_is_handed_over(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        fields = await typed(awa, "/advisories/new")
        saved = await awa.post("/advisories/new", **{**fields, "do": ["submit"], "places": ["faladie"]})
        target = saved.headers["location"].removeprefix(AT).partition("#")[0]
        page = await awa.get(target)
    assert "things to mend before it can go out" in page.text
    assert "Headline (French)" in page.text


async def test_nothing_is_grave_or_sure_by_default(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        fields = await typed(awa, "/advisories/new")
    assert fields["severity"] == fields["urgency"] == fields["certainty"] == ["Unknown"]


async def test_a_place_is_found_by_what_was_typed_of_it_and_shown_with_what_contains_it(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        for wrong in ("falad", "Faladjé", "FALADIE"):
            found = (await awa.http.get(f"{AT}/places", params={"place": wrong})).text
            assert 'value="faladie"' in found
            assert "Commune VI" in found
        assert "No place" in (await awa.http.get(f"{AT}/places", params={"place": "zzzzzz"})).text


async def test_without_a_script_the_form_finds_places_and_shows_the_preview(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        fields = await typed(awa, "/advisories/new")
        fields["en.headline"] = ["Stay indoors tonight"]
        found = await awa.post("/advisories/new", **{**fields, "do": ["find"], "place": ["faladie"]})
        assert 'value="faladie"' in found.text
        shown = await awa.post("/advisories/new", **{**fields, "do": ["preview"], "places": ["faladie"]})
        assert "<b>Stay indoors tonight</b>" in shown.text
    async with site.desk.database.reading() as session:
        assert await alerts.newest(session) == ()


async def test_an_edit_never_makes_public_what_was_kept_to_a_team(site: Office) -> None:
    await site.operator("awa")
    async with site.desk.database.unit_of_work() as session:
        field, office = [await teams.add(session, name, site.clock()) for name in ("Field", "Office")]
    async with a_client(site, "awa") as awa:
        fields = {**await typed(awa, "/advisories/new"), "places": ["faladie"], "team": [str(field.id)]}
        saved = await awa.post("/advisories/new", **{**fields, "do": ["save"]})
        number = int(saved.headers["location"].rpartition("/")[2])
        path = f"/advisories/{number}/edit"
        for team, kept in ((None, field), ("", field), (str(office.id), office)):
            edited = {**await typed(awa, path), "en.headline": [f"Read by {kept.name}"]}
            edited = (
                {**edited, "team": [team]} if team is not None else {k: v for k, v in edited.items() if k != "team"}
            )
            assert (await awa.post(path, **{**edited, "do": ["save"]})).status_code == 303
            found = (await now_is(site, number)).alert
            assert (found.scope, found.team) == (Scope.TEAM, kept.id)
        async with site.desk.database.unit_of_work() as session:
            await teams.close(session, office.id, site.clock())
        assert (await typed(awa, path))["team"] == [str(office.id)], "nor moves it to another where its own is closed"


async def test_an_exercise_and_a_promise_are_saved_as_they_were_chosen(site: Office) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        fields = await typed(awa, "/advisories/new")
        fields |= {"places": ["faladie"], "exercise": ["yes"], "next_update_in": ["2"], "expires_in": ["3"]}
        saved = await awa.post("/advisories/new", **{**fields, "do": ["save"]})
        number = int(saved.headers["location"].rpartition("/")[2])
        assert "Only people who joined exercises" in (await awa.get(f"/advisories/{number}")).text
    found = (await now_is(site, number)).alert
    assert found.exercise
    assert found.next_update
    assert (found.expires - found.next_update).total_seconds() == 3600


@pytest.mark.parametrize(
    "subject", ["alert:abc", "alert:", "alert:9" + "9" * 30, "update:x", "entry:x", "alert:\u0663"]
)
async def test_a_subject_that_is_none_of_ours_is_no_error_of_ours(site: Office, subject: str) -> None:
    await site.operator("awa")
    async with a_client(site, "awa") as awa:
        for path in ("/preview", "/keep", "/forget"):
            answer = await awa.post(path, subject=subject)
            assert answer.status_code in (200, 303, 403), path
        for path in ("/advisories/new?kind=update&replaces=abc", f"/advisories/new?kind=update&replaces={'9' * 30}"):
            assert (await awa.get(path)).status_code in (200, 404), path


async def test_saving_what_nobody_touched_moves_no_hour(site: Office) -> None:
    author = await site.operator("awa")
    expires = site.clock() + timedelta(hours=5, seconds=42)
    promised = site.clock() + timedelta(hours=2, seconds=17)
    record = await in_review(site, author, an_alert(expires=expires, next_update=promised))
    path = f"/advisories/{record.id}/edit"
    async with a_client(site, "awa") as awa:
        assert (await awa.post(path, **{**await typed(awa, path), "do": ["save"]})).status_code == 303
    saved = (await now_is(site, record.id)).alert
    assert (saved.expires, saved.next_update) == (expires, promised)


@pytest.mark.parametrize(
    ("name", "raised"),
    [
        ("severity", ["Extreme"]),
        ("urgency", ["Immediate"]),
        ("certainty", ["Observed"]),
        ("places", ["faladie", "bko-airport", "sogoniko"]),
        ("response_types", ["Evacuate"]),
    ],
)
async def test_a_change_in_place_raises_nothing_and_says_so_in_both_languages(
    site: Office, name: str, raised: list[str]
) -> None:
    await site.operator("awa")
    await site.operator("binta", language="fr")
    number = await issue(site, urgency="Expected", certainty="Likely")
    path = f"/advisories/new?kind=minor&replaces={number}"
    async with a_client(site, "awa") as awa, a_client(site, "binta") as binta:
        fields = {**await typed(awa, path), "en.changed": ["a name"], "fr.changed": ["un nom"], "do": ["submit"]}
        saved = await awa.post(path, **{**fields, name: raised})
        assert saved.headers["location"].endswith("/edit#problems")
        edit = saved.headers["location"].removeprefix(AT).removesuffix("#problems")
        assert "change in place: make it an update" in (await awa.get(edit)).text
        assert "modification sur place : faites-en une mise" in (await binta.get(edit)).text
        calm = await awa.post(edit, **{**await typed(awa, edit), name: fields[name], "do": ["submit"]})
        assert "#problems" not in calm.headers["location"]
