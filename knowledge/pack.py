"""A pack: a folder of curated content, read whole and checked whole, all problems at once."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from knowledge.alike import Alike, Reader
from knowledge.cache import read_cache, write_cache
from knowledge.coverage import Coverage
from knowledge.entry import (
    LANGS,
    Contact,
    Entry,
    Lang,
    Referral,
    Restriction,
    Sentence,
    Site,
    Slug,
    Source,
    Value,
    Voice,
)
from knowledge.meaning import Meaning, Meanings
from knowledge.place import Gazetteer, Place
from knowledge.problem import Document, Problem

SHIPPED = Path(__file__).parent / "pack"
FORM = ("alike.py", "asof.py", "coverage.py", "entry.py", "meaning.py", "pack.py", "place.py")
MAX_FILE = 512 * 1024  # bytes; the largest file of the shipped pack is a tenth of it


class PlacesFile(Value):
    places: tuple[Place, ...]


class ElsewhereFile(Value):
    """Places of the rest of the world: nothing is known of them, and a question that names one is about it."""

    places: tuple[Place, ...]


class Declined(Value):
    """Questions that look answerable and are out of scope; the matcher learns them as one more answer: no."""

    id: Slug
    en: Annotated[tuple[Sentence, ...], Field(min_length=2)]
    fr: Annotated[tuple[Sentence, ...], Field(min_length=2)]

    def __getitem__(self, lang: Lang) -> tuple[str, ...]:
        return self.fr if lang == "fr" else self.en


class DeclinedFile(Value):
    declined: tuple[Declined, ...]


class AlikeFile(Value):
    """Words that mean the same here; a pack may do without."""

    alike: Alike


class WordsFile(Value):
    """What people mean and the words they say it with; a pack may do without."""

    words: dict[Sentence, Meaning]


class SitesFile(Value):
    sites: tuple[Site, ...]


class RestrictionsFile(Value):
    restrictions: tuple[Restriction, ...]


class SourcesFile(Value):
    voices: tuple[Voice, ...]
    sources: tuple[Source, ...]


class ContactsFile(Value):
    referrals: tuple[Referral, ...]
    contacts: tuple[Contact, ...]


class About(Value):
    """What the pack is about: named in its own words, never in code."""

    id: Slug
    places: Annotated[tuple[Slug, ...], Field(min_length=1)]
    first_day: str
    last_known: str
    searched: str
    danger: Slug
    overview: Slug
    missing_person: Slug
    checking: Slug  # how to check a text that is passed on
    other_towns: Slug  # what to say of a place in the country that the pack is not about
    subscribe_to: tuple[Slug, ...]
    starters: Annotated[tuple[Slug, ...], Field(min_length=2)]
    advice: tuple[Slug, ...]


FILES: dict[str, type[Value]] = {
    "about.yaml": About,
    "places.yaml": PlacesFile,
    "elsewhere.yaml": ElsewhereFile,
    "declined.yaml": DeclinedFile,
    "sites.yaml": SitesFile,
    "restrictions.yaml": RestrictionsFile,
    "sources.yaml": SourcesFile,
    "contacts.yaml": ContactsFile,
    "coverage.yaml": Coverage,
    "alike.yaml": AlikeFile,
    "words.yaml": WordsFile,
}
OPTIONAL = frozenset(["alike.yaml", "words.yaml"])


class Contents(BaseModel):
    """Everything that the files say, in the order of the files."""

    about: About
    entries: tuple[Entry, ...]
    places: tuple[Place, ...]
    elsewhere: tuple[Place, ...]
    declined: tuple[Declined, ...]
    sites: tuple[Site, ...]
    restrictions: tuple[Restriction, ...]
    voices: tuple[Voice, ...]
    sources: tuple[Source, ...]
    referrals: tuple[Referral, ...]
    contacts: tuple[Contact, ...]
    coverage: Coverage
    alike: Alike = Alike(en={}, fr={})
    words: dict[Sentence, Meaning] = {}


class PackError(Exception):
    """The pack cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems in the pack; the first: {problems[0]}")
        self.problems = problems


@dataclass(frozen=True)
class Pack:
    """The curated content, ready to be asked."""

    contents: Contents
    digest: str = ""
    lines: dict[str, Document] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self) -> tuple[type["Pack"], tuple[Contents, str, dict[str, Document]]]:
        """To another process goes what was given alone: what is worked out from it may be added to at that moment."""
        return Pack, (self.contents, self.digest, self.lines)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.contents.entries}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return Gazetteer((*self.contents.places, *self.contents.elsewhere))

    @cached_property
    def voices(self) -> dict[str, Voice]:
        return {voice.id: voice for voice in self.contents.voices}

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {source.id: source for source in self.contents.sources}

    @cached_property
    def referrals(self) -> dict[str, Referral]:
        return {referral.id: referral for referral in self.contents.referrals}

    @cached_property
    def _readers(self) -> dict[str, Reader]:
        return {lang: Reader.of(lang, self.contents.alike[lang]) for lang in LANGS}

    def plain(self, words: Sequence[str], lang: str) -> tuple[str, ...]:
        """Words with one in the place of those that mean the same here."""
        return self._readers[lang].plain(words)

    @cached_property
    def meanings(self) -> Meanings:
        """Finds what words mean here."""
        return Meanings.of(self.contents.words)

    @property
    def about(self) -> About:
        return self.contents.about


def load_pack(folder: Path = SHIPPED, cache: Path | None = None) -> Pack:
    """Read a pack; a second load of the same bytes comes from the cache folder, if one is given.

    Raises: PackError naming every problem with file and line.
    """
    files = _files(folder)
    digest = _digest(files)
    if known := _kept(cache, digest):
        return Pack(known, digest)
    documents, problems = _documents(folder, files)
    contents, more = _contents(documents)
    if problems or more or contents is None:
        raise PackError((*problems, *more))
    write_cache(cache, f"pack-{digest}.json", contents.model_dump_json(by_alias=True).encode())
    return Pack(contents, digest, documents)


def _kept(cache: Path | None, digest: str) -> Contents | None:
    """What an earlier load kept; None where there is nothing or it is damaged."""
    content = read_cache(cache, f"pack-{digest}.json")
    try:
        return Contents.model_validate_json(content) if content else None
    except ValidationError:
        return None


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file, by file name: editors complete and check with it."""
    models: dict[str, type[Value]] = {"entry": Entry} | {name[:-5]: model for name, model in FILES.items()}
    return {
        f"{name}.schema.json": json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
        for name, model in models.items()
    }


def _files(folder: Path) -> dict[str, bytes]:
    names = [folder / name for name in FILES] + sorted((folder / "entries").glob("*.yaml"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in names if path.is_file()}


def _digest(files: dict[str, bytes]) -> str:
    """SHA-256 over the names and bytes of the files and over the code that says what form they are read into."""
    whole = hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in FORM))
    for name, content in files.items():
        whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return whole.hexdigest()[:32]


def _documents(folder: Path, files: dict[str, bytes]) -> tuple[dict[str, Document], list[Problem]]:
    documents: dict[str, Document] = {}
    problems = [
        Problem(name, 1, f"this file is missing from {folder}; a pack needs it")
        for name in FILES.keys() - OPTIONAL - files.keys()
    ]
    if not any(name.startswith("entries/") for name in files):
        problems.append(Problem("entries/", 1, f"{folder} holds no entries; a pack needs at least one"))
    for name, content in files.items():
        got = _document(name, content)
        if isinstance(got, Problem):
            problems.append(got)
        else:
            documents[name] = got
    return documents, problems


def _document(name: str, content: bytes) -> Document | Problem:
    if len(content) > MAX_FILE:
        return Problem(name, 1, f"larger than {MAX_FILE} bytes; split it")
    from knowledge.lines import read  # with PyYAML, which a pack from the cache does without

    try:
        return read(content.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        return Problem(name, content[: error.start].count(b"\n") + 1, "not UTF-8; save it as UTF-8")


def _contents(documents: dict[str, Document]) -> tuple[Contents | None, list[Problem]]:
    problems: list[Problem] = []
    parts: dict[str, Any] = {}
    entries: list[Entry] = []
    for name, document in documents.items():
        try:
            if name.startswith("entries/"):
                entries.append(Entry.model_validate(document.value))
            else:
                parts |= _parts(name, FILES[name].model_validate(document.value))
        except ValidationError as error:
            problems += _explain(name, document, error)
    if problems or not entries or not FILES.keys() - OPTIONAL <= documents.keys():
        return None, problems
    return Contents(entries=tuple(entries), **parts), []


def _parts(name: str, value: Value) -> dict[str, Any]:
    """A file that holds lists gives its lists; one that is a value of its own gives itself."""
    if isinstance(value, About | Coverage):
        return {name[:-5]: value}
    if isinstance(value, ElsewhereFile):
        return {"elsewhere": value.places}
    return {key: getattr(value, key) for key in type(value).model_fields}


def _explain(name: str, document: Document, error: ValidationError) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        path = tuple(part for part in item["loc"])
        where = ".".join(str(part) for part in path) or "the file"
        yield Problem(name, document.line(path), f"{where}: {_what(item)}")


def _what(item: Any) -> str:
    """pydantic's sentence, with what to do where it does not say so."""
    match item["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            return "is not a known key; correct its spelling or remove it"
        case _:
            given = repr(item["input"])
            return f"{item['msg'][0].lower()}{item['msg'][1:]}; it reads {given[:60]}"
