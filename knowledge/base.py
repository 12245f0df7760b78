"""A pack made ready to be asked: the matcher and what the rules read from the entries, built once."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.entry import LANGS, Entry, Lang
from knowledge.facets import usual_facets
from knowledge.features import stems
from knowledge.language import Recogniser
from knowledge.matcher import Example, Matcher, cached
from knowledge.moment import years
from knowledge.pack import SHIPPED, Pack, load_pack
from knowledge.text import normalise, tokens

DECLINED = "declined:"  # before the id of a group of questions that are out of scope


@dataclass(frozen=True)
class Base:
    """What the assistant knows, indexed."""

    pack: Pack
    matcher: Matcher

    @classmethod
    def open(cls, folder: Path = SHIPPED, cache: Path | None = None) -> "Base":
        """Load and index a pack.

        Raises: PackError with every problem of the pack.
        """
        pack = load_pack(folder, cache)
        families = {entry.id: str(entry.topic) for entry in pack.entries.values()}
        families |= {DECLINED + item.id: DECLINED for item in pack.contents.declined}
        return cls(pack, cached(examples(pack), pack.gazetteer.words(), cache, families))

    @cached_property
    def recogniser(self) -> Recogniser:
        """Tells the language of a message, taught by the example questions."""
        entries = self.pack.entries.values()
        english, french = ([q for entry in entries for q in entry.questions[lang]] for lang in LANGS)
        return Recogniser.of(english, french)

    @cached_property
    def facets(self) -> dict[str, frozenset[str]]:
        """What each entry's example questions usually ask for."""
        return {entry.id: usual_facets(map(normalise, _questions(entry))) for entry in self.pack.entries.values()}

    @cached_property
    def years(self) -> dict[str, frozenset[str]]:
        """The years that each entry speaks of."""
        return {
            entry.id: years(normalise(" ".join([*_questions(entry), *(_said(entry))])))
            for entry in self.pack.entries.values()
        }

    @cached_property
    def stems(self) -> dict[tuple[str, Lang], frozenset[str]]:
        """The stems of each entry's example questions, by entry and language."""
        return {
            (entry.id, lang): frozenset(stem for q in entry.questions[lang] for stem in stems(tokens(q), lang))
            for entry in self.pack.entries.values()
            for lang in LANGS
        }

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that the pack says or is asked, in either language."""
        contents = self.pack.contents
        said = [text for entry in contents.entries for s in entry.statements for text in (s.en, s.fr)]
        asked = [question for entry in contents.entries for question in _questions(entry)]
        names = [f"{voice.name.en} {voice.name.fr}" for voice in contents.voices]
        return frozenset(word for text in (*said, *asked, *names) for word in tokens(text))

    @cached_property
    def asked_stems(self) -> frozenset[str]:
        """The stems of all example questions."""
        return frozenset().union(*self.stems.values())

    @cached_property
    def places(self) -> dict[str, frozenset[str]]:
        """The places that each entry may be asked about: its own, and those that its example questions name."""
        gazetteer = self.pack.gazetteer
        return {
            entry.id: frozenset(entry.places)
            | {mention.place for question in _questions(entry) for mention in gazetteer.mentions(tokens(question))}
            for entry in self.pack.entries.values()
        }

    def language(self, text: str, hint: Lang | None) -> Lang:
        """The language of a message; the hint decides where its words do not tell, English where nothing does."""
        return self.recogniser.recognise(text) or hint or "en"


def examples(pack: Pack) -> list[Example]:
    """The example questions that the matcher is built from: of the entries, then of what is declined."""
    answered = [(entry.id, lang, entry.questions[lang]) for entry in pack.entries.values() for lang in LANGS]
    declined = [(DECLINED + item.id, lang, item[lang]) for item in pack.contents.declined for lang in LANGS]
    return [Example(name, lang, question) for name, lang, asked in (*answered, *declined) for question in asked]


def _questions(entry: Entry) -> tuple[str, ...]:
    return (*entry.questions.en, *entry.questions.fr)


def _said(entry: Entry) -> list[str]:
    return [f"{statement.as_of} {statement.en}" for statement in entry.statements]
