"""`advisory check` and `eval`: the content, and how well it is found."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import err, fail, moment, open_base, out, settings


def add_to(app: typer.Typer) -> None:
    app.command("check")(check)
    app.command("eval")(evaluate)


def check(
    folder: Annotated[Path | None, typer.Argument(help="A pack's folder; the one in use otherwise.")] = None,
    write_schema: Annotated[
        bool, typer.Option("--write-schema", help="Write the JSON Schemas that editors use.")
    ] = False,
    matching: Annotated[
        bool, typer.Option("--matching", help="Show what the matcher makes of the example questions.")
    ] = False,
) -> None:
    """Check the pack: every problem with file, line and what to do; exit status 1 if there is one."""
    from knowledge.check import check as problems_of
    from knowledge.pack import PackError, load_pack, schemas

    folder = folder or settings().pack_folder()
    if write_schema:
        for name, schema in schemas().items():
            (folder / "schema").mkdir(exist_ok=True)
            (folder / "schema" / name).write_text(schema, "utf-8")
    try:
        pack = load_pack(folder)
        problems = problems_of(pack)
    except PackError as error:
        problems = error.problems
    for problem in problems:
        out.print(f"{folder / problem.file}:{problem.line}: {problem.what}", markup=False)
    if problems:
        fail(f"{len(problems)} problems.", 1)
    contents = pack.contents
    asked = sum(len(entry.questions.en) + len(entry.questions.fr) for entry in contents.entries)
    out.print(
        f"{len(contents.entries)} entries, {asked} example questions, {len(contents.coverage.facts)} facts mapped: no problem."
    )
    if empty := [contact.id for contact in contents.contacts if not contact.usable]:
        out.print(f"Numbers that wait for an operator in {folder / 'contacts.yaml'}: {', '.join(empty)}.", markup=False)
    if matching:
        _mirror(folder)


def _mirror(folder: Path) -> None:
    """The curator's mirror; exit status 1 where an entry has too few questions or one finds another entry."""
    from bot.mirroring import lines
    from knowledge.base import Base
    from knowledge.mirror import mirror

    shown = mirror(Base.open(folder, settings().cache_dir))
    for line in lines(shown):
        out.print(line, markup=False)
    if not shown.clean:
        fail(f"{len(shown.thin)} times too few questions, {len(shown.astray)} questions astray.", 1)


def evaluate(
    file: Annotated[Path, typer.Argument(help="JSON lines of questions or dialogues.")],
    matcher: Annotated[str, typer.Option("--matcher")] = "lexical",
    now: Annotated[str | None, typer.Option("--now")] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="List what went wrong.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep this run beside the file, in last.json.")] = False,
) -> None:
    """How often the assistant is right on questions that it was not taught, with 95 % intervals."""
    from bot.asking import Asker
    from bot.evaluation import difference, kept, last_run
    from bot.evaluation import evaluate as run
    from bot.evaluation import keep as write

    try:
        report = run(Asker(open_base(matcher), moment(now)), file)
    except (OSError, ValueError) as error:
        fail(str(error))
    for line in report.lines():
        out.print(line, markup=False)
    if wrong:
        for verdict in report.verdicts:
            if not verdict.right:
                out.print(
                    f"  {verdict.kind} {verdict.lang} {verdict.zone}: {verdict.q} -> {', '.join(verdict.got)}",
                    markup=False,
                )
    last = last_run(file)
    for line in difference(kept(last), report):
        out.print(line, markup=False)
    if keep:
        write(last, report)
        err.print(f"kept in {last}")
