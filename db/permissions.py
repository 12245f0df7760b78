"""Who may do what, and when: one table that the command line, the console and the chat ask."""

from collections.abc import Collection, Mapping
from typing import Final, Literal, get_args

Role = Literal["author", "approver", "curator", "administrator", "viewer"]
State = Literal["draft", "in_review", "approved", "issued", "superseded", "cancelled"]
Action = Literal[
    # with an advisory in a state
    "read",
    "follow",
    "cancel",
    "edit",
    "submit",
    "approve",
    "reject",
    "issue",
    "schedule",
    "unschedule",
    "break_glass",
    "review",
    "check",
    # with none
    "draft",
    "issue_notice",
    "write_notice",
    "approve_notice",
    "withdraw_notice",
    "curate",
    "pause",
    "operators",
    "teams",
    "suspend",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
STATES: Final[tuple[State, ...]] = get_args(State)
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)

_ALL = frozenset(ROLES)
_AUTHOR: frozenset[Role] = frozenset({"author"})
_APPROVER: frozenset[Role] = frozenset({"approver"})
_DESK: frozenset[Role] = frozenset({"author", "approver"})
_NONE: frozenset[State | None] = frozenset({None})

MATRIX: Final[Mapping[Action, tuple[frozenset[Role], frozenset[State | None]]]] = {
    "read": (_ALL, frozenset(STATES)),
    "follow": (_AUTHOR, frozenset({"issued"})),
    "cancel": (_DESK, frozenset({"issued"})),
    "edit": (_DESK, frozenset({"draft", "in_review", "approved"})),  # who edits counts as the author
    "submit": (_DESK, frozenset({"draft"})),
    "approve": (_APPROVER, frozenset({"in_review"})),
    "reject": (_APPROVER, frozenset({"in_review", "approved"})),
    # Once more is harmless: nobody is told twice.
    "issue": (_DESK, frozenset({"approved", "issued", "superseded", "cancelled"})),
    "schedule": (_DESK, frozenset({"approved"})),
    "unschedule": (_DESK, frozenset({"approved"})),
    "break_glass": (_DESK, frozenset({"draft", "in_review"})),
    "review": (_DESK, frozenset({"issued"})),
    "check": (_DESK, frozenset({"draft", "in_review", "approved", "issued"})),
    "draft": (_AUTHOR, _NONE),
    "issue_notice": (_DESK, _NONE),
    "write_notice": (_AUTHOR, _NONE),
    "approve_notice": (_APPROVER, _NONE),
    "withdraw_notice": (_APPROVER, _NONE),
    "curate": (frozenset({"curator"}), _NONE),
    "pause": (_DESK | {"administrator"}, _NONE),
    "operators": (frozenset({"administrator"}), _NONE),
    "teams": (frozenset({"administrator"}), _NONE),
    "suspend": (_ALL, _NONE),
}

WORDS: Final[Mapping[Action, str]] = {
    "read": "read advisories",
    "follow": "draft advisories",
    "cancel": "withdraw advisories",
    "edit": "edit advisories",
    "submit": "submit advisories",
    "approve": "approve advisories",
    "reject": "reject advisories",
    "issue": "issue advisories",
    "schedule": "schedule advisories",
    "unschedule": "schedule advisories",
    "break_glass": "issue an advisory alone",
    "review": "review advisories",
    "check": "have an advisory sent to themselves",
    "draft": "draft advisories",
    "issue_notice": "issue a developing notice",
    "write_notice": "write templates of notices",
    "approve_notice": "approve templates of notices",
    "withdraw_notice": "withdraw templates of notices",
    "curate": "change what the assistant knows",
    "pause": "pause or resume sending",
    "operators": "manage operators",
    "teams": "manage teams",
    "suspend": "suspend a linked chat",
}


def may(roles: Collection[Role], action: Action, state: State | None = None) -> bool:
    """True where one of these roles may do it, with an advisory in this state or, where there is none, at all."""
    allowed, states = MATRIX[action]
    return state in states and not allowed.isdisjoint(roles)


def has_role(roles: Collection[Role], action: Action) -> bool:
    """True where one of these roles may ever do it."""
    return not MATRIX[action][0].isdisjoint(roles)
