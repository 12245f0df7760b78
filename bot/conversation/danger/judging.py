"""Judges a message: whether it names a threat that is here and now, and how like the cries it is that were learnt."""

import re
from enum import IntEnum

from bot.conversation.danger.hearing import heard
from bot.conversation.danger.lifted import ASKS, DATED, IMAGINED, OTHERWISE, QUESTION, RECENT, REPORTED, SURELY
from bot.conversation.danger.likeness import likeness
from bot.conversation.danger.nearness import EXISTS, HEARD, HERE, NEAR, NOW, SEEN, SURELY_ARMED, WHAT_NOW
from bot.conversation.danger.signs import classes
from bot.conversation.danger.threats import ARMED, BROKEN_IN, COVER, FIRE, FIRING, HELD, HURT, OBJECT, PLEA, STUCK

BARE = 2  # words
SHOUT = 4  # words, stops included: "gunfire!!!" is shouted, "gunfire" may be a topic
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")
_THREATS = frozenset(["bang", "foe", "arm", "held", "shoot"])  # of what single words stand for
_OF_DANGER = _THREATS | {"hurt", "cover", "enter", "plea", "fire", "object", "flee"}

# Borders of the likeness, set on cries and look-alikes that it had not learnt from.
SURE = 0.0  # from here on it is a cry, whatever the tables say, where a word of danger stands in it
SURE_ALONE = 1.5  # the same where none does: "they saw me"
DOUBTFUL = -1.0  # from here on it may be one: asked back above the answer
FAINT = -2.5  # from here on it may be one: asked back where there is no answer
UNLIKE = -1.5  # below, even what the tables find is asked back


class Danger(IntEnum):
    """How sure it is that somebody is in danger now."""

    NONE = 0
    FAINT = 1
    DOUBTFUL = 2
    LIKELY = 3  # by its likeness alone: a plain request to the assistant comes before it
    PRESENT = 4


def danger(text: str) -> Danger:
    """How sure it is that the text is a sign of present danger, in either language."""
    said = heard(text)
    if not _LETTER.search(said):
        return Danger.NONE
    named, sure_from = _named(text, said), _sure_from(said)
    if not named and "?" in text and sure_from == SURE_ALONE:
        return Danger.NONE  # a question without a word of danger: not worth the time
    like = likeness(said)
    if named and like >= UNLIKE:
        return Danger.PRESENT
    if like >= sure_from and _may_be_now(said):
        return Danger.LIKELY
    if named:
        return Danger.DOUBTFUL
    if _is_past_or_imagined(said):
        return Danger.NONE
    if _is_bare(said) and "?" not in text:
        return Danger.DOUBTFUL
    if like < FAINT:
        return Danger.NONE
    return Danger.DOUBTFUL if like >= DOUBTFUL else Danger.FAINT


def in_danger(text: str) -> bool:
    """True where the text is a sign of present danger."""
    return danger(text) >= Danger.LIKELY


def _named(text: str, said: str) -> bool:
    """True where a threat is named that is here and now."""
    if not _names_a_threat(said) or _is_lifted(said):
        return False
    if "!" in text and "?" not in text and len(said.split()) <= SHOUT:
        return True
    fact = IMAGINED.sub("", said)
    return _is_close(fact) or _is_stated(_stated(fact))


def _names_a_threat(heard: str) -> bool:
    return any(
        threat.search(heard) for threat in (FIRE, ARMED, FIRING, HURT, COVER, PLEA, STUCK, BROKEN_IN, HELD, OBJECT)
    )


def _sure_from(said: str) -> float:
    return SURE if any(classes(word) & _OF_DANGER for word in said.split()) else SURE_ALONE


def _may_be_now(said: str) -> bool:
    """True where nothing says that it is imagined, past or told by others; one word alone must name a threat."""
    if _is_past_or_imagined(said) or REPORTED.search(said) or (RECENT.search(said) and not NOW.search(said)):
        return False
    return len(_WORD.findall(said)) > 1 or _names_a_threat(said)


def _is_past_or_imagined(said: str) -> bool:
    return bool(IMAGINED.search(said) or DATED.search(said))


def _is_bare(said: str) -> bool:
    """True for a word or two that name a threat and no more: a topic, or all that somebody had time to type."""
    words = [word for word in _WORD.findall(said) if len(word) > 1]
    return len(words) <= BARE and any(classes(word) & _THREATS for word in words)


def _is_lifted(heard: str) -> bool:
    """True where it is told of then or by others, or where doubtful words mean something else."""
    if DATED.search(heard) or (RECENT.search(heard) and not NOW.search(heard)):
        return True
    doubtful = REPORTED.search(heard) or OTHERWISE.search(heard)
    sure = SURELY.search(heard) and any(sign.search(heard) for sign in (NEAR, COVER, PLEA))
    return bool(doubtful) and not sure


def _is_close(fact: str) -> bool:
    """True where it happens to those who write, whether they tell it or ask about it."""
    if any(sign.search(fact) for sign in (PLEA, HURT, HELD, COVER)):
        return True
    if FIRE.search(fact) or FIRING.search(fact):
        return any(sign.search(fact) for sign in (NEAR, HEARD, WHAT_NOW))
    return bool(ARMED.search(fact)) and bool(WHAT_NOW.search(fact))


def _is_stated(stated: str) -> bool:
    """True where it is said to happen at this moment, by somebody who asks nothing about it."""
    if any(sign.search(stated) for sign in (FIRING, BROKEN_IN, STUCK)):
        return True
    if FIRE.search(stated):
        return any(sign.search(stated) for sign in (HERE, NOW, EXISTS))
    if SURELY_ARMED.search(stated) and EXISTS.search(stated):
        return True
    if OBJECT.search(stated) and any(sign.search(stated) for sign in (NEAR, HERE, EXISTS, SEEN)):
        return True
    return bool(ARMED.search(stated)) and any(sign.search(stated) for sign in (NEAR, HERE, NOW))


def _stated(fact: str) -> str:
    """What is told rather than asked: nothing of a question but what comes before its question word."""
    return " . ".join(_before_the_question(sentence) for sentence in re.findall(r"[^.?]+[.?]?", fact))


_ASKED_AT_THE_END = ("?", " c est ca .", " right .", " correct .")


def _before_the_question(sentence: str) -> str:
    sentence = sentence.strip()
    if ASKS.match(sentence):
        return ""
    asked = QUESTION.search(sentence)
    if asked:
        return sentence[: asked.start()]
    return "" if sentence.endswith(_ASKED_AT_THE_END) else sentence
