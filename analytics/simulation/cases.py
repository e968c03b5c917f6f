"""Cases for the benefit calculator, put together from the records. What no record tells stays unknown."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import ibis
from ibis import _
from ibis.expr.types import Table

from analytics.entitlements.calculate import calculate
from analytics.entitlements.refusing import CaseError
from analytics.frames import Frames
from analytics.simulation.comparing import Told
from analytics.timeline.assessments import graded_cases, standing
from analytics.timeline.decisions import decided
from analytics.timeline.diagnoses import diagnosed_cases
from analytics.timeline.endings import deaths
from analytics.timeline.recognised import RECOGNISED
from analytics.timeline.spells import covering, insured_on
from analytics.timeline.wages import with_own_wage

RETIRED = "retirement"
REASONS = ("expiry", "worker_resigned", "agreement", "employer")  # those that the calculator asks about
CONTRADICTION = "contradiction"
Row = dict[str, Any]


def entitlements(frames: Frames, as_of: date) -> tuple[list[Told], dict[str, dict[str, int]]]:
    """The items of every diagnosed case, and how many cases could not be worked out: by item and what it needs."""
    items: list[Told] = []
    unknown: dict[str, dict[str, int]] = {}
    for row in cases(frames, as_of):
        try:
            answer = calculate(row["case"]).as_json()
        except CaseError:
            _count(unknown, "case", CONTRADICTION)
            continue
        items += (_item(row, item) for item in answer["items"])
        for missing in answer["unknown"]:
            _count(unknown, missing["for"], missing["needs"])
    return items, unknown


def cases(frames: Frames, as_of: date) -> list[Row]:
    """One for each newly diagnosed disease: `person_id`, `record_id` of the diagnosis, and the `case` itself."""
    diagnosed = diagnosed_cases(frames, as_of).filter(_.person_id.notnull())
    by_case = [_wages(frames, diagnosed), _determined(frames, diagnosed, as_of), _insured(frames, diagnosed, as_of)]
    by_injury = [_graded(frames, as_of), _nursing(frames, as_of)]
    by_person, by_job = [_dead(frames, as_of)], [_ended(frames, as_of)]
    places = _by(("employer_id",), frames.employer.select("employer_id", place=_.division_code))
    found = []
    for row in _rows(diagnosed):
        told = places.get((row["employer_id"],), {}) | row
        for tables, key in (
            (by_case, (row["case_record_id"],)),
            (by_injury, (row["person_id"], row["diagnosed_on"])),
            (by_person, (row["person_id"],)),
            (by_job, (row["person_id"], row["employer_id"])),
        ):
            for table in tables:
                told |= table.get(key, {})
        found.append({"person_id": row["person_id"], "record_id": row["case_record_id"], "case": _case(told)})
    return found


def _case(told: Row) -> Row:
    """In the form of the calculator."""
    place, reason = told["division_code"] or told.get("place"), told.get("reason")
    employment = "retired" if reason == RETIRED else "left" if reason in REASONS else None
    return {
        "region": place[:6] if place else None,
        **{name: _text(told.get(name)) for name in ("diagnosed_on", "determined_on", "assessed_on", "died_on")},
        **{name: told.get(name) for name in ("grade", "nursing", "insured", "in_paid_leave_at_death", "death_cause")},
        "average_wage_12m": None if told.get("own_wage") is None else round(told["own_wage"], 2),
        "employment": employment or ("employed" if told.get("still_insured") and not reason else None),
        "contract_ended_on": _text(told.get("contract_ended_on")),
        "contract_end_reason": reason if reason in REASONS else None,
        "dependants": [{name: each[name] for name in ("relation", "lone")} for each in told["dependants"]]
        if told.get("dependants") is not None
        else None,
    }


def _wages(frames: Frames, diagnosed: Table) -> dict[tuple[Any, ...], Row]:
    known = with_own_wage(frames, diagnosed.mutate(injured_on=_.diagnosed_on))
    return _by(("case_record_id",), known.select("case_record_id", "own_wage"))


def _determined(frames: Frames, diagnosed: Table, as_of: date) -> dict[tuple[Any, ...], Row]:
    made = decided(frames, diagnosed, as_of, RECOGNISED)
    return _by(("case_record_id",), made.group_by("case_record_id").agg(determined_on=_.decided_on.min()))


def _insured(frames: Frames, diagnosed: Table, as_of: date) -> dict[tuple[Any, ...], Row]:
    """That no spell covers the day does not show that nobody insured: then it is unknown."""
    then = insured_on(frames, diagnosed, "diagnosed_on").select("case_record_id").mutate(insured=True)
    now = covering(frames, diagnosed.mutate(today=ibis.literal(as_of)), "today")
    still = now.filter(_.spell_employer == _.employer_id).select("case_record_id").distinct().mutate(still_insured=True)
    both = then.outer_join(still, "case_record_id")
    key = ibis.coalesce(both.case_record_id, both.case_record_id_right)
    return _by(("case_record_id",), both.select("insured", "still_insured", case_record_id=key))


def _graded(frames: Frames, as_of: date) -> dict[tuple[Any, ...], Row]:
    graded = graded_cases(frames, as_of).filter(_.injured_on.notnull()).order_by("graded_on", "case_record_id")
    return _by(("person_id", "injured_on"), graded.select("person_id", "injured_on", "grade", assessed_on=_.graded_on))


def _nursing(frames: Frames, as_of: date) -> dict[tuple[Any, ...], Row]:
    stands = standing(frames, as_of, "nursing").filter(_.until.isnull(), _.injured_on.notnull())
    ordered = stands.order_by("clock_on", "case_record_id")
    return _by(("person_id", "injured_on"), ordered.select("person_id", "injured_on", "nursing"))


def _dead(frames: Frames, as_of: date) -> dict[tuple[Any, ...], Row]:
    died = deaths(frames, as_of).select("person_id", "died_on")
    told = frames.document("death").filter(_.died_on <= as_of)
    told = told.select("person_id", "dependants", death_cause=_.relation, in_paid_leave_at_death=_.in_paid_leave)
    return _by(("person_id",), died.left_join(told, "person_id").drop("person_id_right"))


def _ended(frames: Frames, as_of: date) -> dict[tuple[Any, ...], Row]:
    ended = frames.document("termination").filter(_.ended_on <= as_of).order_by("ended_on", "record_id")
    return _by(
        ("person_id", "employer_id"), ended.select("person_id", "employer_id", "reason", contract_ended_on=_.ended_on)
    )


def _item(row: Row, item: Row) -> Told:
    about = (("record_id", row["record_id"]), ("dependant", item.get("dependant")))
    fields = {name: item[name] for name in ("amount", "payer", "from", "until", "verified")}
    return Told(f"entitlement {item['code']}", str(row["person_id"]), about, fields)


def _by(key: tuple[str, ...], table: Table) -> dict[tuple[Any, ...], Row]:
    """The rows by their key; of several the last."""
    return {tuple(row[name] for name in key): row for row in _rows(table)}


def _rows(table: Table) -> Iterable[Row]:
    found: list[Row] = table.to_pyarrow().to_pylist()
    return found


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _count(unknown: dict[str, dict[str, int]], item: str, needs: str) -> None:
    counted = unknown.setdefault(item, {})
    counted[needs] = counted.get(needs, 0) + 1
