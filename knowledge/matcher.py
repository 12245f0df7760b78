"""Match a free-text question to the curated entry it asks for, learnt from the entries' example questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from numpy.typing import NDArray

from knowledge import store
from knowledge.encoder import Encoder, Spelling
from knowledge.mend import Mender, count_words, mended_share, named, proper_words, protect
from knowledge.model import Model
from knowledge.text import tokens
from knowledge.trust import forgiving
from knowledge.usual import NOTHING, Usual

LANGUAGES = ("en", "fr")
# The modules that the result depends on: a cache of other code is not used.
CODE = (
    "text",
    "alike",
    "speech",
    "mend",
    "names",
    "features",
    "kernel",
    "lessons",
    "trust",
    "model",
    "store",
    "matcher",
    "encoder",
)
NO_FAMILIES: Mapping[str, str] = MappingProxyType({})
NO_MODELS: Mapping[str, Model] = MappingProxyType({})

Plain = Callable[[Sequence[str], str], Sequence[str]]


def as_it_is(words: Sequence[str], lang: str) -> Sequence[str]:
    """Every word is read as it stands."""
    return words


class Example(NamedTuple):
    """A question that an entry answers, in "en" or "fr"."""

    entry: str
    lang: str
    question: str


class Hit(NamedTuple):
    """An entry and the probability, 0..1, that it is the right one."""

    entry: str
    score: float


@dataclass(frozen=True)
class Matcher:
    """Built once from examples, of which it keeps no text: one model for each language that has any.

    A language without examples is served by the other one's model, which its names and loan words reach; so is an
    entry without examples in the language asked.
    """

    models: Mapping[str, Model]
    menders: Mapping[str, Mender]
    left: tuple[str, ...]
    encoder: Encoder | None = None
    plain: Plain = as_it_is
    spelling: Mapping[str, Spelling] = field(default_factory=dict)
    usual: Usual = NOTHING  # beside the likeness: no score of `find` and `search` depends on it

    @classmethod
    def build(
        cls,
        examples: Sequence[Example],
        protected: Collection[str] = (),
        families: Mapping[str, str] = NO_FAMILIES,
        encoder: Encoder | None = None,
        plain: Plain = as_it_is,
        groups: str = "",
        before: Mapping[str, Model] = NO_MODELS,
    ) -> Matcher:
        """Learn from examples; words of the protected names are neither mended nor mended to.

        `plain` puts one word in the place of those that mean the same; their letters are compared as they stand.
        `groups` says what it reads as one: of models that the same code built `before`, that of a language in which
        nothing changed is taken as it is.

        Entries of one family are siblings, which share facts and words; without one an entry stands alone.
        With an encoder meanings are compared as well as words and letters.

        Raises: ValueError if there is no example, or one in an unknown language.
        """
        _check(examples)
        read = [tokens(example.question) for example in examples]
        order = {lang: own for lang in LANGUAGES if (own := _of(examples, lang))}
        taught = {lang: _lesson([examples[i] for i in own], families, encoder, groups) for lang, own in order.items()}
        spelling = {lang: Spelling.of(examples[i].question for i in own) for lang, own in order.items() if encoder}
        spelt = (spelling[one.lang].sentence(words, one.question) for one, words in zip(examples, read, strict=True))
        senses = encoder.points(list(spelt)) if encoder else None

        def model(lang: str) -> Model:
            own = order[lang]
            if lang in before and before[lang].taught == taught[lang]:
                return before[lang]
            return Model.build(
                lang,
                taught[lang],
                [examples[i].entry for i in own],
                [read[i] for i in own],
                [plain(read[i], lang) for i in own],
                families,
                None if senses is None else senses[own],
            )

        with ThreadPoolExecutor() as pool:  # side by side: what takes long holds no lock
            built = pool.map(model, order)
            menders = _menders([example.lang for example in examples], read, protected)
            models = dict(zip(order, built, strict=True))
        left = {
            i: models[lang].entries[e] for lang in models for i, e in zip(order[lang], models[lang].left, strict=True)
        }
        return cls(models, menders, tuple(left[i] for i in range(len(examples))), encoder, plain, spelling)

    @property
    def threshold(self) -> float:
        """Score from which answering and refusing are best balanced."""
        return self._mean([model.trust.threshold for model in self.models.values()])

    @property
    def answer_at(self) -> float:
        """Score from which 95 % of the answers are right in the simulation."""
        return self._mean([model.trust.answer_at for model in self.models.values()])

    @property
    def choice_at(self) -> float:
        """Score below which offering a choice is not worth it."""
        return self._mean([model.trust.choice_at for model in self.models.values()])

    def search(self, query: str, lang: str | None = None, k: int = 5) -> tuple[Hit, ...]:
        """The k likeliest entries, best first; nothing if the query shares nothing with any example."""
        asked = (lang,) if lang in LANGUAGES else LANGUAGES
        read = [(known, self.understood(query, known)) for known in asked]
        tried = [(self.find(words, known, k, query), words) for known, words in read]
        hits, words = max(tried, key=lambda one: one[0][0].score if one[0] else 0.0)
        share = mended_share(tokens(query), words)
        return tuple(Hit(hit.entry, forgiving(hit.score, share)) for hit in hits)

    def understood(self, query: str, lang: str) -> tuple[str, ...]:
        """The words of the query as understood: normalised, spelt out, typing errors mended."""
        return self.menders[lang].mend(tokens(query), named(query))

    def find(self, understood: Sequence[str], lang: str, k: int, said: str = "") -> tuple[Hit, ...]:
        """What `search` finds for words that are understood already; the encoder reads them better in the text said."""
        sense = None
        if self.encoder and understood:
            spelling = self.spelling.get(lang) or next(iter(self.spelling.values()))
            sense = self.encoder.points([spelling.sentence(understood, said)])[0]
        plain = self.plain(understood, lang)
        found = self._model(lang).search(understood, plain, k, sense)
        if missing := self._missing.get(lang):
            other = self.models[_other(lang)].search(understood, plain, k, sense)
            found = sorted([*found, *(hit for hit in other if hit[0] in missing)], key=lambda hit: -hit[1])[:k]
        return tuple(Hit(*one) for one in found)

    def weights(self, understood: Sequence[str], lang: str) -> dict[str, float]:
        """The stems of understood words with their idf; one that no example has counts as the rarest."""
        return self._model(lang).weights(self.plain(understood, lang))

    def leave_one_out(self) -> tuple[str, ...]:
        """For each example, in the order given to build: the entry it would get without itself."""
        return self.left

    @cached_property
    def _missing(self) -> Mapping[str, frozenset[str]]:
        """For each language that has a model, the entries whose examples are all in the other one."""
        known = {lang: frozenset(model.entries) for lang, model in self.models.items()}
        every = frozenset().union(*known.values())
        return {lang: every - entries for lang, entries in known.items()}

    def _model(self, lang: str) -> Model:
        return self.models.get(lang) or next(iter(self.models.values()))

    @staticmethod
    def _mean(borders: Sequence[float]) -> float:
        return sum(borders) / len(borders)

    def save(self, path: Path) -> None:
        """Write everything a query needs to one file, without pickle."""
        arrays: dict[str, NDArray[Any]] = {f"proper.{lang}": m.proper for lang, m in self.menders.items()}
        for model in self.models.values():
            arrays |= model.arrays()
        text = {
            "models": {lang: model.text() for lang, model in self.models.items()},
            "count": {lang: dict(mender.count) for lang, mender in self.menders.items()},
            "protected": sorted(next(iter(self.menders.values())).protected),
            "sounds": {lang: dict(mender.by_sound) for lang, mender in self.menders.items()},
            "left": self.left,
            "written": {lang: dict(spelling.written) for lang, spelling in self.spelling.items()},
        }
        store.write(path, arrays, text)

    @classmethod
    def load(cls, path: Path, encoder: Encoder | None = None, plain: Plain = as_it_is) -> Matcher:
        """What `save` wrote, with the encoder and the reading of words that it was built with.

        Raises: OSError if there is no file, ValueError if it is damaged.
        """
        arrays, text = store.read(path)
        protected = frozenset(text["protected"])
        menders = {
            lang: Mender(
                count, arrays[f"proper.{lang}"], protected, arrays[f"proper.{_other(lang)}"], text["sounds"][lang]
            )
            for lang, count in text["count"].items()
        }
        models = {lang: Model.from_arrays(lang, arrays, words) for lang, words in text["models"].items()}
        spelling = {lang: Spelling(written) for lang, written in text["written"].items()}
        return cls(models, menders, tuple(text["left"]), encoder, plain, spelling)


def cached(
    examples: Sequence[Example],
    protected: Collection[str],
    folder: Path | None,
    families: Mapping[str, str] = NO_FAMILIES,
    encoder: Encoder | None = None,
    plain: Plain = as_it_is,
    groups: str = "",
    *,
    before: Mapping[str, Model] = NO_MODELS,
    kept: bool = False,
) -> Matcher:
    """The matcher of these examples, from the folder if it was built there by the same code; else as `build` makes it.

    Raises: OSError if it is not there, and only what was `kept` will do.
    """
    build = partial(Matcher.build, examples, protected, families, encoder, plain, groups, before)
    if folder is None:
        return build()
    path = folder / f"matcher-{_key(examples, protected, families, encoder, groups)}.bin"
    try:
        return Matcher.load(path, encoder, plain)
    except (OSError, ValueError) as problem:  # none yet, or damaged: a cache is never a reason to fail
        if kept:
            raise FileNotFoundError(f"no matcher of these examples is kept in {folder}") from problem
        built = build()
    with suppress(OSError):  # a folder that cannot be written costs time at the next start, nothing else
        folder.mkdir(parents=True, exist_ok=True)
        built.save(path)
    return built


def _of(examples: Sequence[Example], lang: str) -> list[int]:
    """The places of a language's examples, sorted by entry."""
    return sorted((i for i, example in enumerate(examples) if example.lang == lang), key=lambda i: examples[i].entry)


def _lesson(own: Sequence[Example], families: Mapping[str, str], encoder: Encoder | None, groups: str) -> str:
    """SHA-256 of what one language's model is built from."""
    related = {example.entry: families.get(example.entry, example.entry) for example in own}
    return sha256(json.dumps([own, related, encoder.name if encoder else "", groups]).encode()).hexdigest()


def _key(
    examples: Sequence[Example],
    protected: Collection[str],
    families: Mapping[str, str],
    encoder: Encoder | None,
    groups: str,
) -> str:
    """SHA-256 of what the matcher is built from and of the code that builds it."""
    versions = [version(name) for name in ("numpy", "pystemmer", "pyspellchecker")]
    versions += [encoder.name] if encoder else []
    content = json.dumps([examples, groups, sorted(protected), sorted(families.items()), versions]).encode()
    modules = sorted(Path(__file__).parent / f"{name}.py" for name in CODE)
    return sha256(b"".join([content, *(module.read_bytes() for module in modules)])).hexdigest()


def _other(lang: str) -> str:
    return "fr" if lang == "en" else "en"


def _check(examples: Sequence[Example]) -> None:
    if not examples:
        raise ValueError("a matcher needs at least one example")
    if unknown := {example.lang for example in examples} - set(LANGUAGES):
        raise ValueError(f"examples are in {' and '.join(LANGUAGES)}, not in {', '.join(sorted(unknown))}")


def _menders(langs: Sequence[str], read: Sequence[Sequence[str]], protected: Collection[str]) -> dict[str, Mender]:
    """A mender for each language; one without examples is mended with the words of the other."""
    names, every = protect(protected), count_words(read)
    own = {
        known: count_words(words for lang, words in zip(langs, read, strict=True) if lang == known)
        for known in LANGUAGES
    }
    return {lang: Mender(count or every, proper_words(lang), names) for lang, count in own.items()}
