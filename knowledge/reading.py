"""What the rules read from the entries: computed once from the pack, kept beside the matcher's index."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any

from knowledge.cache import read_cache, write_cache
from knowledge.entry import LANGS, Entry, Lang
from knowledge.facets import usual_facets
from knowledge.features import stems
from knowledge.language import Recogniser
from knowledge.moment import years
from knowledge.pack import Pack
from knowledge.text import normalise, tokens

# The modules that the result depends on: what other code kept is not used.
CODE = ("alike", "facets", "features", "language", "moment", "place", "reading", "table", "text")

Sets = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Reading:
    """By entry id: what its example questions usually ask for, the years it speaks of, the places it may be asked about,
    and in each language the stems of its example questions, of its title, and of all that it says. `vocabulary` is every word that the pack says or is asked."""

    facets: Sets
    years: Sets
    places: Sets
    stems: dict[Lang, Sets]
    titles: dict[Lang, Sets]
    said: dict[Lang, Sets]
    vocabulary: frozenset[str]
    recogniser: Recogniser

    @classmethod
    def of(cls, pack: Pack) -> "Reading":
        return Reader().read(pack)

    @classmethod
    def cached(cls, pack: Pack, folder: Path | None) -> "Reading":
        """That of the pack; from the folder if the same code kept it there before."""
        name = f"reading-{_key(pack)}.json"
        content = read_cache(folder, name)
        if content:
            with suppress(ValueError, KeyError, TypeError):  # damaged: a cache is never a reason to fail
                return cls._from_json(json.loads(content))
        reading = cls.of(pack)
        write_cache(folder, name, json.dumps(reading.as_json()).encode())
        return reading

    def as_json(self) -> dict[str, Any]:
        return {
            "facets": _lists(self.facets),
            "years": _lists(self.years),
            "places": _lists(self.places),
            "stems": {lang: _lists(sets) for lang, sets in self.stems.items()},
            "titles": {lang: _lists(sets) for lang, sets in self.titles.items()},
            "said": {lang: _lists(sets) for lang, sets in self.said.items()},
            "vocabulary": sorted(self.vocabulary),
            "weights": self.recogniser.weights,
        }

    @classmethod
    def _from_json(cls, kept: dict[str, Any]) -> "Reading":
        return cls(
            _sets(kept["facets"]),
            _sets(kept["years"]),
            _sets(kept["places"]),
            {lang: _sets(kept["stems"][lang]) for lang in LANGS},
            {lang: _sets(kept["titles"][lang]) for lang in LANGS},
            {lang: _sets(kept["said"][lang]) for lang in LANGS},
            frozenset(kept["vocabulary"]),
            Recogniser(kept["weights"]),
        )


@dataclass(frozen=True, slots=True)
class Read:
    """What is read from one entry; `asked` counts the words of its example questions, `words` are all that it says."""

    facets: frozenset[str]
    years: frozenset[str]
    places: frozenset[str]
    stems: dict[Lang, frozenset[str]]
    titles: dict[Lang, frozenset[str]]
    said: dict[Lang, frozenset[str]]
    asked: dict[Lang, Counter[str]]
    words: frozenset[str]

    @classmethod
    def of(cls, pack: Pack, entry: Entry) -> "Read":
        asked = {lang: [_interned(tokens(q)) for q in entry.questions[lang]] for lang in LANGS}
        every = [words for lang in LANGS for words in asked[lang]]
        told = (text for statement in entry.statements for text in (statement.en, statement.fr))
        return cls(
            usual_facets(map(" ".join, every)),
            years(normalise(" ".join((*_questions(entry), *_said(entry))))),
            _places(pack, entry, every),
            {lang: _stems(pack, asked[lang], lang) for lang in LANGS},
            {lang: _stems(pack, [tokens(entry.title[lang])], lang) for lang in LANGS},
            {lang: _stems(pack, map(tokens, _told(entry, lang)), lang) for lang in LANGS},
            {lang: Counter(word for words in asked[lang] for word in words) for lang in LANGS},
            frozenset(word for words in (*every, *map(_interned, map(tokens, told))) for word in words),
        )


class Reader:
    """Reads packs that differ in a few entries: what it read of an entry stands for as long as that is the same one.

    All its packs have the same places and the same words that mean the same.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Entry, Read]] = {}
        self._asked: dict[Lang, Counter[str]] = {lang: Counter() for lang in LANGS}  # of all that is known

    def read(self, pack: Pack) -> Reading:
        """What is read from all its entries together."""
        self._learn(pack)
        known = {entry.id: self._known[entry.id][1] for entry in pack.contents.entries}
        voices = (text for voice in pack.contents.voices for text in (voice.name.en, voice.name.fr))
        return Reading(
            {name: each.facets for name, each in known.items()},
            {name: each.years for name, each in known.items()},
            {name: each.places for name, each in known.items()},
            {lang: {name: each.stems[lang] for name, each in known.items()} for lang in LANGS},
            {lang: {name: each.titles[lang] for name, each in known.items()} for lang in LANGS},
            {lang: {name: each.said[lang] for name, each in known.items()} for lang in LANGS},
            frozenset().union(*(each.words for each in known.values()), *map(tokens, voices)),
            Recogniser.of(*(self._asked[lang] for lang in LANGS)),
        )

    def _learn(self, pack: Pack) -> None:
        """Read what is new or otherwise than before; what is no more is forgotten."""
        now = pack.entries
        same = {name for name, (entry, _) in self._known.items() if now.get(name) is entry}
        new = {name: (entry, Read.of(pack, entry)) for name, entry in now.items() if name not in same}
        gone = [self._known.pop(name)[1] for name in self._known.keys() - same]
        for lang in LANGS:
            for read in gone:
                self._asked[lang].subtract(read.asked[lang])
            for _, read in new.values():
                self._asked[lang].update(read.asked[lang])
            self._asked[lang] += Counter()  # without the words that nobody asks any more
        self._known |= new


def _key(pack: Pack) -> str:
    modules = sorted(Path(__file__).parent / f"{name}.py" for name in CODE)
    content = pack.digest or pack.contents.model_dump_json()  # of one with revisions laid over it nobody keeps a digest
    return sha256(b"".join([content.encode(), *(module.read_bytes() for module in modules)])).hexdigest()[:32]


def _lists(sets: Sets) -> dict[str, list[str]]:
    return {name: sorted(words) for name, words in sets.items()}


def _sets(lists: dict[str, list[str]]) -> Sets:
    return {name: frozenset(words) for name, words in lists.items()}


def _questions(entry: Entry) -> tuple[str, ...]:
    return (*entry.questions.en, *entry.questions.fr)


def _said(entry: Entry) -> list[str]:
    return [f"{statement.as_of} {statement.en}" for statement in entry.statements]


def _told(entry: Entry, lang: Lang) -> list[str]:
    """Its title and its statements."""
    return [entry.title[lang], *(statement.text(lang) for statement in entry.statements)]


def _interned(words: Iterable[str]) -> tuple[str, ...]:
    """The same words are one in memory: thousands of entries share a few thousand."""
    return tuple(map(intern, words))


def _stems(pack: Pack, texts: Iterable[Sequence[str]], lang: Lang) -> frozenset[str]:
    return frozenset(intern(stem) for words in texts for stem in stems(pack.plain(words, lang), lang))


def _places(pack: Pack, entry: Entry, asked: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Its own, and those that its example questions name."""
    named = (mention.place for words in asked for mention in pack.gazetteer.mentions(words))
    return frozenset(entry.places) | frozenset(named)
