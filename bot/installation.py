"""Where an installation keeps its data: which database, which key, and whether it is the demo's."""

from pathlib import Path

from bot.settings import Settings
from db.sealing import Sealer, key_from_text, load_or_make_key

DEMO = "demo"  # its folder within data_dir
FILE = "advisory.sqlite3"  # as in Settings.database
KEY_FILE = "key"


def demo_of(settings: Settings) -> Settings:
    """The demo's own settings: its folder, its key, no Telegram, whatever the environment says."""
    own = {"data_dir": settings.data_dir / DEMO, "database_url": None, "key": None, "telegram_token": None}
    return settings.model_copy(update=own)


def is_demo(settings: Settings) -> bool:
    """True where a short command, told nothing else, means the demo that ran here."""
    if settings.database_url or (settings.data_dir / FILE).exists():
        return False
    return (settings.data_dir / DEMO / FILE).exists()


def make_private(folder: Path) -> None:
    """The folder of the data; a new one is its owner's only, of another whoever made it decides."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def sealer_of(settings: Settings) -> Sealer:
    """The key of the environment, else of the file beside the data, which is made where there is none.

    Raises: WrongKey.
    """
    if settings.key:
        return Sealer(key_from_text(settings.key.get_secret_value()))
    return Sealer(load_or_make_key(settings.data_dir / KEY_FILE))
