"""No text, however hostile, stops the conversation: the short form of `python -m tests.conversation.adversarial`."""

import pytest

from knowledge.base import Base
from knowledge.context import Context
from tests.conversation.adversarial import LONGEST, ask, texts

NUMBER = 400


def test_every_hostile_text_gets_an_answer(base: Base) -> None:
    context = Context()
    for n, text in enumerate(texts(base, NUMBER)):
        context = ask(base, text, context if n % 5 else Context())


def test_the_texts_are_the_same_each_time_and_reach_every_length(base: Base) -> None:
    made = list(texts(base, 800))
    assert made == list(texts(base, 800))
    assert max(map(len, made)) >= LONGEST
    assert min(map(len, made)) < 10


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud83d", "\u202e\u2066", "́" * 5000, "?" * 4096, "e" * LONGEST])
def test_a_text_without_words_gets_an_answer_too(base: Base, text: str) -> None:
    assert ask(base, text, Context()) is not None
