"""Synthetic records that are right in every respect, for tests to start from and to spoil one field at a time."""

from copy import deepcopy
from datetime import date
from typing import Any

RECEIVED_ON = date(2026, 11, 24)

WORKER = {
    "name": "测试甲",
    "id_type": "01",
    "id_number": "370102198003071217",
    "sex": "1",
    "birth_date": date(1980, 3, 7),
    "phone": "13900000000",
}
EMPLOYER = {
    "name": "测试铸造有限公司",
    "credit_code": "91370100MA3C00001H",
    "division_code": "370102",
    "industry_code": "3391",
    "economic_type": "170",
    "size": "03",
}
REPORTING = {
    "area_code": "370102000",
    "org_code": "370102001",
    "written_by": "填表人",
    "reported_on": date(2026, 5, 20),
}

EXAMINATION: dict[str, Any] = {
    "employer": EMPLOYER,
    "worker": WORKER,
    "exam_type": "02",
    "examined_on": date(2026, 5, 18),
    "hazards": ("3008",),
    "exposed_hazards": ("3008",),
    "work_type": "00-13",
    "exposure": {"started_on": date(2015, 6, 1), "months": 130},
    "is_review": False,
    "conclusions": ({"hazards": ("3008",), "conclusion": "01"},),
    "results": tuple(
        {
            "item": item,
            "kind": "01",
            "value": str(10 + n % 30),
            "unit": "dB",
            "low": "0",
            "high": "25",
            "abnormal": False,
        }
        for n, item in enumerate(["3040100", "3040200", "3040300"])
    ),
    "reporting": REPORTING,
}


def examination(**changes: Any) -> dict[str, Any]:
    """The fields of an examination, with `changes` by path: `examination(worker__sex="2")`."""
    return changed(EXAMINATION, changes)


def changed(fields: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A deep copy of `fields` in which the value at each path `a__b` is replaced; None takes the field out."""
    fields = deepcopy(fields)
    for path, value in changes.items():
        *steps, last = path.split("__")
        holder = fields
        for step in steps:
            holder = holder[step]
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = value
    return fields
