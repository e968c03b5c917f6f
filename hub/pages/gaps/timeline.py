"""The timeline of a case: what happened, what came late, what is missing, what is still to come, and by when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.engine import RowMapping

from analytics.timeline.steps import WAY, Link
from hub.pages.gaps.events import RECOGNISED, Event

NEW_CASES = (None, "01", "02", "03")  # 新病例, 晋期: a repeat visit is not reported anew
SIGNS = {"done": "✓", "late": "!", "missing": "✗", "coming": "○", "said": "·"}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `day` is when it happened, else the last day in time.

    `state`: done in time, late (done after `due`), missing (not seen and `due` is over), coming (`due` is ahead), or
    said: it happened, and no term is set for it. `verified`: does the term rest on a checked text? `gap` is the
    finding that says it is missing.
    """

    day: date
    key: str
    state: str
    event: Event | None = None
    due: date | None = None
    link: Link | None = None
    verified: bool = True
    days: int = 0
    gap: RowMapping | None = None

    @property
    def sign(self) -> str:
        return SIGNS[self.state]


def timeline(happened: Sequence[Event], gaps: Sequence[RowMapping], today: date) -> list[Entry]:
    """All that happened, all that is missing and what the law waits for next, by day. `gaps` are current findings."""
    entries = {id(event): Entry(event.day, event.key, "said", event) for event in happened}
    awaited: dict[str, Entry] = {}
    for link in WAY:
        for after in _anchors(happened, link):
            entry = _judged(link, after, happened, today)
            if entry is None:
                continue
            if entry.event is None:
                awaited.setdefault(link.next, entry)
            elif entries[id(entry.event)].state == "said":
                entries[id(entry.event)] = entry
    told = [*entries.values(), *_missing(list(awaited.values()), gaps)]
    return sorted(told, key=lambda entry: (entry.day, entry.event is None))


def _missing(awaited: list[Entry], gaps: Sequence[RowMapping]) -> Iterator[Entry]:
    """What is awaited, each with the gap that says so, and the gaps of which the way knows nothing."""
    left = list(gaps)
    for entry in awaited:
        gap = next((gap for gap in left if entry.link and gap["rule"] == entry.link.rule), None)
        if gap:
            left.remove(gap)
        yield entry if gap is None else _by_gap(entry, gap)
    for gap in left:
        yield Entry(gap["due_on"], "gap", "missing", due=gap["due_on"], days=gap["evidence"]["days_late"], gap=gap)


def _by_gap(entry: Entry, gap: RowMapping) -> Entry:
    """As the night judged it, from all that the rule looks at."""
    due = gap["due_on"] or entry.day
    return replace(entry, gap=gap, day=due, due=due, days=gap["evidence"]["days_late"])


def _anchors(happened: Sequence[Event], link: Link) -> Iterator[Event]:
    """The events that begin the period of a link. Of suspicions the first alone: next year's is no second one."""
    found = [event for event in happened if event.key == _told_by(link.after) and _is(event, link.after)]
    dead = any(event.key == "died" for event in happened)
    if link.next == "assessment_applied" and dead:  # nobody assesses the dead
        return
    if link.next == "reported":
        found = [event for event in found if event.told.get("case_type") in NEW_CASES]
    yield from found[:1] if link.after == "suspected" else found


def _begins(link: Link, after: Event, happened: Sequence[Event]) -> date:
    """The first day of a period; of what follows a grade, when its conclusion was served, where that is known."""
    served = (each.day for each in happened if each.key == "assessment_served" and each.record_id == after.record_id)
    return next(served, after.day) if link.after == "graded" else after.day


def _told_by(after: str) -> str:
    return {"recognised": "determination_decided", "graded": "assessment_concluded"}.get(after, after)


def _is(event: Event, after: str) -> bool:
    if after == "recognised":
        return event.told.get("decision") in RECOGNISED
    return after != "graded" or (event.told.get("grade") is not None and event.told.get("kind") != "review")


def _judged(link: Link, after: Event, happened: Sequence[Event], today: date) -> Entry | None:
    """What became of one period; None where the law set none. Of two records on one day the same record's counts."""
    begins = _begins(link, after, happened)
    due, number = link.due(begins), link.number(begins)
    if due is None or number is None:
        return None
    following = [event for event in happened if event.key == link.next and event.day >= after.day]
    same = [event for event in following if event.record_id == after.record_id]
    done = next(iter(same or following), None)
    entry = Entry(due, link.next, "coming", None, due, link, number.verified)
    if done:
        days = max((done.day - due).days, 0)
        return replace(entry, day=done.day, state="late" if days else "done", event=done, days=days)
    days = (today - due).days
    return replace(entry, state="missing", days=days) if days > 0 else entry
