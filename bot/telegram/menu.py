"""The bot's menu and profile in both languages, set only where they differ: setting too often is refused."""

from telegram import BotCommand

from bot.locales import say
from bot.telegram.client import Client
from bot.telegram.commands import COMMANDS
from knowledge.entry import Lang

# Which of our texts each of Telegram's lists shows; "" is what everybody else sees.
_LISTS: tuple[tuple[str, Lang], ...] = (("", "en"), ("fr", "fr"))


async def set_menu(client: Client) -> int:
    """Bring commands, name, description and short description up to date; returns how many were changed.

    Raises: TelegramError.
    """
    return sum([await _set_list(client, code, lang) for code, lang in _LISTS])


async def _set_list(client: Client, code: str, lang: Lang) -> int:
    changed = 0
    commands = tuple(BotCommand(name, say(f"telegram.command.{name}", lang)) for name in COMMANDS)
    if await client.get_my_commands(language_code=code or None) != commands:
        changed += await client.set_my_commands(commands, language_code=code or None)
    name = say("telegram.name", lang)
    if (await client.get_my_name(language_code=code or None)).name != name:
        changed += await client.set_my_name(name, language_code=code or None)
    description = say("telegram.description", lang)
    if (await client.get_my_description(language_code=code or None)).description != description:
        changed += await client.set_my_description(description, language_code=code or None)
    short = say("telegram.short_description", lang)
    if (await client.get_my_short_description(language_code=code or None)).short_description != short:
        changed += await client.set_my_short_description(short, language_code=code or None)
    return changed
