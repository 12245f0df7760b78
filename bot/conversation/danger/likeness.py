"""How like the cries it is that were learnt: letters, words, and what the words stand for, each with its weight."""

from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.conversation.danger.signs import classes

BITS = 16  # 65,536 weights of a byte each; features that fall together cost less than the file would
GRAMS = (3, 4)  # letters
LONGEST = 12  # words; beyond it a message counts as long
_MASK = (1 << BITS) - 1


def likeness(said: str) -> float:
    """Log-odds that heard words are a cry; 0 is even."""
    weights, step, bias = _learnt()
    found = _numbers(said)
    return float(weights.take(list(found)).sum() * step / np.sqrt(max(1, len(found))) + bias)


def features(said: str) -> NDArray[np.int64]:
    """The numbers of what heard words contain, each once, rising."""
    return np.array(sorted(_numbers(said)), dtype=np.int64)


def _numbers(said: str) -> set[int]:
    words = said.split()
    meant = [classes(word) for word in words]
    return {
        *map(_number, words),
        *(crc32(f"{one} {other}".encode()) & _MASK for one, other in pairwise(words)),
        *(_number(f"^{word}") for word in words[:1]),
        *(_number(f"^#{name}") for name in (meant[0] if meant else ())),
        *_together(frozenset().union(*meant)),
        *(number for one, other in pairwise(meant) if one and other for number in _following(one, other)),
        _number(f"n{min(len(words), LONGEST) // 3}"),
        *_grams(said),
    }


@lru_cache(maxsize=20_000)
def _number(name: str) -> int:
    return crc32(name.encode()) & _MASK


@lru_cache(maxsize=5_000)
def _together(present: frozenset[str]) -> tuple[int, ...]:
    """The numbers of what the words stand for, alone and by twos."""
    names = sorted(present)
    twos = (f"#{one}+{other}" for at, one in enumerate(names) for other in names[at + 1 :])
    return tuple(map(_number, (*(f"#{name}" for name in names), *twos)))


@lru_cache(maxsize=5_000)
def _following(ones: frozenset[str], others: frozenset[str]) -> tuple[int, ...]:
    """The numbers of what two neighbouring words stand for."""
    return tuple(_number(f"#{one}>{other}") for one in ones for other in others)


def _grams(said: str) -> list[int]:
    """The numbers of all runs of GRAMS bytes."""
    letters = np.frombuffer(f"_{said.replace(' ', '_')}_".encode(), dtype=np.uint8).astype(np.uint64)
    mixed = np.concatenate([_mixed(letters, size) for size in GRAMS])
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return ((mixed ^ (mixed >> np.uint64(32))) & np.uint64(_MASK)).tolist()  # type: ignore[no-any-return]  # numbers, as numpy's stubs do not say


def _mixed(letters: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """One number for each run of so many letters."""
    many = len(letters) - size + 1
    mixed = np.full(max(many, 0), size, dtype=np.uint64)
    for at in range(size if many > 0 else 0):
        mixed = mixed * np.uint64(0x9E3779B1) + letters[at : at + many]
    return mixed


@lru_cache(maxsize=1)
def _learnt() -> tuple[NDArray[np.int32], float, float]:
    """The weights as whole numbers, what one of them is worth, and the bias."""
    with (files("bot.conversation.danger") / "weights.npz").open("rb") as file, np.load(file) as kept:
        return kept["weights"].astype(np.int32), float(kept["step"]), float(kept["bias"])
