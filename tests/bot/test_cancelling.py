"""A withdrawal is written at once, in both languages, and repeats nothing of what it takes back."""

from datetime import timedelta

import pytest

from bot.cancelling import cancellation
from bot.render import plain, pushed
from knowledge.alert import Alert, Kind, Reference, content_hash
from knowledge.alert_rules import check_issuable
from knowledge.entry import LANGS, Lang
from tests.db.desk import GAZETTEER
from tests.makers import NOW, an_alert

BEFORE = Reference(number=1, identifier="x", sent=NOW)


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_never_translated_is_withdrawn_in_both_languages(lang: Lang) -> None:
    both = an_alert(untranslated="fr", number=2)
    only_english = both.model_copy(update={"infos": both.infos[:1]})
    message = cancellation(only_english, {}, NOW).model_copy(update={"replaces": BEFORE})
    assert check_issuable(message, GAZETTEER, NOW) == ()
    text = plain(pushed(message, lang, NOW))
    assert "traduit" not in text
    assert "translated" not in text
    assert "Avoid Faladié" not in text


def test_the_reason_stands_in_the_language_it_was_given_in() -> None:
    message = cancellation(an_alert(), {"en": "the report was about another town."}, NOW)
    assert message.kind is Kind.CANCEL
    assert message.info("en").changed == "the report was about another town."
    assert message.info("fr").changed not in (None, message.info("en").changed)


def test_what_is_almost_over_or_was_is_withdrawn_by_a_message_that_outlives_its_approval() -> None:
    late = NOW + timedelta(days=1, microseconds=123456)
    message = cancellation(an_alert(number=2), {}, late).model_copy(update={"replaces": BEFORE})
    assert check_issuable(message, GAZETTEER, late + timedelta(hours=5)) == ()
    # What is approved is the text as it is read again: an hour has no parts of a second.
    assert content_hash(Alert.model_validate_json(message.model_dump_json())) == content_hash(message)
