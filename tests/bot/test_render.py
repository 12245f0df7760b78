"""An advisory as people read it, word for word."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.reply import Line, Role
from bot.render import (
    CLOSE,
    LIMIT,
    band,
    plain,
    pushed,
    rehearsed,
    reminder,
    retired,
    severity_word,
    sounds,
    split,
    telegram_html,
    units,
)
from knowledge.alert import Alert, Kind, Reference, Review, Severity
from knowledge.alert_rules import FOLLOW_UP, NEW_ALERT
from knowledge.entry import LANGS, Lang
from tests.makers import NOW, an_alert

OPENING = 160  # characters that a lock screen or a forwarded SMS shows
SENT = {"id": 12, "thread": 3, "identifier": "x", "sent": NOW}


def test_a_french_alert_reads_as_it_should() -> None:
    alert = an_alert(**SENT, next_update=NOW + timedelta(hours=2, minutes=30))
    assert plain(pushed(alert, "fr", NOW), CLOSE).splitlines() == [
        "🟠 GRAVE · Bamako · 17 sept. 2024, 6 h 30 (heure de Bamako)",
        "Évitez Faladié et la route de l'aéroport",
        "Si vous y êtes : restez à l'intérieur, loin des fenêtres.",
        "Ce qui s'est passé : attaque armée contre l'école de gendarmerie, en cours depuis 5 h environ.",
        "Selon l'armée : tentative d'infiltration, ratissage en cours, rester à l'écart.",
        "Ce qu'on ne sait pas : s'il y a d'autres sites visés.",
        (
            "Valable jusqu'à 12 h 30, heure de Bamako (GMT). Prochain point avant 9 h 00. "
            "Fait constaté. Bureau de sécurité de l'ONG Exemple. Source : communiqué de l'armée."
        ),
    ]


def test_an_english_update_says_what_it_replaces_and_what_changed() -> None:
    later = NOW + timedelta(hours=9, minutes=30)
    alert = an_alert(kind="update", sent=later, expires=later + timedelta(hours=20))
    lines = plain(pushed(alert, "en", later), CLOSE).splitlines()
    assert lines[:4] == [
        "UPDATE 2, replaces 06:30",
        "Severity: severe · Bamako · 17 Sep 2024, 16:00 GMT",
        "Avoid Faladié and the airport road",
        "What changed: the airport road is open again.",
    ]
    assert lines[-1].startswith("Holds until 18 Sep 2024, 12:00 Bamako time (GMT).")


def test_an_end_calms_without_calling_anything_safe() -> None:
    lines = plain(pushed(an_alert(kind="all_clear", **SENT), "fr", NOW), CLOSE).splitlines()
    assert lines[0] == "⚪ FIN DE L'AVIS · Bamako · 17 sept. 2024, 6 h 30 (heure de Bamako)"
    assert "Cela ne veut pas dire que la zone est sans danger." in lines
    assert not any(line.startswith("Valable") for line in lines)


def test_a_correction_says_what_was_wrong_and_what_is_right() -> None:
    lines = plain(pushed(an_alert(kind="correction", **SENT), "fr", NOW), CLOSE).splitlines()
    assert lines[0].startswith("🟠 RECTIFICATIF · GRAVE · Bamako · ")
    assert "RECTIFICATIF : nous avions écrit « Sogoniko » ; il faut lire « Faladié »." in lines


def test_a_cancellation_asks_to_disregard_the_message_it_names() -> None:
    text = plain(pushed(an_alert(kind="cancel", **SENT), "en", NOW))
    assert text.startswith("⚪ ADVISORY CANCELLED · Bamako · ")
    assert "The advisory of 17 Sep 2024, 06:30 is withdrawn. Please disregard it." in text


@pytest.mark.parametrize(("lang", "word"), [("en", "EXERCISE"), ("fr", "EXERCICE")])
def test_an_exercise_begins_and_ends_with_the_word(lang: Lang, word: str) -> None:
    alert = an_alert(status="Exercise", **SENT)
    for lines in (pushed(alert, lang, NOW), retired(alert, None, lang)):
        assert [lines[0].text, lines[-1].text] == [" ".join([word] * 3)] * 2
    assert band(alert, lang, NOW).text.startswith(word)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("kind", list(Kind))
def test_severity_place_hour_and_headline_stand_in_the_first_160_characters(
    lang: Lang, severity: Severity, kind: Kind
) -> None:
    room = NEW_ALERT if kind is Kind.ALERT else FOLLOW_UP
    texts = {"area": "Bamako", "headline": "x" * (room - len("Bamako"))}
    last_day = datetime(2024, 9, 30, 22, 59, tzinfo=UTC)
    alert = an_alert(
        kind=kind,
        severity=severity,
        number=12 if kind is not Kind.ALERT else 1,
        sent=last_day,
        en=texts,
        fr=texts,
    )
    opening = plain(pushed(alert, lang, NOW), CLOSE).encode("utf-16-le")[: OPENING * 2].decode("utf-16-le")
    assert texts["headline"] in opening


@pytest.mark.parametrize("lang", LANGS)
def test_a_discreet_chat_is_told_nothing_but_that_there_is_a_message(lang: Lang) -> None:
    alert = an_alert(status="Exercise", **SENT)
    for lines in (pushed(alert, lang, NOW, discreet=True), retired(alert, None, lang, discreet=True)):
        text = plain(lines)
        assert not any(word in text for word in ("Bamako", "Faladi", "SEVERE", "GRAVE", "NGO", "ONG", "EXERC", "🟠"))


def test_a_reader_elsewhere_sees_both_hours() -> None:
    text = plain(pushed(an_alert(**SENT), "fr", NOW, ZoneInfo("Europe/Paris")))
    assert "Valable jusqu'à 12 h 30, heure de Bamako (GMT), soit 14 h 30 chez vous." in text


def test_a_reader_in_a_zone_with_the_same_hour_sees_it_once() -> None:
    assert "where you are" not in plain(pushed(an_alert(**SENT), "en", NOW, ZoneInfo("Africa/Abidjan")))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("update", "Replaced by update 2 on 17 Sep 2024, 16:00"),
        ("correction", "Replaced by a correction on 17 Sep 2024, 16:00"),
        ("all_clear", "That does not mean the area is safe."),
        ("cancel", "CANCELLED on 17 Sep 2024, 16:00"),
    ],
)
def test_an_earlier_message_says_what_became_of_it(kind: str, words: str) -> None:
    successor = an_alert(kind=kind, sent=NOW + timedelta(hours=9, minutes=30))
    text = plain(retired(an_alert(**SENT), successor, "en"))
    assert text.startswith("⚪ ")
    assert words in text
    assert "If you are there" not in text


def test_an_expired_message_says_that_nobody_renewed_it() -> None:
    assert plain(retired(an_alert(**SENT), None, "en")).startswith(
        "⚪ This advisory ended on 17 Sep 2024, 12:30 (Bamako time) without a renewal. "
        "That does not mean the area is safe."
    )


def test_the_band_carries_its_hour_its_end_and_its_severity_in_words() -> None:
    text = band(an_alert(**SENT), "fr", NOW).text
    assert text.startswith("🟠 Avis de sécurité en vigueur. Niveau : grave. Bamako : Évitez Faladié")
    assert "17 sept. 2024, 6 h 30" in text
    assert "12 h 30, heure de Bamako (GMT)" in text


def test_a_check_link_comes_last() -> None:
    line = pushed(an_alert(**SENT), "en", NOW, check_url="https://t.me/b?start=v-x")[-1]
    assert (line.role, line.url) == (Role.LINK, "https://t.me/b?start=v-x")


@pytest.mark.parametrize("lang", LANGS)
def test_every_severity_has_a_word(lang: Lang) -> None:
    assert len({severity_word(severity, lang) for severity in Severity}) == len(Severity)


def test_only_the_headline_is_bold_and_everything_is_escaped() -> None:
    alert = an_alert(en={"headline": "A <b> & C", "happened": "<script>"}, **SENT)
    html = telegram_html(pushed(alert, "en", NOW), CLOSE)
    assert "<b>A &lt;b&gt; &amp; C</b>" in html
    assert "&lt;script&gt;" in html
    assert html.count("<b>") == 1


def test_the_longest_advisory_that_may_be_issued_is_one_message() -> None:
    long = {"happened": "é" * 1900, "not_known": "😀" * 300}
    assert len(split(pushed(an_alert(kind="correction", fr=long, **SENT), "fr", NOW), CLOSE)) == 1


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3000), max_size=8))
def test_no_message_is_longer_than_telegram_takes_and_no_word_is_lost(texts: list[str]) -> None:
    lines = [Line(text, Role.HEADING) for text in texts]
    messages = split(lines)
    assert all(units(plain(message)) <= LIMIT for message in messages)
    said = "".join(plain(message, "") for message in messages)
    assert "".join(said.split()) == "".join("".join(texts).split())


def test_a_line_longer_than_a_message_is_parted_at_its_words() -> None:
    messages = split([Line("mot " * 2000)])
    assert len(messages) > 1
    assert all(plain(message).strip("mot ") == "" and units(plain(message)) <= LIMIT for message in messages)


def test_an_update_that_got_worse_alarms_and_one_that_did_not_is_silent() -> None:
    def update(**fields: object) -> Alert:
        before = Reference(number=1, identifier="x", sent=NOW, severity=Severity.MODERATE, places=("faladie",))
        return an_alert(kind="update", replaces=before, sent=NOW, **fields)

    calm = update(severity="Moderate", places=("faladie",))
    assert not sounds(calm)
    assert plain(pushed(calm, "fr", NOW), CLOSE).splitlines()[:2] == [
        "MISE À JOUR 2, remplace 6 h 30",
        "Niveau : modéré · Bamako · 17 sept. 2024, 6 h 30 GMT",
    ]
    for worse in (update(severity="Severe", places=("faladie",)), update(severity="Moderate", places=("senou",))):
        assert sounds(worse)
        assert plain(pushed(worse, "fr", NOW)).startswith(("🟠 GRAVE", "🟡 MODÉRÉ"))


@pytest.mark.parametrize(
    ("kind", "severity", "rings"),
    [
        ("alert", "Extreme", True),
        ("alert", "Moderate", True),
        ("alert", "Minor", False),
        ("correction", "Severe", True),
        ("update", "Severe", False),
        ("all_clear", "Extreme", False),
        ("cancel", "Extreme", False),
    ],
)
def test_what_calms_never_rings(kind: str, severity: str, rings: bool) -> None:
    assert sounds(an_alert(kind=kind, severity=severity, **SENT)) is rings


@pytest.mark.parametrize("kind", ["all_clear", "cancel", "update"])
@pytest.mark.parametrize("lang", LANGS)
def test_what_calms_carries_no_alarm_mark(kind: str, lang: Lang) -> None:
    text = plain(pushed(an_alert(kind=kind, severity="Extreme", **SENT), lang, NOW))
    assert not any(mark in text for mark in "🔴🟠🟡🔵")


def test_a_text_that_is_still_to_be_translated_says_so_in_the_reader_s_language() -> None:
    both = an_alert(untranslated="fr", **SENT)
    alert = both.model_copy(update={"infos": both.infos[:1]})
    lines = plain(pushed(alert, "fr", NOW), CLOSE).splitlines()
    assert lines[1] == "Avoid Faladié and the airport road"
    assert lines[2].startswith("Pas encore traduit en français.")
    assert any(line.startswith("What happened:") for line in lines)
    assert "Not translated" not in plain(pushed(alert, "en", NOW))
    assert band(alert, "fr", NOW).text.endswith("Pas encore traduit en français.")


def test_the_band_says_when_somebody_last_looked_and_when_the_next_word_comes() -> None:
    review = Review(at=NOW + timedelta(hours=2), next_update=NOW + timedelta(hours=4))
    text = band(an_alert(reviewed=review, **SENT), "fr", NOW).text
    assert "Réexaminé le 17 sept. 2024, 8 h 30, heure de Bamako (GMT) : rien n'a changé." in text
    assert text.endswith("Prochain point avant 10 h 30.")


@pytest.mark.parametrize("lang", LANGS)
def test_a_missed_word_is_named_with_its_hour_and_what_still_holds(lang: Lang) -> None:
    lines = reminder(an_alert(status="Exercise", **SENT), NOW + timedelta(hours=2), lang)
    text = plain(lines)
    assert ("8 h 30" in text) if lang == "fr" else ("08:30" in text)
    assert "12 h 30" in text or "12:30" in text
    assert lines[0].text.startswith("EXERC")
    assert len(reminder(an_alert(**SENT), NOW, lang, discreet=True)) == 1


def test_a_message_to_oneself_says_that_nobody_else_gets_it() -> None:
    assert rehearsed(pushed(an_alert(), "en", NOW), "en")[0].text.startswith("TEST, sent to you alone")
