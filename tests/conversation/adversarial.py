"""Random and hostile texts, the same for the same seed; `python -m tests.conversation.adversarial 100000` asks them all."""

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.conversation.message import Words
from bot.conversation.reply import Person
from bot.conversation.respond import respond
from bot.settings import Settings
from knowledge.base import Base
from knowledge.context import Context

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONGEST = 64 * 1024  # characters
SLOW = 0.05  # seconds; from here on an answer is felt
SHOWN = 10  # of the slowest texts

_SCRIPTS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x180, 0x2AF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5FF),
    (0x600, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x1100, 0x11FF), (0x2000, 0x206F), (0x20D0, 0x20FF),
    (0x3040, 0x30FF), (0x4E00, 0x4FFF), (0xAC00, 0xAD00), (0xFB50, 0xFDFF), (0xFE00, 0xFE0F), (0x1F300, 0x1FAFF),
    (0xE000, 0xE0FF), (0x0, 0x1F), (0x10FFF0, 0x10FFFF),
)  # fmt: skip
_SIGNS = (
    "\u202e", "\u202d", "\u2066", "\u2069", "\u200b", "\u200d", "\u200e", "\ufeff", "\u0301", "\u0489", "\ufdfa",
    "👨\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "👍🏿", "🇲🇱", "❗️", "1️⃣", "\ud83d", "\udc00", "\x00", "\x1b[31m", "\r\n", "\t",
)  # fmt: skip
_MARKUP = (
    "<b>", "</b>", "<script>alert(1)</script>", "&amp;", "&#0;", "<a href='tg://user?id=1'>x</a>", "[x](http://x)",
    "*", "_", "`", "~~", "{{7*7}}", "${x}", "%s", "%n", "' OR 1=1 --", "\\", "../../etc/passwd", "http://a.b/?c=d#e",
    "/start", "/help@bot", "@bot", "#tag", "1/0", "-1", "9" * 30, "NaN", "null", "None", "\"\"\"",
)  # fmt: skip
# Words that the tables look for: runs of them are what makes a regular expression try every way.
_TABLED = (
    "they are shooting at us", "help", "help us", "il", "ils", "tirent", "my", "was", "were", "has", "been", "shot",
    "la", "le", "ou", "is", "it", "true", "fake", "forwarded", "share this", "stop", "please", "the", "of", "guards",
    "convoy", "attack", "where", "how", "many", "and", "et", "combien", "quand", "?", ".", "!", ",", "not", "ne", "pas",
    "my brother", "says", "stay home", "bonjour", "ça va", "salam aleikoum", "i ni ce", "more", "source", "the second",
    "hide", "under the", "are", "still", "now", "just", "killed", "a", "ont", "je", "suis", "blessé", "mon", "frère",
)  # fmt: skip


def texts(base: Base, number: int, seed: int = 17) -> Iterator[str]:
    """So many texts: half short, some longer than what is read; every kind in turn."""
    source = random.Random(seed)
    asked = [q for entry in base.pack.entries.values() for q in (*entry.questions.en, *entry.questions.fr)]
    kinds: tuple[Callable[[random.Random, list[str], int], str], ...] = (
        _letters, _one_sign, _signed, _tabled, _mangled, _joined, _marked, _one_letter,
    )  # fmt: skip
    for n in range(number):
        yield kinds[n % len(kinds)](source, asked, _length(source))


def _length(source: random.Random) -> int:
    """Mostly a line or two; now and then as long as a channel lets through."""
    return source.choice((source.randint(1, 40), source.randint(1, 400), source.randint(1, 400), source.randint(1, 5000)) if source.random() < 0.98 else (LONGEST,))  # fmt: skip


def _letters(source: random.Random, asked: list[str], length: int) -> str:
    low, high = source.choice(_SCRIPTS)
    return "".join(chr(source.randint(low, high)) if source.random() > 0.15 else " " for _ in range(length))


def _one_sign(source: random.Random, asked: list[str], length: int) -> str:
    return (source.choice(_SIGNS) * length)[:length]


def _one_letter(source: random.Random, asked: list[str], length: int) -> str:
    return source.choice("aAe é'-.?!,0ɛ") * length


def _signed(source: random.Random, asked: list[str], length: int) -> str:
    words = source.choice(asked).split()
    return source.choice(_SIGNS).join(source.choice(words) for _ in range(length // 6 + 1))[:length]


def _tabled(source: random.Random, asked: list[str], length: int) -> str:
    some = source.sample(_TABLED, source.randint(1, 6))
    return " ".join(source.choice(some) for _ in range(length // 4 + 1))[:length]


def _mangled(source: random.Random, asked: list[str], length: int) -> str:
    letters = list(source.choice(asked))
    for _ in range(source.randint(1, 6)):
        at = source.randrange(len(letters))
        letters[at : at + source.randint(0, 2)] = source.choice(["", source.choice("aeiou'é "), source.choice(_SIGNS)])
        letters = letters or ["?"]
    said = "".join(letters)
    return source.choice((said, said.upper(), said * (length // len(said) + 1)))[: max(length, 60)]


def _joined(source: random.Random, asked: list[str], length: int) -> str:
    return source.choice((" ", "? ", " and ", ", et ", "\n")).join(
        source.choice(asked) for _ in range(length // 40 + 1)
    )


def _marked(source: random.Random, asked: list[str], length: int) -> str:
    said = (source.choice((*_MARKUP, *asked[:50])) for _ in range(length // 8 + 1))
    return source.choice((" ", "")).join(said)[:length]


def ask(base: Base, text: str, context: Context) -> Context:
    """Send a text and read the whole answer; gives what is remembered of it."""
    turn = respond(base, Person(), context, Words(text), NOW, lambda places, lang: ())
    assert turn.reply.text
    return turn.context


def main(number: int) -> None:
    """Ask them all, in dialogues of five; print how long the slowest took, and fail where one is felt."""
    base, context = Base.open(cache=Settings().cache_dir), Context()
    took: list[tuple[float, str]] = []
    ask(base, "a word nobody knwos", context)  # what is loaded at the first question is not the answer's time
    for n, text in enumerate(texts(base, number)):
        context = context if n % 5 else Context()
        began = time.process_time()  # a busy machine is not the answer's fault
        context = ask(base, text, context)
        took.append((time.process_time() - began, text))
    took.sort(reverse=True)
    print(f"{number} texts, {sum(seconds for seconds, _ in took):.0f} s, slowest first (ms):")
    for seconds, text in took[:SHOWN]:
        print(f"  {1000 * seconds:7.1f}  {len(text):6} characters  {text[:60]!a}")
    sys.exit(took[0][0] > SLOW)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
