"""Signals put straight into a store: what each looks like stands in a table."""

import re
from typing import Any

import orjson
from sqlalchemy import text

from hub.db import Store
from tests.hub.intake.messages import TESTER

EMPLOYERS = """
insert into employer (employer_id, credit_code, name, division_code, industry_code, batch_id) values
    (1, 'C1', '一号铸造', '370102', 'C3391', 1), (2, 'C2', '二号铸造', '370102', '3391', 1),
    (3, 'C3', '三号船厂', '370202', 'C3731', 1), (4, 'C4', '四号煤矿', '370402', 'B0610', 1)
"""
FINDING = """
insert into finding (analysis, rule, subject, period, employer_id, division_code, evidence, raised_on, seen_on,
    closed_on)
values ('clusters', 'C01', :subject, '2026-02-01', :employer, :division, cast(:evidence as jsonb), :raised,
    '2026-03-01', case when :closed then date '2026-03-01' end)
returning finding_id
"""
PLACES = {1: "370102", 2: "370102", 3: "370202", 4: "370402"}
Row = tuple[str, tuple[int, ...], str | None, str, str, float, str]
# name, employers, hazard, layer and where, state, chance, day it was raised
ROWS: list[Row] = [
    ("loud", (1,), "3008", "employer", "growing", 1e-9, "2026-02-01"),
    ("far", (3,), "1038", "employer", "new", 1e-6, "2026-03-01"),
    ("city", (1, 2), "3008", "territory 370102", "stable", 1e-4, "2026-02-01"),
    ("ears", (4,), "3008", "change", "fading", 1e-3, "2026-01-01"),
    ("mixed", (1, 3), None, "subset industry=3391,3731;exposure_band=3", "new", 1e-3, "2026-03-01"),
    ("past", (1,), "3008", "employer", "closed", 1e-8, "2025-01-01"),
]


def plant(store: Store, rows: list[Row] = ROWS, records: tuple[int, ...] = ()) -> dict[str, int]:
    """The numbers of the findings by their names."""
    found = {}
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(EMPLOYERS)
        for name, employers, hazard, layer, state, p, raised in rows:
            alone = employers[0] if len(employers) == 1 else None
            values: dict[str, Any] = {"subject": name, "employer": alone, "division": PLACES[alone] if alone else None}
            told = orjson.dumps(evidence(employers, hazard, layer, state, p, list(records))).decode()
            values |= {"evidence": told, "raised": raised, "closed": state == "closed"}
            found[name] = connection.execute(text(FINDING), values).scalar_one()
    return found


def evidence(
    employers: tuple[int, ...], hazard: str | None, layer: str, state: str, p: float, records: list[int]
) -> dict[str, Any]:
    """Ten workers where two were expected."""
    name, _, where = layer.partition(" ")
    outcome = "hearing_2_3_4_khz" if name == "change" else "harmed"
    numbers: dict[str, Any] = {"observed": 10, "expected": 2.0, "ratio": 5.0, "low": 2.4, "high": 9.2, "p": p}
    alarm: dict[str, Any] = {
        "layer": name,
        "where": where,
        "first": "2024-03-01",
        "last": "2026-03-01",
        "employers": list(employers),
    }
    alarm |= {"outcome": outcome, "hazard": hazard, "observed": 10.0, "expected": 2.0, "p": p}
    other = alarm | {"layer": "onset", "where": "industry 3391", "expected": 4.0}
    told: dict[str, Any] = {"title_zh": "聚集", "title_en": "Cluster", "state": state, "reason": None, "hazard": hazard}
    told |= numbers | {"outcome": outcome, "recurrence_days": 0.6 / p, "employers": list(employers)}
    told |= {"window_from": "2024-03-01", "window_to": "2026-03-01", "alarmed_on": "2026-03-01"}
    told |= {
        "layers": [name, "onset"],
        "workers": ["p1", "p2"],
        "records": records,
        "beside": [],
        "adjusted_for": ["sex"],
    }
    return told | {"alarms": [alarm, other], "why_zh": "因为", "why_en": "because"}


def cells(page: str, after: str = "<tbody>") -> list[list[str]]:
    """The text of the cells of the first table behind `after`, without any script having run."""
    body = page.split(after, 1)[1]
    body = body if after == "<tbody>" else body.split("<tbody>", 1)[1]
    rows = re.findall(r"<tr>(.*?)</tr>", body.split("</tbody>", 1)[0], re.DOTALL)
    return [[_said(cell) for cell in re.split("</t[hd]>", row)[:-1]] for row in rows]


def _said(cell: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", cell).split())
