"""Examinations by the dozen, for rules that count over many."""

from datetime import date, timedelta
from typing import Any

Rows = list[dict[str, Any]]


def exam(number: int, employer: int, on: date, org: str = "370100901", **more: Any) -> dict[str, Any]:
    reported = more.pop("reported_on", on + timedelta(days=7))
    return {"person": number, "record_id": number, "employer_id": employer, "examined_on": on, "exam_type": "02",
            "reporting": {"org_code": org, "reported_on": reported}, **more}  # fmt: skip


def readings(shift: float, employers: tuple[int, ...], shifted: tuple[int, ...]) -> Rows:
    """Three years of results of one item, ten a month; in the last half year by `shift` higher at `shifted`."""
    rows = []
    for month in range(36):
        for each in range(10):
            on, employer = date(2023 + (month + 10) // 12, (month + 10) % 12 + 1, 5), employers[each % len(employers)]
            number = 10 * month + each
            value = 40 + 8 * ((number * 7919 % 11) - 5) / 5 + (shift if month >= 30 and employer in shifted else 0)
            results = [{"item": "3041200", "value": f"{value:.1f}"}]
            rows.append(exam(number + 1, employer, on, results=results))
    return rows


def drive(usual: int, workers: int) -> Rows:
    """A year with `usual` workers examined each month, then a month with `workers`."""
    months = [date(2025 + (n + 5) // 12, (n + 5) % 12 + 1, 3) for n in range(11)]
    rows = [exam(100 * n + each, 1, on) for n, on in enumerate(months) for each in range(1, usual + 1)]
    return rows + [exam(5000 + each, 1, date(2026, 6, 1 + each % 20)) for each in range(workers)]


def batch(records: int, employers: int, days: int) -> Rows:
    """As many records of so many employers, reported so many days after they were examined."""
    on = date(2026, 3, 1)
    return [exam(n + 1, n % employers, on, reported_on=on + timedelta(days=days)) for n in range(records)]
