"""The text to forward: short, plain, and never without its hour, its end and the link to check it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forwarding import LIMIT, forwardable
from knowledge.entry import Lang
from tests.makers import NOW, an_alert

LINK = "https://example.org/v/20240917-1-1-abcd1234"
SENT = {"identifier": "20240917-1-1-abcd1234", "sent": NOW}
LONG = " ".join(["Restez à l'intérieur, loin des fenêtres et des murs extérieurs."] * 15)


def test_a_short_advisory_is_forwarded_whole() -> None:
    text = forwardable(an_alert().model_copy(update=SENT), "fr", NOW, LINK)
    assert "loin des fenêtres" in text
    assert "s'il y a d'autres sites visés" in text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_long_one_keeps_headline_hour_end_sender_and_link(lang: Lang) -> None:
    texts = {"action": f"{LONG}\nSignalez-vous.", "happened": LONG, "sources": LONG}
    alert = an_alert(en=texts, fr=texts).model_copy(update=SENT)
    text = forwardable(alert, lang, NOW, LINK)
    assert len(text) <= LIMIT
    info = alert.info(lang)
    hour, end = {"en": ("06:30", "until 12:30"), "fr": ("6 h 30", "jusqu'à 12 h 30")}[lang]
    for kept in (info.headline, hour, end, "loin des fenêtres", LINK):
        assert kept in text


def test_an_exercise_begins_and_ends_with_the_word() -> None:
    text = forwardable(an_alert(status="Exercise").model_copy(update=SENT), "en", NOW, LINK)
    assert text.startswith("EXERCISE EXERCISE EXERCISE")
    assert text.endswith("EXERCISE EXERCISE EXERCISE")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=2000), st.text(max_size=2000), st.text(max_size=139), st.sampled_from(["en", "fr"]))
def test_it_is_never_longer_than_the_limit(action: str, sources: str, headline: str, lang: Lang) -> None:
    texts = {"action": action, "sources": sources, "headline": headline}
    alert = an_alert(en=texts, fr=texts, expires=NOW + timedelta(hours=2)).model_copy(update=SENT)
    assert len(forwardable(alert, lang, NOW, LINK)) <= LIMIT
