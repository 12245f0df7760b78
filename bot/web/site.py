"""What the handlers of the public app share."""

from dataclasses import dataclass, field

from starlette.requests import Request

from bot.cap import Publisher
from bot.dialogue import Desk
from bot.web.limits import Buckets, looks, newcomers, people
from bot.web.metrics import Counts
from bot.web.session import Cookies
from bot.web.wake import Wake
from db import chats
from db.chats import Chat
from knowledge.alert import Alert

CHANNEL = "web"


@dataclass(frozen=True)
class Site:
    """The desk behind the page, who is to be woken, and what is counted."""

    desk: Desk
    wake: Wake
    cookies: Cookies
    publisher: Publisher
    counts: Counts = field(default_factory=Counts)
    people: Buckets = field(default_factory=people)
    newcomers: Buckets = field(default_factory=newcomers)
    looks: Buckets = field(default_factory=looks)

    def check_link(self, alert: Alert) -> str:
        """Where whoever was forwarded an advisory reads whether it still holds."""
        return f"{self.publisher.base_url}/v/{alert.identifier}"

    async def chat(self, request: Request) -> Chat | None:
        """The chat of a page that asked something before; none is made here."""
        session_id = self.cookies.session(request)
        if session_id is None:
            return None
        async with self.desk.database.reading() as session:
            return await chats.find(session, self.desk.sealer, CHANNEL, session_id)
