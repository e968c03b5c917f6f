"""A signal keeps its name from night to night, and says if it is new, growing, stable or fading, or why it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from analytics.clusters.signals.alarm import overlap, same_matter
from analytics.clusters.signals.merging import Signal

KNOWN_AGAIN = 0.3  # of the employers of either shared


class State(StrEnum):
    """新出现, 扩大, 持续, 减弱, 已关闭."""

    NEW = "new"
    GROWING = "growing"
    STABLE = "stable"
    FADING = "fading"
    CLOSED = "closed"


@dataclass(frozen=True)
class Followed:
    """A signal with the `name` it got when it `began`: both together are its alone. `alarmed_on` is the last night on
    which it was alarmed of."""

    name: str
    began: date
    alarmed_on: date
    state: State
    signal: Signal
    reason: str | None = None  # why it is closed


def follow(before: Sequence[Followed], tonight: Sequence[Signal], on: date, fading_days: int) -> list[Followed]:
    """Tonight's signals with the names they had, and those of `before` that nobody alarmed of tonight.

    The pair that shares most employers is matched first, one to one. What is not alarmed of any more fades, and is
    closed after `fading_days`: the harm may only have moved below the threshold for a night.
    """
    pairs = _pairs(before, tonight)
    known = {new: before[old] for old, new in pairs}
    seen = [_seen(signal, known.get(number), on) for number, signal in enumerate(tonight)]
    matched = {old for old, _ in pairs}
    silent = [_silent(one, on, fading_days) for number, one in enumerate(before) if number not in matched]
    return [*seen, *silent]


def _pairs(before: Sequence[Followed], tonight: Sequence[Signal]) -> list[tuple[int, int]]:
    likeness = [
        (-overlap(old.signal.lead.employers, new.lead.employers), i, j)
        for i, old in enumerate(before)
        for j, new in enumerate(tonight)
        if old.state is not State.CLOSED and same_matter(old.signal.lead, new.lead)
    ]
    pairs: list[tuple[int, int]] = []
    for unlike, i, j in sorted(likeness):
        if -unlike >= KNOWN_AGAIN and all(i != old and j != new for old, new in pairs):
            pairs.append((i, j))
    return pairs


def _seen(signal: Signal, old: Followed | None, on: date) -> Followed:
    if old is None:
        return Followed(_name(signal), on, on, State.NEW, signal)
    more = signal.lead.observed > old.signal.lead.observed and signal.lead.strength > old.signal.lead.strength
    same_night = old.alarmed_on == on  # asked again: the answer is that of the first time
    state = old.state if same_night else State.GROWING if more else State.STABLE
    return Followed(old.name, old.began, on, state, signal)


def _silent(old: Followed, on: date, fading_days: int) -> Followed:
    if old.state is State.CLOSED or (on - old.alarmed_on).days <= fading_days:
        state = old.state if old.state is State.CLOSED else State.FADING
        return Followed(old.name, old.began, old.alarmed_on, state, old.signal, old.reason)
    reason = f"连续 {(on - old.alarmed_on).days} 日未再报警"
    return Followed(old.name, old.began, old.alarmed_on, State.CLOSED, old.signal, reason)


def _name(signal: Signal) -> str:
    """The employer, or a short hash of several, with hazard and outcome: no two signals of one night share it."""
    lead = signal.lead
    several = sha256(repr(sorted(lead.employers)).encode()).hexdigest()[:12]
    who = str(min(lead.employers)) if len(lead.employers) == 1 else several
    return f"{who}/{lead.hazard or '*'}/{lead.outcome}"
