"""`advisory export`: the content as a pack, operators' published revisions in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import fail, out
from bot.commands.installation import chosen, finish, opened

if TYPE_CHECKING:
    from bot.settings import Settings
    from db.entries import Revision
    from knowledge.pack import Pack


def add_to(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")],
    pack_only: Annotated[bool, typer.Option("--pack-only", help="Without what operators published.")] = False,
) -> None:
    """Write the content in force as a pack: what nobody revised is the pack's own file, byte for byte."""
    from bot.live import effective
    from knowledge.writing import as_yaml

    found = chosen()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fail(f"{folder} is not an empty folder; nothing was written.")
    pack = _pack(found)
    revisions = () if pack_only else finish(published(found))
    whole = effective(pack, revisions)
    try:
        _copy(found.pack_folder(), folder)
        for entry in whole.contents.entries:
            (folder / "entries" / f"{entry.id}.yaml").write_text(as_yaml(entry), "utf-8")
    except OSError as problem:
        fail(f"{folder} cannot be written: {problem.strerror or problem}")
    out.print(f"{len(whole.entries)} entries in {folder}, {len(revisions)} of them revised by operators.", markup=False)
    for name in _overtaken(pack, revisions):
        out.print(f"{name}: the pack changed under the revision; the operators' text was written.", markup=False)


def _pack(found: "Settings") -> "Pack":
    from knowledge.pack import PackError, load_pack

    try:
        return load_pack(found.pack_folder(), found.cache_dir)
    except PackError as error:
        fail(f"{len(error.problems)} problems in {found.pack_folder()}; list them with: advisory check", 1)


async def published(found: "Settings") -> "tuple[Revision, ...]":
    """What operators published over the pack."""
    from db import entries

    async with opened(found) as database, database.reading() as session:
        return await entries.published(session)


def _copy(source: Path, target: Path) -> None:
    """Everything but the entries, as it stands."""
    (target / "entries").mkdir(parents=True)
    for path in sorted(path for path in source.rglob("*") if path.is_file() and path.parent.name != "entries"):
        (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
        (target / path.relative_to(source)).write_bytes(path.read_bytes())


def _overtaken(pack: "Pack", revisions: "tuple[Revision, ...]") -> list[str]:
    """The entries whose own text in the pack is not the one that was revised."""
    from knowledge.revision import content_hash

    own = {name: content_hash(entry) for name, entry in pack.entries.items()}
    return [each.entry_id for each in revisions if own.get(each.entry_id) != each.base_hash]
