"""Makes small packs on disk that are right until a test spoils them."""

from pathlib import Path

import yaml

ENTRY = {
    "id": "market-closed",
    "topic": "restrictions",
    "title": {"en": "Market", "fr": "Marché"},
    "places": ["harbour"],
    "tense": "past",
    "questions": {
        "en": [
            f"Was the market closed {n}?"
            for n in ("then", "early", "late", "at noon", "at all", "by whom", "fully", "long")
        ],
        "fr": [
            f"Le marché était fermé {n} ?"
            for n in ("alors", "tôt", "tard", "à midi", "vraiment", "par qui", "tout", "longtemps")
        ],
    },
    "statements": [
        {
            "en": "The harbour master closed the market on 3 May 2024.",
            "fr": "Le capitaine du port a fermé le marché le 3 mai 2024.",
            "status": "official",
            "as_of": "2024-05-03",
            "by": ["harbour-master"],
            "sources": ["NOTICE"],
            "facts": ["F1"],
        }
    ],
    "related": [],
    "review": "2027-01-01",
}
CONDUCT = ENTRY | {
    "id": "take-cover",
    "topic": "advice",
    "title": {"en": "Cover", "fr": "Abri"},
    "tense": "always",
    "questions": {
        "en": [f"Where do I hide from {n}?" for n in ("shots", "men", "fire", "noise", "them", "him", "it", "all")],
        "fr": [f"Où se cacher {n} ?" for n in ("ici", "là", "d'eux", "du feu", "du bruit", "de lui", "vite", "bien")],
    },
    "statements": [ENTRY["statements"][0] | {"en": "Lie down behind a wall.", "fr": "Couchez-vous derrière un mur."}],
}
FILES = {
    "about.yaml": {
        "id": "harbour-2024",
        "places": ["harbour"],
        "first_day": "2024-05-03",
        "last_known": "2024-05-04",
        "searched": "2024-06-01",
        "danger": "take-cover",
        "overview": "market-closed",
        "other_towns": "market-closed",
        "missing_person": "market-closed",
        "checking": "market-closed",
        "subscribe_to": ["harbour"],
        "starters": ["market-closed", "market-closed"],
        "advice": ["take-cover"],
    },
    "places.yaml": {"places": [{"id": "harbour", "kind": "city", "name": {"en": "Harbour", "fr": "Port"}}]},
    "elsewhere.yaml": {"places": [{"id": "far", "kind": "city", "name": {"en": "Far", "fr": "Loin"}}]},
    "declined.yaml": {
        "declined": [{"id": "weather", "en": ["weather?", "will it rain"], "fr": ["météo ?", "il va pleuvoir"]}]
    },
    "sites.yaml": {"sites": []},
    "restrictions.yaml": {"restrictions": []},
    "sources.yaml": {
        "voices": [{"id": "harbour-master", "name": {"en": "harbour master", "fr": "capitaine du port"}}],
        "sources": [{"id": "NOTICE", "title": "Notice", "publisher": "Port", "date": "2024-05-03", "kind": "primary"}],
    },
    "contacts.yaml": {"referrals": [], "contacts": []},
    "coverage.yaml": {
        "source_document_sha256": "0" * 64,
        "facts": ["F1"],
        "left_out": {},
        "sentences": [],
        "conflicts": [],
        "missing": [],
    },
}


def a_pack(folder: Path, entry: dict[str, object] | None = None, **files: object) -> Path:
    """Write a pack; `entry` replaces fields of the first of its two entries, `files` whole files by their stem."""
    (folder / "entries").mkdir(parents=True)
    for name, content in FILES.items():
        _write(folder / name, files.get(name[:-5], content))
    _write(folder / "entries" / "market-closed.yaml", ENTRY | (entry or {}))
    _write(folder / "entries" / "take-cover.yaml", CONDUCT)
    return folder


def _write(path: Path, content: object) -> None:
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    path.write_text(text, "utf-8")
