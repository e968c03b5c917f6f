"""The states of a task and every way from one to another: who may take it, whether it wants a reason and a deadline.

This table is all there is: pages, statements and the reference are made from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from hub.security.permissions import Permission, Role, may


class State(StrEnum):
    """Where a task stands. In the last two nobody has anything left to do."""

    NEW = "new"
    VERIFYING = "verifying"
    OPEN = "open"
    SUPERVISED = "supervised"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Due(StrEnum):
    """What becomes of the deadline: none any more, the usual one of the new state, or one that must be given."""

    NONE = "none"
    USUAL = "usual"
    GIVEN = "given"


S = State
ENDED = (S.CLOSED, S.DISMISSED)
STANDING = tuple(state for state in State if state not in ENDED)


@dataclass(frozen=True)
class Transition:
    """One way. `by` is the permission it needs; None: the hub itself takes it, when the records say so."""

    name: str
    origins: tuple[State, ...]
    target: State
    by: Permission | None = Permission.FINDING_ACT
    reason: bool = False
    due: Due = Due.USUAL


TRANSITIONS: dict[str, Transition] = {
    each.name: each
    for each in (
        Transition("verify", (S.NEW,), S.VERIFYING),
        Transition("confirm", (S.NEW, S.VERIFYING), S.OPEN),
        Transition("dismiss", (S.NEW, S.VERIFYING), S.DISMISSED, reason=True, due=Due.NONE),
        Transition("supervise", (S.VERIFYING, S.OPEN), S.SUPERVISED, reason=True, due=Due.GIVEN),
        Transition("resolve", (S.OPEN, S.SUPERVISED), S.RESOLVED, reason=True),
        Transition("reject", (S.RESOLVED,), S.OPEN, reason=True),
        Transition("close", (S.RESOLVED,), S.CLOSED, reason=True, due=Due.NONE),
        Transition("reopen", ENDED, S.VERIFYING, reason=True),
        Transition("settle", (S.NEW, S.VERIFYING, S.OPEN, S.RESOLVED), S.CLOSED, by=None, due=Due.NONE),
        Transition("settle_supervised", (S.SUPERVISED,), S.RESOLVED, by=None),
        Transition("return", ENDED, S.NEW, by=None),
        Transition("return_resolved", (S.RESOLVED,), S.OPEN, by=None),
    )
}


def ways(state: State, role: Role) -> list[Transition]:
    """What somebody of that role may do with a task in that state, in the order of the table."""
    return [one for one in TRANSITIONS.values() if state in one.origins and one.by and may(role, one.by)]


def diagram() -> str:
    """All of it as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {S.NEW}"]
    lines += [f"    {origin} --> {one.target}: {_label(one)}" for one in TRANSITIONS.values() for origin in one.origins]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in ENDED)])


def _label(one: Transition) -> str:
    marks = ["reason"] * one.reason + ["deadline"] * (one.due is Due.GIVEN) + ["by the records"] * (one.by is None)
    return f"{one.name} ({', '.join(marks)})" if marks else one.name
