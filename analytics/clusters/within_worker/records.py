"""The changes of all markers from the snapshot: what `early_warnings` is fed with every night."""

from datetime import date
from functools import partial

import ibis
import pandas as pd  # type: ignore[import-untyped]
from ibis import _
from ibis.expr.types import Table

from analytics.clusters.within_worker.changes import BASELINE_YEARS
from analytics.clusters.within_worker.changes import changes as changes_of
from analytics.clusters.within_worker.markers import MARKERS, Marker
from analytics.examinations.pursued import number_of
from analytics.frames import Frames
from analytics.parameters import parameter
from schemas.codes import codelist, plain

MONTHS = 12
WINDOW = "clusters/window_months"


def changes(frames: Frames, as_of: date) -> pd.DataFrame:
    """How workers tested in the window up to `as_of` have changed at their employer: streams of `marker` and `hazard`.

    The columns of changes.changes for each marker, once for each hazard named at the last test for which the marker is
    followed; worker is the pseudonym, post the kind of work (工种), institution who reported, years those of exposure
    before the last test. Examinations before the job are baselines too; re-examinations, done because a value was high,
    are not.
    """
    first = (pd.Timestamp(as_of) - pd.DateOffset(months=int(parameter(WINDOW).on(as_of).value))).date()
    told = frames.once(("values of markers", as_of), partial(values, frames, as_of))  # one marker at a time in memory
    followed = []
    for marker in MARKERS:
        of_marker = told.filter(_.marker == marker.name).to_pandas()
        followed.append(_followed(changes_of(of_marker, marker, first, as_of), marker))
    return pd.concat(followed, ignore_index=True)


def values(frames: Frames, as_of: date) -> Table:
    """marker, worker, employer, day, value and who they are, for the examinations in which all items were read.

    A result that is no plain number or not in a unit of its item is none.
    """
    exams = _examinations(frames, as_of)
    known = ibis.memtable(_items(), schema={"item": "string", "marker": "string", "parts": "int64"})
    units = ibis.memtable(_units(), schema={"item": "string", "plain_unit": "string"})
    entries = frames.results("examination").filter(_.unit.notnull()).select("record_id", "item", "value", "unit")
    read = entries.mutate(plain_unit=_.unit.replace(" ", "").lower(), number=number_of(_.value))
    fitting = read.filter(_.number.notnull()).semi_join(units, ["item", "plain_unit"]).inner_join(known, "item")
    one = fitting.group_by("record_id", "marker", "parts", "item").agg(number=_.number.mean())
    means = one.group_by("record_id", "marker", "parts").agg(value=_.number.mean(), read=_.count())
    return means.filter(_.read == _.parts).select("record_id", "marker", "value").inner_join(exams, "record_id")


def _examinations(frames: Frames, as_of: date) -> Table:
    months = int(parameter(WINDOW).on(as_of).value + BASELINE_YEARS * MONTHS)
    oldest = (pd.Timestamp(as_of) - pd.DateOffset(months=months)).date()
    exams = frames.document("examination").filter(_.examined_on > oldest, _.examined_on <= as_of)
    exams = exams.filter(_.employer_id.notnull(), _.person_id.notnull(), ~_.is_review.fill_null(False))
    people = frames.worker.select("worker_id", "sex", "birth_year")
    return exams.left_join(people, "worker_id").select(
        "record_id",
        "sex",
        worker=_.person_id,
        employer=_.employer_id,
        post=_.work_type,
        institution=_.org_code,
        day=_.examined_on,
        age=(_.examined_on.year() - _.birth_year).cast("float64"),
        exposure_years=_.exposure.months / MONTHS,
        hazards=_.exposed_hazards,
    )


def _followed(found: pd.DataFrame, marker: Marker) -> pd.DataFrame:
    """Each change under each hazard at the last test for which the marker is followed."""
    each = found.explode("hazards").rename(columns={"hazards": "hazard"}).dropna(subset="hazard")
    fits = each.hazard.map(lambda code: is_followed(marker, str(code))).astype(bool)
    return each[fits].drop_duplicates(["worker", "employer", "hazard"]).assign(marker=marker.name)


def is_followed(marker: Marker, hazard: str) -> bool:
    """Is the marker one of the hazard? A group, of one digit, stands for all its codes of four."""
    return any(hazard == code or (len(code) == 1 and hazard.startswith(code)) for code in marker.hazards)


def _items() -> list[dict[str, str | int]]:
    parts = [(item, marker) for marker in MARKERS for item in marker.items]
    return [{"item": item, "marker": marker.name, "parts": len(marker.items)} for item, marker in parts]


def _units() -> list[dict[str, str]]:
    """The ways in which the unit of each item is written, all of one size, in lower case without spaces."""
    wanted = {item for marker in MARKERS for item in marker.items}
    written = {row.code: row.extra.get("units", "").split("|") for row in codelist("exam_item").rows}
    ways = (lambda unit: unit.replace(" ", "").lower(), plain)
    pairs = {(item, way(unit)) for item in wanted for unit in written.get(item, ()) if unit for way in ways}
    return [{"item": item, "plain_unit": unit} for item, unit in sorted(pairs)]
