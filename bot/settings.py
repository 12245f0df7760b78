"""What an installation is told from outside: the environment, read once."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.folders import cache_folder


class Settings(BaseSettings):
    """Every field is `ADVISORY_` and its name in capitals; an empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix="ADVISORY_", env_ignore_empty=True, frozen=True, extra="ignore")

    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    database_url: str | None = None  # sqlite+aiosqlite:///FILE or postgresql+psycopg://…; a file in data_dir otherwise
    data_dir: Path = Path("var")
    cache_dir: Path = Field(default_factory=cache_folder)
    base_url: str = "http://127.0.0.1:8080"
    public_bind: str = "127.0.0.1:8080"
    console_bind: str = "127.0.0.1:8081"
    console_url: str | None = None  # what operators open, where a proxy stands before console_bind
    webhook_secret: SecretStr | None = None  # then Telegram brings updates to base_url; without it they are fetched
    key: SecretStr | None = None  # 32 bytes in base64; a file in data_dir otherwise
    pack: Path | None = None  # another content folder than the one shipped
    organisation: str = "Example NGO"
    sender: str = "security-desk@example.org"  # CAP sender
    desk_contact: str | None = None
    time_zone: str = "Africa/Bamako"
    trusted_proxy: str | None = None
    paid_broadcast: bool = False  # up to 1000 messages a second, which Telegram lets the bot pay for in Stars
    rate: Annotated[float, Field(gt=0)] = 25.0  # messages a second of Telegram's 30; the rest stays for answers

    @field_validator("webhook_secret")
    @classmethod
    def _sendable(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError(
                "must be 1 to 256 of the characters A-Z, a-z, 0-9, _ and -; make one with: openssl rand -hex 32"
            )
        return secret

    @field_validator("rate")
    @classmethod
    def _allowed_rate(cls, rate: float, given: ValidationInfo) -> float:
        from bot.pacing import PAID, TELEGRAM

        paid = given.data.get("paid_broadcast", False)
        if rate > (PAID if paid else TELEGRAM):
            raise ValueError(
                f"must be at most {PAID:g}"
                if paid
                else f"must be at most {TELEGRAM:g}; up to {PAID:g} with ADVISORY_PAID_BROADCAST=1, which costs Stars"
            )
        return rate

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{name} is not a time zone such as Africa/Bamako") from error
        return name

    def database(self) -> str:
        """The database's URL; a file in data_dir where none is given."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'advisory.sqlite3').absolute()}"

    def console(self) -> str:
        """What operators open."""
        return (self.console_url or f"http://{self.console_bind}").rstrip("/")

    def pack_folder(self) -> Path:
        """Where the content is."""
        from knowledge.pack import SHIPPED

        return self.pack or SHIPPED
