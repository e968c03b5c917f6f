"""Thresholds of hearing: less what age takes (GB/T 7582), and the numbers by which GBZ 188 judges them."""

from datetime import date

import ibis
from ibis import _
from ibis.expr.types import FloatingValue, Table

from analytics.examinations.numbers import WHOSE, numbers, whose
from analytics.examinations.signs import EARS, FREQUENCIES, HEARING, HIGH, SPEECH, THRESHOLDS
from analytics.frames import Frames
from analytics.surveillance.tables import rows
from analytics.timeline.dated import number_on

WEIGHTS = "compliance/hearing_weights"
OF_WEIGHT = 4000
OLDEST = 200


def hearing(frames: Frames, as_of: date) -> Table:
    """One row for each examination: the columns of WHOSE and, in dB after the correction for age, `high_mean` of both
    ears at 3, 4 and 6 kHz, `weighted` of the better ear, and `speech`, the worst single threshold at 0.5, 1 and 2 kHz.

    A mean is empty where one of its thresholds is not known, the better ear where either ear is not. Of the age only
    the years are told, so the older of two ages counts: more is taken off, and nothing is claimed too early. Persons
    whose sex or birth year is not known are left out.
    """
    pure = numbers(frames, as_of, HEARING)
    thresholds = {_name(*each): pure.number.max(where=pure.item == item) for item, each in THRESHOLDS.items()}
    heard = whose(frames, as_of, pure.group_by("record_id").agg(**thresholds), HEARING)
    people = frames.worker.select("worker_id", "sex", "birth_year")
    aged = heard.inner_join(people, "worker_id").mutate(age=_.examined_on.year() - _.birth_year)
    ages = ibis.memtable(_ages())
    taken = aged.inner_join(ages, ["sex", aged.age >= ages.age_from, aged.age < ages.age_to])
    weighted = [_weighted(taken, ear) for ear in EARS]
    both = ibis.or_(*(one.isnull() for one in weighted))
    return taken.select(
        *WHOSE,
        high_mean=sum(_left(taken, ear, each) for ear in EARS for each in HIGH) / (len(EARS) * len(HIGH)),
        weighted=ibis.ifelse(both, ibis.null("float64"), ibis.least(*weighted)),
        speech=ibis.greatest(*(_left(taken, ear, each) for ear in EARS for each in SPEECH)),
    )


def _weighted(taken: Table, ear: str) -> FloatingValue:
    of_speech, of_high = (number_on(WEIGHTS, taken.examined_on, name) for name in ("speech", "high"))
    speech = sum(_left(taken, ear, each) for each in SPEECH) / len(SPEECH)
    return speech * of_speech + _left(taken, ear, OF_WEIGHT) * of_high


def _left(taken: Table, ear: str, frequency: int) -> FloatingValue:
    """What is left of a threshold when that of the age is taken off."""
    return taken[_name(ear, frequency)] - taken[f"at_{frequency}"]


def _name(ear: str, frequency: int) -> str:
    return f"{ear}_{frequency}"


def _ages() -> list[dict[str, float | str]]:
    table = rows("hearing_age")
    starts = sorted({int(row["age_from"]) for row in table})
    ends = dict(zip(starts, [*starts[1:], OLDEST], strict=True))
    return [
        {
            "sex": row["sex"],
            "age_from": int(row["age_from"]) if row["age_from"] != str(starts[0]) else 0,
            "age_to": ends[int(row["age_from"])],
            **{f"at_{each}": float(row[str(each)]) for each in FREQUENCIES},
        }
        for row in table
    ]
