"""Whether a request wants the page or only a part of it, and the part as a response."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

PART = "part=messages"  # what the page's script accepts
# Tells the script that an answer is ours, not a proxy's error page; with "forgotten" it drops its transcript.
PART_HEADER = "X-Part"
FORGOTTEN = "forgotten"


def wants_part(request: Request) -> bool:
    """True for the page's own script."""
    return PART in request.headers.get("accept", "")


def part(content: str, status: int = 200) -> HTMLResponse:
    """Some messages, without the page around them."""
    return HTMLResponse(content, status, {PART_HEADER: "messages"})
