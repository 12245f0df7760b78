"""Tells open pages that there is something new; what it is, they fetch."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field


@dataclass(eq=False)
class _Page:
    chat_id: int | None  # None: nobody who ever asked anything, only what is in force concerns this page
    event: asyncio.Event = field(default_factory=asyncio.Event)


class Wake:
    """The pages that are open in this process. Rings within an instant fall together: a page looks once."""

    def __init__(self) -> None:
        self._pages: set[_Page] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._pages)

    def ring(self, chats: Collection[int] | None = None) -> None:
        """Wake the pages of these chats; all of them when what is in force has changed."""
        wanted = None if chats is None else frozenset(chats)
        for page in self._pages:
            if wanted is None or page.chat_id in wanted:
                page.event.set()

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        self.ring()

    async def rings(self, chat_id: int | None) -> AsyncIterator[None]:
        """One item per ring, until the page leaves or the server stops."""
        page = _Page(chat_id)
        self._pages.add(page)
        try:
            while not self._closed:
                await page.event.wait()
                page.event.clear()
                if not self._closed:
                    yield
        finally:
            self._pages.discard(page)
