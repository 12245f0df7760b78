"""A pack made ready to be asked: the matcher and what the rules read from the entries, built once."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from pathlib import Path

from knowledge import usual
from knowledge.encoder import Encoder
from knowledge.entry import LANGS, Lang
from knowledge.language import Recogniser
from knowledge.matcher import NO_MODELS, Example, Matcher, Plain, cached
from knowledge.model import Model
from knowledge.pack import SHIPPED, Pack, load_pack
from knowledge.reading import Reading
from knowledge.text import LATEST, tokens

DECLINED = "declined:"  # before the id of a group of questions that are out of scope


@dataclass(frozen=True, repr=False)  # asyncio writes out what a task returned: the whole content, for a signal's sake
class Base:
    """What the assistant knows, indexed."""

    pack: Pack
    matcher: Matcher
    reading: Reading

    @classmethod
    def open(cls, folder: Path = SHIPPED, cache: Path | None = None, encoder: Encoder | None = None) -> "Base":
        """Load and index a pack.

        Raises: PackError with every problem of the pack.
        """
        pack = load_pack(folder, cache)
        return cls(pack, indexed(pack, cache, encoder), Reading.cached(pack, cache))

    @property
    def recogniser(self) -> Recogniser:
        """Tells the language of a message, taught by the example questions."""
        return self.reading.recogniser

    @cached_property
    def here(self) -> frozenset[str]:
        """The places that the pack is about, what contains them and what they contain."""
        return frozenset().union(*(self.pack.gazetteer.related(place) for place in self.pack.about.places))

    @cached_property
    def of_here(self) -> frozenset[str]:
        """The entries about the places that the pack is about."""
        agree, places = self.pack.gazetteer.agree, self.pack.about.places
        return frozenset(entry.id for entry in self.pack.entries.values() if agree(places, entry.places))

    @cached_property
    def wide(self) -> frozenset[str]:
        """The places that the pack is about and what contains them: they tell no entry from another."""
        return frozenset(self.pack.about.places) | self.country

    @cached_property
    def country(self) -> frozenset[str]:
        """What contains the places that the pack is about."""
        return frozenset(up for place in self.pack.about.places for up in self.pack.gazetteer.ancestors(place))

    @cached_property
    def asked_stems(self) -> frozenset[str]:
        """The stems of all example questions."""
        return frozenset(stem for sets in self.reading.stems.values() for known in sets.values() for stem in known)

    def language(self, text: str, hint: Lang | None) -> Lang:
        """The language of a message; the hint decides where its words do not tell, English where nothing does."""
        return self.recogniser.recognise(text) or hint or "en"


def indexed(
    pack: Pack,
    cache: Path | None,
    encoder: Encoder | None = None,
    *,
    before: Mapping[str, Model] = NO_MODELS,
    kept: bool = False,
) -> Matcher:
    """The matcher of a pack, from the cache folder if it was built there; what did not change is taken from `before`.

    Raises: OSError if it is not there, and only what was `kept` will do.
    """
    families = {entry.id: str(entry.topic) for entry in pack.entries.values()}
    families |= {DECLINED + item.id: DECLINED for item in pack.contents.declined}
    groups = pack.contents.alike.model_dump_json()
    plain = Remembering(pack.plain)
    own, protected = examples(pack), pack.gazetteer.words()
    count = partial(usual.cached, lambda: _worded(pack), pack.meanings, DECLINED, cache, _asked(pack, own), kept=kept)
    with ThreadPoolExecutor(1) as pool:  # where a matcher is built, that holds no lock for most of its time
        counted = pool.submit(count)
        matcher = cached(own, protected, cache, families, encoder, plain, groups, before=before, kept=kept)
        return replace(matcher, usual=counted.result())


def _asked(pack: Pack, own: Sequence[Example]) -> str:
    """A digest of a pack's questions and of how they are read; with revisions laid over it, it is no file's."""
    if pack.digest:
        return pack.digest
    return sha256(json.dumps([own, pack.contents.model_dump_json(include={"alike", "words"})]).encode()).hexdigest()


class Remembering:
    """A reading of words that is asked twice of every question, and read once; it may go to another process."""

    def __init__(self, plain: Plain) -> None:
        self._plain = plain
        self._read = lru_cache(maxsize=LATEST)(lambda words, lang: plain(words, lang))

    def __call__(self, words: Sequence[str], lang: str) -> Sequence[str]:
        return self._read(tuple(words), lang)

    def __reduce__(self) -> tuple[type["Remembering"], tuple[Plain]]:
        return Remembering, (self._plain,)


def _worded(pack: Pack) -> list[usual.Example]:
    return [
        usual.Example(name, "fr" if lang == "fr" else "en", words, pack.plain(words, lang))
        for name, lang, question in examples(pack)
        for words in [tokens(question)]
    ]


def examples(pack: Pack) -> list[Example]:
    """The example questions that the matcher is built from: of the entries, then of what is declined."""
    answered = [(entry.id, lang, entry.questions[lang]) for entry in pack.entries.values() for lang in LANGS]
    declined = [(DECLINED + item.id, lang, item[lang]) for item in pack.contents.declined for lang in LANGS]
    return [Example(name, lang, question) for name, lang, asked in (*answered, *declined) for question in asked]
