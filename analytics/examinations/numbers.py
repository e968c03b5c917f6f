"""Numbers that may speak against an examination that found nothing: exact, in known units, with whose they are."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import BooleanValue, Table

from analytics.examinations.done import examinations, marks, results
from analytics.examinations.pursued import number_of
from analytics.examinations.signs import SECTIONS, bit, hazards_of_families, signs, units
from analytics.frames import Frames

NUMBER, NOTHING_FOUND = "01", "01"  # 数值型; 目前未见异常
WHOSE = ("record_id", "person_id", "worker_id", "employer_id", "division_code", "examined_on", "exam_type")
HAZARDS = {"hazard": "string", "family": "string", "valid_from": "date", "valid_to": "date"}


def numbers(frames: Frames, as_of: date, family: str) -> Table:
    """The numbers of a family of signs, of examinations whose every conclusion on its hazards is 目前未见异常.

    record_id, item, number and own_low, the lower end of the range that the result itself states. A result that is no
    plain number, or whose unit is not told or is none of the item's, is not there. `whose` says whose they are.
    """
    found = frames.once(("numbers", as_of), lambda: _numbers(frames, as_of))
    return found.filter(_.family == family).drop("family")


def whose(frames: Frames, as_of: date, found: Table, family: str) -> Table:
    """`found`, a table with `record_id`, with the columns of WHOSE of those examinations."""
    exams = _nothing_found(frames, as_of).filter(_.family == family).drop("family")
    return found.inner_join(exams, "record_id")


def _numbers(frames: Frames, as_of: date) -> Table:
    """Few examinations are left by then, so their results are taken out of all before anything is asked of them."""
    clear = _nothing_found(frames, as_of)
    of_signs = results(frames, as_of).filter(_.item.isin([sign.item for sign in signs()]))
    theirs = frames.once(
        ("results of signs", as_of),
        lambda: of_signs.semi_join(clear, "record_id").select("record_id", "item", "kind", "value", "unit", "low"),
    )
    return in_known_units(theirs).semi_join(clear, ["record_id", "family"])


def in_known_units(entries: Table) -> Table:
    """Of item results the numbers of signs that are one: record_id, family, item, number, own_low."""
    known = ibis.memtable([{"item": sign.item, "family": sign.family, "over": sign.over} for sign in signs()])
    told = entries.filter(_.kind == NUMBER).inner_join(known, "item")
    told = told.mutate(
        plain_unit=told.unit.replace(" ", "").lower(), number=number_of(told.value), own_low=number_of(told.low)
    )
    fitting = told.inner_join(ibis.memtable(list(units())), ["item", "plain_unit"])
    fitting = fitting.filter(fitting.number.notnull(), fitting.over.isnull() | (fitting.number > fitting.over))
    return fitting.select("record_id", "family", "item", "number", "own_low")


def of_family(each: Table) -> Table:
    """`each` with the family of signs of its `hazard` by the edition of `examined_on`; without one it is left out."""
    families = ibis.memtable(list(hazards_of_families()), schema=HAZARDS)
    day = each.examined_on
    return each.inner_join(families, ["hazard", day >= families.valid_from, day < families.valid_to])


def _nothing_found(frames: Frames, as_of: date) -> Table:
    return frames.once(("nothing found", as_of), lambda: _clear(frames, as_of))


def _clear(frames: Frames, as_of: date) -> Table:
    """The examinations with a sign of a family and, on its hazards, no conclusion but that nothing was found."""
    every = sum(bit(family) for family in SECTIONS)
    told = marks(frames, as_of).mutate(signs=_.second & every).filter(_.signs != 0).select("record_id", "signs")
    exams = examinations(frames, as_of).inner_join(told, "record_id")
    each = exams.select(*WHOSE, "signs", conclusion=_.conclusions.unnest())
    each = each.mutate(hazard=_.conclusion.hazards.unnest(), nothing=_.conclusion.conclusion == NOTHING_FOUND)
    of = of_family(each)
    of = of.filter(_has_sign(of))
    return of.group_by([*WHOSE, "family"]).agg(nothing=_.nothing.all()).filter(_.nothing).drop("nothing")


def _has_sign(of: Table) -> BooleanValue:
    cases = ((of.family == family, (of.signs & bit(family)) != 0) for family in SECTIONS)
    return ibis.cases(*cases, else_=False)
