"""The mandatory items that examinations lack, over all at once: what was asked of each against what was done."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import ibis
from ibis import _
from ibis.expr.types import StringValue, Table

from analytics.examinations.done import bit_or, examinations, marks, results
from analytics.examinations.numbers import WHOSE
from analytics.examinations.parts import masks_of_names
from analytics.frames import Frames
from analytics.surveillance.editions import editions
from analytics.surveillance.items import requirement
from schemas.codes import codelist
from schemas.overlay import cached

KEY = ("edition", "exam_type", "hazards")  # examinations that are alike in these are asked the same
TYPES = ("01", "02", "03", "04")  # what follows leaving is recommended, never mandatory
ASKED = {
    "edition": "string",
    "exam_type": "string",
    "hazard": "string",
    "item": "string",
    "asked_first": "int64",
    "asked_second": "int64",
}


def lacking(frames: Frames, as_of: date) -> Table:
    """One row for each examination and mandatory item of which a part has no result: the columns of WHOSE, and item.

    By hazard, type and edition of the day. A review examines only what it reviews. Items without a code of their own
    are never lacking, nor is anything of an examination without any result.
    """
    exams = examinations(frames, as_of).filter(~_.is_review.fill_null(False), _.exam_type.isin(TYPES))
    told = exams.select("record_id", "hazards", "exam_type", edition=_edition(exams))
    kinds = told.select(*KEY).distinct()
    asked = frames.once(("asked items", as_of), lambda: _asked(kinds))
    wanted = asked.group_by(list(KEY)).agg(want_first=bit_or(_.asked_first), want_second=bit_or(_.asked_second))
    both = told.inner_join(wanted, list(KEY)).left_join(marks(frames, as_of), "record_id")
    both = both.mutate(undone_first=~_.first.fill_null(0), undone_second=~_.second.fill_null(0))
    short = both.filter((_.want_first & _.undone_first | _.want_second & _.undone_second) != 0)
    named = short.inner_join(asked, list(KEY))
    named = named.filter((_.asked_first & _.undone_first | _.asked_second & _.undone_second) != 0)
    found = _with_results(named, results(frames, as_of)).select("record_id", "item").distinct()
    return found.inner_join(exams.select(*WHOSE), "record_id")


def _with_results(named: Table, entries: Table) -> Table:
    """Of those without any mark only what has a result of some item: where nothing came, nothing is known."""
    bare = named.filter(_.first.isnull())
    seen = entries.semi_join(bare, "record_id").select("record_id").distinct()
    return ibis.union(named.filter(_.first.notnull()), bare.semi_join(seen, "record_id"))


def _asked(kinds: Table) -> Table:
    """For each kind of examination the items asked of it, with their bits."""
    each = kinds.mutate(hazard=_.hazards.unnest())
    return each.inner_join(ibis.memtable(list(_requirements()), schema=ASKED), ["edition", "exam_type", "hazard"])


def _edition(exams: Table) -> StringValue:
    days = exams.examined_on
    spans = [((days >= each.valid_from) & (days < each.valid_to), each.name) for each in editions()]
    return ibis.cases(*spans, else_=ibis.null("string"))


@cached
def _requirements() -> tuple[dict[str, Any], ...]:
    return tuple(_every_requirement())


def _every_requirement() -> Iterator[dict[str, Any]]:
    masks = masks_of_names()
    for edition in editions():
        for hazard in dict.fromkeys(row.code for row in codelist("hazard").rows):
            for kind in TYPES:
                asked = requirement(edition, hazard, kind)
                if asked and asked.mandatory and asked.verified:
                    yield from (
                        {
                            "edition": edition.name,
                            "exam_type": kind,
                            "hazard": hazard,
                            "item": item,
                            "asked_first": masks[item][0],
                            "asked_second": masks[item][1],
                        }
                        for item in asked.items
                        if item in masks
                    )
