"""The web server around an app."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.applications import Starlette

DRAIN = 5  # seconds that requests under way get at the end


class Server(uvicorn.Server):
    """It leaves the signals to the application, which has more than the web to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def served(
    app: Starlette, listening: socket.socket, proxy: str | None, *, closing: Callable[[], None] = lambda: None
) -> AsyncIterator[Server]:
    """Serve on a socket that is bound already; `closing` ends what would keep a connection open for ever."""
    server = Server(
        uvicorn.Config(
            app,
            log_config=None,  # the redacting handler takes its lines, too
            access_log=False,  # addresses of people stand in it
            server_header=False,
            proxy_headers=proxy is not None,
            forwarded_allow_ips=proxy,
            timeout_graceful_shutdown=DRAIN,
        )
    )
    # Connections take it over. asyncio sets it for its own sockets only, and without it the body of an answer waits
    # until the headers are acknowledged: 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield server
    finally:
        closing()
        server.should_exit = True
        await task
