"""The `advisory` command. Each subcommand loads only what it needs: `ask` and `match` know no Telegram, no database."""

import gc
import sys

gc.disable()  # until the content is open: what is loaded to begin with stays, looking through it costs a tenth of the start

import typer  # noqa: E402  # what follows is loaded to stay

from bot.commands import (  # noqa: E402  # likewise
    administration,
    alerts,
    answering,
    content,
    doctor,
    exporting,
    notices,
    people,
    sending,
    serving,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A travel-advisory assistant that answers from curated, sourced statements and pushes approved advisories.",
)
answering.add_to(app)
content.add_to(app)
exporting.add_to(app)
serving.add_to(app)
alerts.add_to(app)
sending.add_to(app)
notices.add_to(app)
people.add_to(app)
administration.add_to(app)
doctor.add_to(app)


def main() -> None:
    """Run the command; an error becomes one clear sentence and exit status 2."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
