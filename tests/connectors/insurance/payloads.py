"""Records of an invented person, and the payloads that hold them."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from connectors.rows import Row
from connectors.sources.insurance.parser import parse
from schemas.base import Record
from schemas.validation import validate

WHO: dict[str, Any] = {
    "worker": {"name": "示例甲", "id_type": "01", "id_number": "370102198003071217"},
    "employer": {"name": "示例铸造有限公司", "credit_code": "91370100MA3C00001H", "division_code": "370102"},
    "area": "370100",
}
DAY = date(2024, 3, 1)
OWN: dict[str, dict[str, Any]] = {
    "insured_spell": {
        "first_month": DAY,
        "last_month": date(2025, 6, 1),
        "by_project": False,
        "wages": (
            {"from_month": DAY, "monthly_wage": Decimal("6200.00")},
            {"from_month": date(2025, 1, 1), "monthly_wage": Decimal("6500.50")},
        ),
    },
    "determination": {"applicant": "employer", "applied_on": DAY, "disease": "1101", "decision": "recognised"},
    "assessment": {"kind": "initial", "applied_on": DAY, "concluded_on": DAY, "grade": 7, "nursing": "none"},
    "benefit": {"item": "disability_lump_sum", "paid_on": DAY, "amount": Decimal("80600.00")},
    "termination": {"ended_on": DAY, "reason": "expiry"},
    "death": {
        "died_on": DAY,
        "relation": "occupational",
        "dependants": ({"relation": "spouse"}, {"relation": "parent", "lone": True, "until": date(2030, 1, 1)}),
    },
}


def record(document: str, **changes: Any) -> Record:
    found = validate(document, WHO | OWN[document] | changes)
    assert isinstance(found, Record), found
    return found


def read(payload: bytes) -> list[Row]:
    return list(parse(io.BytesIO(payload)))


def page(*records: dict[str, Any]) -> bytes:
    return orjson.dumps({"records": list(records), "next_cursor": "7"})


def nested(**changes: Any) -> dict[str, Any]:
    fields = orjson.loads(orjson.dumps(WHO | OWN["benefit"], default=str))
    return {"id": "B1", "document": "benefit", "operation": "add", "record": fields | changes}
