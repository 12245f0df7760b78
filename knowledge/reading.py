"""What the rules read from the entries: computed once from the pack, kept beside the matcher's index."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
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
        entries = pack.entries.values()
        english, french = ([q for entry in entries for q in entry.questions[lang]] for lang in LANGS)
        return cls(
            {entry.id: usual_facets(map(normalise, _questions(entry))) for entry in entries},
            {entry.id: years(normalise(" ".join((*_questions(entry), *_said(entry))))) for entry in entries},
            {entry.id: _places(pack, entry) for entry in entries},
            {lang: {entry.id: _stems(pack, entry.questions[lang], lang) for entry in entries} for lang in LANGS},
            {lang: {entry.id: _stems(pack, [entry.title[lang]], lang) for entry in entries} for lang in LANGS},
            {lang: {entry.id: _stems(pack, _told(entry, lang), lang) for entry in entries} for lang in LANGS},
            _vocabulary(pack),
            Recogniser.of(english, french),
        )

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


def _key(pack: Pack) -> str:
    modules = sorted(Path(__file__).parent / f"{name}.py" for name in CODE)
    return sha256(b"".join([pack.digest.encode(), *(module.read_bytes() for module in modules)])).hexdigest()[:32]


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


def _stems(pack: Pack, texts: Iterable[str], lang: Lang) -> frozenset[str]:
    read = (pack.plain(tokens(text), lang) for text in texts)
    return frozenset(stem for words in read for stem in stems(words, lang))


def _places(pack: Pack, entry: Entry) -> frozenset[str]:
    """Its own, and those that its example questions name."""
    named = (mention.place for q in _questions(entry) for mention in pack.gazetteer.mentions(tokens(q)))
    return frozenset(entry.places) | frozenset(named)


def _vocabulary(pack: Pack) -> frozenset[str]:
    return frozenset(word for text in _texts(pack) for word in tokens(text))


def _texts(pack: Pack) -> Iterable[str]:
    for entry in pack.contents.entries:
        yield from _questions(entry)
        for statement in entry.statements:
            yield from (statement.en, statement.fr)
    for voice in pack.contents.voices:
        yield from (voice.name.en, voice.name.fr)
