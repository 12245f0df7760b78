"""Telegram's HTML parser with its exact refusals (after tdlib's parse_html); offsets in errors are UTF-8 bytes."""

import html
import re
from typing import Any

TAGS = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough",
    "strike": "strikethrough", "del": "strikethrough", "u": "underline", "ins": "underline", "code": "code",
    "pre": "pre", "blockquote": "blockquote", "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji",
}  # fmt: skip
KNOWN = re.compile(rb"&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);")
ATTRIBUTE = re.compile(rb"""\s*([^\s=>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")


class CannotParse(Exception):
    """The text's markup is wrong; the message is Telegram's."""


def utf16(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities, in UTF-16 units."""
    raw, at, text = source.encode(), 0, ""
    open_tags: list[tuple[str, int, str | None]] = []
    entities: list[dict[str, Any]] = []
    while at < len(raw):
        if raw[at : at + 1] == b"&" and (known := KNOWN.match(raw, at)):
            text, at = text + html.unescape(known[0].decode()), known.end()
        elif raw[at : at + 1] != b"<":
            end = min((i for i in (raw.find(b"<", at), raw.find(b"&", at + 1)) if i >= 0), default=len(raw))
            text, at = text + raw[at:end].decode(), end
        elif raw[at + 1 : at + 2] == b"/":
            at = _close(raw, at, text, open_tags, entities)
        else:
            at = _open(raw, at, text, open_tags)
    if open_tags:
        raise CannotParse(f"Can't find end tag corresponding to start tag {open_tags[-1][0]}")
    return text, [entity for entity in entities if entity["length"]]


def _open(raw: bytes, begin: int, text: str, open_tags: list[tuple[str, int, str | None]]) -> int:
    name = re.compile(rb"[^\s>]*").match(raw, begin + 1)
    assert name
    if name.end() >= len(raw):
        raise CannotParse(f"Unclosed start tag at byte offset {begin}")
    tag = name[0].decode().lower()
    if tag not in TAGS:
        raise CannotParse(f'Unsupported start tag "{tag}" at byte offset {begin}')
    at, url = name.end(), None
    while raw[at : at + 1] != b">":
        if raw[at : at + 1].isspace():
            at += 1
            continue
        attribute = ATTRIBUTE.match(raw, at)
        if not attribute:
            raise CannotParse(f"Unclosed start tag at byte offset {begin}")
        value = attribute[2] or attribute[3] or attribute[4] or b""
        url = html.unescape(value.decode()) if attribute[1].lower() == b"href" else url
        at = attribute.end()
        if at >= len(raw):
            raise CannotParse(f"Unclosed start tag at byte offset {begin}")
    open_tags.append((tag, utf16(text), url))
    return at + 1


def _close(
    raw: bytes,
    begin: int,
    text: str,
    open_tags: list[tuple[str, int, str | None]],
    entities: list[dict[str, Any]],
) -> int:
    if not open_tags:
        raise CannotParse(f"Unexpected end tag at byte offset {begin}")
    end = raw.find(b">", begin)
    if end < 0:
        raise CannotParse(f"Unclosed end tag at byte offset {begin}")
    found = raw[begin + 2 : end].decode().strip().lower()
    tag, start, url = open_tags.pop()
    if found and found != tag:
        raise CannotParse(f'Unmatched end tag at byte offset {begin}, expected "</{tag}>", found "</{found}>"')
    entity = {"type": TAGS[tag], "offset": start, "length": utf16(text) - start}
    if tag != "a":
        entities.append(entity)
    elif url:
        entities.append({**entity, "url": url})
    return end + 1
