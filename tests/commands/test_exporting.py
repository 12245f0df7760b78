"""`advisory export`: what nobody revised is the pack's own file, what operators published stands in its place."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from db import entries, operators
from db.sealing import Sealer
from db.session import open_database
from knowledge.pack import SHIPPED, load_pack
from knowledge.revision import content_hash
from tests.commands.running import advisory

PACK = load_pack()
DEAD = PACK.entries["casualties-dead"]


async def publish(folder: Path, english: str) -> None:
    database = await open_database(f"sqlite:///{folder / 'var' / 'advisory.sqlite3'}", exclusive=False)
    now, sealer = datetime.now(UTC), Sealer(Sealer.make_key())
    statement = DEAD.statements[0].model_copy(update={"en": english})
    revised = DEAD.model_copy(update={"statements": (statement, *DEAD.statements[1:])})
    async with database.unit_of_work() as session:
        writer, reviewer = [
            (await operators.add(session, sealer, name, now, roles=("curator",))).operator.id
            for name in ("awa", "binta")
        ]
        made = await entries.write(session, DEAD.id, revised, writer, content_hash(DEAD), now, seen=0)
        await entries.submit(session, DEAD.id, made.number, writer, now)
        await entries.publish(session, DEAD.id, made.number, reviewer, now)
    await database.close()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_revisions_the_export_is_the_pack_byte_for_byte(tmp_path: Path) -> None:
    done = advisory(tmp_path, "export", "copy", "--pack-only")
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "copy") == files(SHIPPED)


def test_a_published_revision_stands_in_the_export_and_nothing_else_differs(tmp_path: Path) -> None:
    assert advisory(tmp_path, "db", "upgrade").returncode == 0
    asyncio.run(publish(tmp_path, "The army acknowledged deaths in its ranks."))
    done = advisory(tmp_path, "export", "copy")
    assert "1 of them revised" in done.stdout, done.stderr
    exported, shipped = files(tmp_path / "copy"), files(SHIPPED)
    differing = [name for name in shipped if exported[name] != shipped[name]]
    assert differing == [f"entries/{DEAD.id}.yaml"]
    assert b"The army acknowledged deaths in its ranks." in exported[differing[0]]
    assert advisory(tmp_path, "check", "copy").returncode == 0
    question = "How many people died in the attack on Bamako?"
    assert "acknowledged deaths in its ranks." in advisory(tmp_path, "ask", "--live", question).stdout
    assert "acknowledged deaths in its ranks." not in advisory(tmp_path, "ask", question).stdout


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes").write_text("keep me")
    done = advisory(tmp_path, "export", "mine", "--pack-only")
    assert done.returncode == 2
    assert "not an empty folder; nothing was written" in done.stderr
    assert files(tmp_path / "mine") == {"notes": b"keep me"}
