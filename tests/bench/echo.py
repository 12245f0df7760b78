"""A stock python-telegram-bot that echoes, by its own webhook server: API_URL PORT [AT_ONCE]. Stores nothing."""

import logging
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from tests.telegram.double import TOKEN


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """The documentation's first example."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(api: str, port: int, at_once: int) -> None:
    logging.basicConfig(level=logging.WARNING)
    builder = Application.builder().token(TOKEN).base_url(f"{api}/bot")
    application = (builder.concurrent_updates(at_once) if at_once else builder).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_webhook(
        "127.0.0.1", port, "hook", webhook_url=f"http://127.0.0.1:{port}/hook", secret_token="s", max_connections=64
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
