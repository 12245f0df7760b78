"""Signs of present danger, found before anything else is looked at: by named signs in tables, and by a learnt likeness.

Missing a cry is the worst error; a false alarm shows conduct under fire to somebody who asks about a film. Where the
two judges differ the person is asked back, with the conduct one tap away.
"""

from bot.conversation.danger.judging import Danger, danger, in_danger

__all__ = ["Danger", "danger", "in_danger"]
