"""Makers of values for tests: fit to be issued unless told otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any

from knowledge.alert import Alert, Info, Kind, Mistake, Reference, ResponseType

NOW = datetime(2024, 9, 17, 6, 30, tzinfo=UTC)

_TEXTS: dict[str, dict[str, Any]] = {
    "en": {
        "event": "armed attack",
        "area": "Bamako",
        "headline": "Avoid Faladié and the airport road",
        "action": "If you are there: stay indoors, away from windows.",
        "happened": "armed attack on the gendarmerie school, under way since about 05:00",
        "official": {"who": "the army", "says": "attempted infiltration, sweep under way, keep away"},
        "not_known": "whether other places are targeted",
        "sender_name": "Security desk of the Example NGO",
        "sources": "communiqué of the army",
    },
    "fr": {
        "event": "attaque armée",
        "area": "Bamako",
        "headline": "Évitez Faladié et la route de l'aéroport",
        "action": "Si vous y êtes : restez à l'intérieur, loin des fenêtres.",
        "happened": "attaque armée contre l'école de gendarmerie, en cours depuis 5 h environ",
        "official": {
            "who": "l'armée",
            "says": "tentative d'infiltration, ratissage en cours, rester à l'écart",
        },
        "not_known": "s'il y a d'autres sites visés",
        "sender_name": "Bureau de sécurité de l'ONG Exemple",
        "sources": "communiqué de l'armée",
    },
}
_CHANGED = {"en": "the airport road is open again", "fr": "la route de l'aéroport est rouverte"}
_MISTAKE = {
    "en": Mistake(wrong="Sogoniko", right="Faladié"),
    "fr": Mistake(wrong="Sogoniko", right="Faladié"),
}


def an_alert(**fields: Any) -> Alert:
    """An alert about Faladié and the airport; `en` and `fr` hold fields of the texts to replace."""
    kind = Kind(fields.pop("kind", "alert"))
    texts = {"en": fields.pop("en", {}), "fr": fields.pop("fr", {})}
    values: dict[str, Any] = {
        "kind": kind,
        "event_code": "OET-193",
        "severity": "Severe",
        "urgency": "Immediate",
        "certainty": "Observed",
        "response_types": (ResponseType.ALL_CLEAR if kind is Kind.ALL_CLEAR else ResponseType.SHELTER,),
        "places": ("faladie", "bko-airport"),
        "expires": NOW + timedelta(hours=6),
        "infos": tuple(_info(lang, kind, texts[lang]) for lang in ("en", "fr")),
    }
    if kind is not Kind.ALERT:
        values["replaces"] = Reference(number=1, identifier="20240917-1-1-aa", sent=NOW)
        values["number"] = 2
    return Alert.model_validate(values | fields)


def _info(lang: str, kind: Kind, fields: dict[str, Any]) -> Info:
    values: dict[str, Any] = {"lang": lang, **_TEXTS[lang]}
    if kind is not Kind.ALERT:
        values["changed"] = _CHANGED[lang]
    if kind is Kind.CORRECTION:
        values["mistake"] = _MISTAKE[lang]
    return Info.model_validate(values | fields)
