"""A Bot API server that only says yes, after a while: so cheap that what is measured is the sender.

`python -m tests.bench.answering_server SECONDS` prints its address and runs until it is killed.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.telegram.world import BOT_ID, BOT_NAME

BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Essai", "username": BOT_NAME}
MESSAGE = {"message_id": 1, "date": 1_726_500_000, "chat": {"id": 1, "type": "private"}, "from": BOT, "text": "text"}


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


ME, SENT = _answer(BOT), _answer(MESSAGE)


class Answering(asyncio.Protocol):
    """One connection; requests come one after the other, as clients of a pool send them."""

    def __init__(self, wait: float) -> None:
        self._wait = wait
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        self._received = body[_length(head) :]
        answer = SENT if b"/sendMessage" in head.partition(b"\r\n")[0] else ME
        asyncio.get_running_loop().call_later(self._wait, self._say, answer)

    def _say(self, answer: bytes) -> None:
        if not self._transport.is_closing():  # type: ignore[attr-defined]
            self._transport.write(answer)  # type: ignore[attr-defined]


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


async def main(wait: float) -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(lambda: Answering(wait), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


@asynccontextmanager
async def answering(wait: float) -> AsyncIterator[str]:
    """The address of such a server, in a process of its own."""
    command = (sys.executable, "-m", "tests.bench.answering_server", str(wait))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        yield (await process.stdout.readline()).decode().strip()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
