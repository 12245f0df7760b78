"""Where a line must not end, the space does not break; elsewhere it stays what it was."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.conversation.reply import Button, Line, Reply, Role
from bot.render import plain, pushed, telegram_html
from bot.spacing import unbroken
from bot.telegram.outgoing import keyboard
from bot.web.html import fragment, page_line, saying
from tests.makers import an_alert

NOW = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("avant 3 h 04, à 25 km", "avant 3_h_04, à 25_km"),
        ("17 h 30 (heure de Bamako)", "17_h_30 (heure de Bamako)"),
        ("about 25 km away, until 16:00", "about 25_km away, until 16:00"),
        ("4 180 personnes, 50 % des abonnés", "4_180 personnes, 50_% des abonnés"),
        ("Niveau : grave ; « ratissage » en cours ?", "Niveau_: grave_; «_ratissage_» en cours_?"),
        ("3 hommes et 12 marchés", "3 hommes et 12 marchés"),
        ("6 kilometres, 2 minutes", "6 kilometres, 2 minutes"),
    ],
)
def test_numbers_stay_with_their_units_and_french_marks_with_their_words(text: str, kept: str) -> None:
    assert unbroken(text) == kept.replace("_", "\u00a0")


def test_a_phone_gets_them_and_the_plain_text_does_not() -> None:
    lines = pushed(an_alert(sent=NOW), "fr", NOW)
    assert "3\u00a0h\u00a004" in telegram_html(lines)
    assert page_line(lines[0]).text.endswith("3\u00a0h\u00a004 (heure de Bamako)")
    assert "3 h 04" in plain(lines)
    assert "\u00a0" not in plain(lines)


def test_what_is_copied_to_be_passed_on_stays_as_it_is() -> None:
    line = Line("25 km", Role.COPIED)
    assert telegram_html([line]) == page_line(line).text == "25 km"
    assert telegram_html([replace(line, role=Role.BODY)]) == "25\u00a0km"


def test_a_button_is_set_like_the_text_above_it() -> None:
    rows = ((Button("Quels lieux ?", "m:sites"),),)
    assert keyboard(rows) == {"inline_keyboard": [[{"text": "Quels lieux\u00a0?", "callback_data": "m:sites"}]]}
    page = fragment([saying(Reply((Line("Oui"),), "fr", rows))])
    assert page.count("Quels lieux\u00a0?") == 2  # what is read, and what is shown back once it was chosen
