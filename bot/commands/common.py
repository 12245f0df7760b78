"""What several commands share: reading settings and the pack, saying a clear sentence, the hour asked for."""

import gc
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, cast

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from bot.settings import Settings
    from knowledge.base import Base
    from knowledge.encoder import Encoder


class _Late:
    """A console made when something is first printed: answers as JSON lines do without rich."""

    def __init__(self, stderr: bool = False) -> None:
        self._stderr = stderr

    def __getattr__(self, name: str) -> Any:
        return getattr(self._console, name)

    @cached_property
    def _console(self) -> "Console":
        from rich.console import Console

        return Console(stderr=self._stderr, soft_wrap=True, highlight=False)


err = cast("Console", _Late(stderr=True))
out = cast("Console", _Late())


def fail(sentence: str, status: int = 2) -> NoReturn:
    """End with a sentence on standard error."""
    err.print(sentence, markup=False)
    raise typer.Exit(status)


def settings() -> "Settings":
    """The environment; one sentence for each variable that cannot be used."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        lines = [f"ADVISORY_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors()]
        fail("\n".join(lines))


def encoder_of(matcher: str) -> "Encoder | None":
    """The sentence encoder where `--matcher encoder` asks for it; a sentence where it is not installed."""
    from knowledge.encoder import MissingEncoderError, open_encoder

    if matcher not in ("lexical", "encoder"):
        fail(f"--matcher: {matcher} is not one of lexical, encoder")
    try:
        return open_encoder() if matcher == "encoder" else None
    except MissingEncoderError as error:
        fail(str(error))


def open_base(matcher: str = "lexical") -> "Base":
    """The pack, indexed; a pack with problems is refused with all of them."""
    from bot.folders import cache_folder, pack_folder
    from knowledge.base import Base
    from knowledge.pack import PackError

    encoder = encoder_of(matcher)
    gc.disable()  # what is loaded here stays: looking through it for garbage costs a tenth of the start and of each answer
    try:
        return Base.open(pack_folder(), cache_folder(), encoder)
    except PackError as error:
        for problem in error.problems:
            err.print(str(problem), markup=False)
        fail(f"{len(error.problems)} problems in {pack_folder()}; nothing was started.", 1)
    finally:
        gc.freeze()
        gc.enable()


def with_revisions(base: "Base", matcher: str) -> "Base":
    """The content in force: with what operators published in this installation's database."""
    from bot.commands.exporting import published
    from bot.commands.installation import chosen, finish
    from bot.folders import cache_folder
    from bot.live import LEARNT, effective
    from knowledge.base import Base, indexed
    from knowledge.reading import Reading
    from knowledge.revision import asks_otherwise

    installation, known = chosen(), base.matcher
    pack = effective(base.pack, finish(published(installation)))
    if asks_otherwise(base.pack, pack):
        encoder = encoder_of(matcher)
        try:
            known = indexed(pack, installation.data_dir / LEARNT, encoder, kept=True)
        except OSError:  # no server learnt it here, or not with this encoder
            known = indexed(pack, cache_folder(), encoder)
    return Base(pack, known, Reading.cached(pack, cache_folder()))


def moment(now: str | None) -> datetime:
    """The hour given as ISO 8601, in UTC where it names no zone; the clock's where none is given."""
    if now is None:
        return datetime.now(UTC)
    try:
        given = datetime.fromisoformat(now)
    except ValueError:
        fail(f"--now: {now} is not an hour such as 2024-09-17T06:30:00+00:00")
    return given if given.tzinfo else given.replace(tzinfo=UTC)
