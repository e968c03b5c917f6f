"""What happened is judged by its term: in time, late, missing or still to come."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hub.pages.gaps.events import Event, events, paid
from hub.pages.gaps.timeline import timeline

TODAY = date(2026, 6, 30)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def happened(*told: tuple[Any, ...]) -> list[Event]:
    return [Event(day(on), key, number, told=more[0] if more else {}) for number, (on, key, *more) in enumerate(told)]


# what happened -> the timeline as (day, key, state)
CASES = {
    "reported in time, application missing": (
        [("03-01", "diagnosed"), ("03-10", "reported")],
        [("03-01", "diagnosed", "said"), ("03-10", "reported", "done"), ("03-31", "determination_applied", "missing")],
    ),
    "reported late, application still to come": (
        [("06-05", "diagnosed"), ("06-25", "reported")],
        [("06-05", "diagnosed", "said"), ("06-25", "reported", "late"), ("07-05", "determination_applied", "coming")],
    ),
    "a refused determination leads to no assessment": (
        [("01-02", "determination_applied"), ("01-05", "determination_accepted"),
         ("02-01", "determination_decided", {"decision": "refused"})],
        [("01-02", "determination_applied", "said"), ("01-05", "determination_accepted", "done"),
         ("02-01", "determination_decided", "done")],
    ),
    "a recognised one leads to it, unless the person died": (
        [("02-01", "determination_decided", {"decision": "recognised"}), ("02-09", "died")],
        [("02-01", "determination_decided", "said"), ("02-09", "died", "said")],
    ),
    "a repeat visit is not reported anew": (
        [("03-01", "diagnosed", {"case_type": "04"}), ("03-20", "determination_applied")],
        [("03-01", "diagnosed", "said"), ("03-20", "determination_applied", "done"),
         ("04-04", "determination_accepted", "missing")],
    ),
    "of suspicions the first begins the term": (
        [("01-01", "suspected"), ("05-30", "suspected")],
        [("01-01", "suspected", "said"), ("04-01", "diagnosed", "missing"), ("05-30", "suspected", "said")],
    ),
}  # fmt: skip


GRADED = Event(day("02-10"), "assessment_concluded", 7, told={"grade": "7"})
SERVED = Event(day("02-25"), "assessment_served", 7)


@pytest.mark.parametrize(
    ("told", "due", "state"),
    [
        ([GRADED], "03-12", "missing"),
        ([GRADED, SERVED], "03-27", "missing"),
        ([GRADED, replace(SERVED, record_id=8)], "03-12", "missing"),
        ([GRADED, SERVED, Event(day("03-20"), "disability_lump_sum", 9)], "03-27", "done"),
        ([GRADED, Event(day("02-20"), "disability_lump_sum", 9), SERVED], "03-27", "done"),
        ([GRADED, SERVED, Event(day("03-30"), "disability_lump_sum", 9)], "03-27", "late"),
    ],
)
def test_the_lump_sum_is_due_after_service_where_that_is_known(told: list[Event], due: str, state: str) -> None:
    (paid,) = [each for each in timeline(told, [], TODAY) if each.key == "disability_lump_sum"]
    assert (paid.due, paid.state) == (day(due), state)


@pytest.mark.parametrize("case", CASES)
def test_states(case: str) -> None:
    told, expected = CASES[case]
    found = timeline(happened(*told), [], TODAY)
    assert [(entry.day, entry.key, entry.state) for entry in found] == [(day(on), *rest) for on, *rest in expected]


def test_a_gap_stands_where_it_is_due_and_only_once() -> None:
    gaps: list[Any] = [
        {"rule": "G03", "due_on": day("03-31"), "evidence": {"days_late": 91}, "finding_id": 1},
        {"rule": "G16", "due_on": day("05-01"), "evidence": {"days_late": 60}, "finding_id": 2},
    ]
    found = timeline(happened(("03-01", "diagnosed"), ("03-05", "reported")), gaps, TODAY)
    missing = [(entry.key, entry.days, entry.gap and entry.gap["finding_id"]) for entry in found if entry.sign == "✗"]
    assert missing == [("determination_applied", 91, 1), ("gap", 60, 2)]


def record(number: int, document: str, on: str, **body: Any) -> Any:
    return {"record_id": number, "document": document, "event_on": day(on), "source": "test", "employer": "甲厂",
            "body": body}  # fmt: skip


def test_records_become_events_and_payments_of_an_item_are_one() -> None:
    rows = [
        record(
            1, "diagnosis", "03-01", diagnosed_on="2026-03-01", disease="1111", reporting={"reported_on": "2026-03-05"}
        ),
        record(2, "determination", "03-20", applied_on="2026-03-20", applicant="worker"),
        record(3, "benefit", "05-15", item="nursing_allowance", paid_on="2026-05-15", amount="100.10"),
        record(4, "benefit", "06-15", item="nursing_allowance", paid_on="2026-06-15", amount="100.20"),
    ]
    found = events(rows)
    assert [(event.key, event.outcome) for event in found] == [
        ("diagnosed", "电焊工尘肺"), ("reported", ""), ("determination_applied", "工伤职工"), ("nursing_allowance", ""),
    ]  # fmt: skip
    assert (found[-1].told["times"], found[-1].told["last"]) == (2, day("06-15"))
    assert paid(rows) == {"nursing_allowance": 200.3}
