"""`advisory ask`, `chat`, `match`: questions from the command line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import encoder_of, err, fail, moment, open_base, out, with_revisions

if TYPE_CHECKING:
    from knowledge.base import Base

Lang = Annotated[str | None, typer.Option("--lang", help="en or fr: a hint, like a phone's setting.")]
MatcherName = Annotated[str, typer.Option("--matcher", help="lexical or encoder.")]
Now = Annotated[str | None, typer.Option("--now", help="The hour to answer at, ISO 8601.")]
Live = Annotated[bool, typer.Option("--live", help="With what operators published here, not the pack alone.")]


def add_to(app: typer.Typer) -> None:
    app.command("ask")(ask)
    app.command("chat")(chat)
    app.command("match")(match)


def ask(
    text: Annotated[str | None, typer.Argument(help="The question.")] = None,
    lang: Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as one JSON object.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read questions as JSON lines from standard input.")] = False,
    matcher: MatcherName = "lexical",
    now: Now = None,
    live: Live = False,
) -> None:
    """Ask one question, or many as JSON lines."""
    if (text is None) == (not jsonl):
        fail('Give a question, or --jsonl and questions on standard input: advisory ask "was the airport closed?"')
    if lang not in (None, "en", "fr"):
        fail(f"--lang: {lang} is not a language I know: en or fr")
    import json

    from bot.asking import Asker, BadLine, answer_lines
    from bot.asking import as_json as json_of
    from bot.conversation.terminal import as_text

    asker = Asker(_base(matcher, live), moment(now))
    if jsonl:
        try:
            for line in answer_lines(asker, sys.stdin):
                sys.stdout.write(line + "\n")
        except BadLine as error:
            fail(str(error))
        return
    reply = asker.ask(text or "", "fr" if lang == "fr" else "en" if lang == "en" else None)
    if as_json:
        out.print_json(json.dumps(json_of(reply), ensure_ascii=False)) if sys.stdout.isatty() else print(
            json.dumps(json_of(reply), ensure_ascii=False)
        )
    else:
        out.print(as_text(reply), markup=False)


def chat(lang: Lang = None, matcher: MatcherName = "lexical", now: Now = None, live: Live = False) -> None:
    """Talk to the assistant in the terminal; an empty line or Ctrl-D ends it."""
    from bot.conversation.terminal import talk

    talk(_base(matcher, live), "fr" if lang == "fr" else "en" if lang == "en" else None, lambda: moment(now))


def match(
    entries: Annotated[Path, typer.Option(help="JSON lines: id, lang, questions, answer.")],
    queries: Annotated[Path, typer.Option(help="JSON lines: q, lang.")],
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Build anew.")] = False,
    matcher: MatcherName = "lexical",
) -> None:
    """Run the matcher alone over other content; build time and peak memory go to standard error."""
    from bot.matching import BadInput, match_files

    encoder = encoder_of(matcher)
    try:
        for line in match_files(entries, queries, no_cache, encoder, lambda text: err.print(text, markup=False)):
            sys.stdout.write(line + "\n")
    except (BadInput, OSError) as error:
        fail(str(error))


def _base(matcher: str, live: bool) -> "Base":
    base = open_base(matcher)
    return with_revisions(base, matcher) if live else base
