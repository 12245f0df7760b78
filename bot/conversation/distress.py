"""What is said to somebody who may be in danger: the conduct, the conduct again, or a question back."""

from dataclasses import replace

from bot.conversation import followup
from bot.conversation.answering import Asking, show
from bot.conversation.danger.lifted import QUESTION
from bot.conversation.reply import Button, CountUnanswered, Line, Turn
from bot.locales import say

CONDUCT = "d:"  # the action of the button that shows it


def conduct(asking: Asking) -> Turn:
    """What to do now, nothing else."""
    return show(asking, [(asking.base.pack.entries[asking.base.pack.about.danger], False)])


def just_shown(asking: Asking, text: str, said: str) -> bool:
    """True for a few words right after a cry that ask nothing: "it stopped", "ils sont partis"."""
    short = len(said.split()) <= followup.SHORT and "?" not in text and not QUESTION.search(said)
    return short and asking.context.entries == (asking.base.pack.about.danger,)


def still(asking: Asking) -> Turn:
    """Quiet is no all-clear: say so, and the conduct again."""
    turn = conduct(asking)
    return replace(turn, reply=replace(turn.reply, lines=(Line(say("danger.still", asking.lang)), *turn.reply.lines)))


def asked_back(turn: Turn) -> Turn:
    """The answer, with the question above it whether it is now; where there is no answer, that question alone."""
    reply = turn.reply
    if reply.danger or reply.intent:
        return turn
    button = Button(say("button.danger", reply.lang), CONDUCT)
    rows = ((button,), *(row for row in reply.buttons if button not in row))
    silent = any(isinstance(effect, CountUnanswered) for effect in turn.effects)
    lines = (Line(say("danger.ask", reply.lang)), *(() if silent else reply.lines))
    offered = (CONDUCT, *(action for action in turn.context.choices if action != CONDUCT))
    effects = () if silent else turn.effects
    return Turn(replace(reply, lines=lines, buttons=rows), replace(turn.context, choices=offered), effects)
