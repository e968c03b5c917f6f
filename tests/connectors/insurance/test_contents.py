"""Whatever a record holds is read or said to be wrong."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest

from tests.connectors.insurance.payloads import DAY, nested, page, read


@pytest.mark.parametrize(
    ("given", "issues"),
    [
        (nested(), []),
        (nested(paid_on="2024-02-30"), [("date_invalid", "paid_on")]),
        (nested(amount="many"), [("field_invalid", "amount")]),
        (nested(amount="NaN"), [("field_invalid", "amount")]),
        (nested(worker="somebody"), [("field_invalid", "worker")]),
        (nested(colour="red"), [("field_unexpected", "colour")]),
        (nested(amount="1_000"), [("field_invalid", "amount")]),
        (nested(amount="1,000.00"), [("field_invalid", "amount")]),
        (nested(amount="1e3"), [("field_invalid", "amount")]),
        (nested(amount=True), [("field_invalid", "amount")]),
        (nested(amount=1e17), [("field_invalid", "amount")]),
        (nested(paid_on="2024-03-01 junk"), [("date_invalid", "paid_on")]),
        (nested(paid_on="2024-03-01junk"), [("date_invalid", "paid_on")]),
        (nested(paid_on="2024-03-01x10:00"), [("date_invalid", "paid_on")]),
        (nested(paid_on="2024-03-01T25:00"), [("date_invalid", "paid_on")]),
        (nested(paid_on="2024-03-01T"), [("date_invalid", "paid_on")]),
        (nested(paid_on="9999-12-31T23:00:00-12:00"), [("date_invalid", "paid_on")]),
        (nested() | {"colour": "red", "size": None, "": 1}, [("field_unexpected", "colour"), ("field_unexpected", "")]),
        (nested() | {"amount": "1", "worker": {}}, [("field_invalid", "amount"), ("field_invalid", "worker")]),
        (nested() | {"credit_code": "91370100MA3C00001H"}, [("field_invalid", "credit_code")]),
        (nested() | {"area": "370200"}, [("field_repeated", "area")]),
        (nested() | {"area": "370100"}, []),
        (nested(area=None) | {"area": "370100"}, []),
        (nested() | {"id": ""}, [("key_missing", "id")]),
        (nested() | {"operation": "burn"}, [("operation_unknown", "operation")]),
        (nested() | {"document": "weather"}, [("root_unknown", "document")]),
        ("not an object", [("page_unreadable", "")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_record_is_said(given: Any, issues: Sequence[tuple[str, str]]) -> None:
    (row,) = read(page(given))
    assert [(issue.code, issue.field) for issue in row.issues] == issues


FLAT = "document,id,area,paid_on,amount"


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        (f"{FLAT}\nbenefit,1,370100,2024-03-01,1\n", []),
        (f"{FLAT}\nbenefit,1,370100,2024-03-01,1,,, \n", []),
        (f"{FLAT}\nbenefit,1,370100,2024-03-01,1,000.00\n", [("cells_surplus", "")]),
        (f"{FLAT},,\nbenefit,1,370100,2024-03-01,1,,x\n", [("cells_surplus", "")]),
        (f"{FLAT},,\nbenefit,1,370100,2024-03-01,1,,\n", []),
        (f"{FLAT}\nbenefit,1,370100,2024-03-01\n", []),  # what is missing is found where it is required
        (f"{FLAT},colour\nbenefit,1,370100,2024-03-01,1,red\n", [("field_unexpected", "colour")]),
        ("document,id,wages\ninsured_spell,1,2024-03:6200:7000\n", [("field_invalid", "wages")]),
        ("document,id,wages\ninsured_spell,1,2024-03:6200;2025-01:1:2;\n", [("field_invalid", "wages")]),
        ("document,id,wages\ninsured_spell,1,2024-03:6200;2025-01:6500\n", []),
        ("document,id,dependants\ndeath,1,spouse::2030-01-01T00:00\n", [("field_invalid", "dependants")]),
        ("document,id,grade\nassessment,1,1_0\n", [("field_invalid", "grade")]),
        ("document,id,grade\nassessment,1,+7\n", []),
    ],
)  # fmt: skip
def test_nothing_in_a_table_is_passed_over(text: str, issues: Sequence[tuple[str, str]]) -> None:
    (row,) = read(text.encode())
    assert [(issue.code, issue.field) for issue in row.issues] == issues


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2024-03-31", date(2024, 3, 31)),
        ("2024-03", date(2024, 3, 1)),
        (" 20240331 ", date(2024, 3, 31)),
        ("2024-03-31 23:30:00", date(2024, 3, 31)),  # without a zone it is told as it was in China
        ("2024-03-31T23:30:00Z", date(2024, 4, 1)),
        ("2024-03-31T15:59:59.999999Z", date(2024, 3, 31)),
        ("2024-03-31T23:30:00+08:00", date(2024, 3, 31)),
        ("2024-03-31 20:00:00-05:00", date(2024, 4, 1)),
        ("1988-06-30T15:00:00Z", date(1988, 7, 1)),  # there was summer time in those years
    ],
)
def test_a_day_is_the_day_in_china(given: str, day: date) -> None:
    (row,) = read(page(nested(paid_on=given)))
    assert (row.fields["paid_on"], row.issues) == (day, [])


def test_the_area_may_stand_beside_the_record() -> None:
    (row,) = read(page(nested(area="") | {"area": " 370100 "}))
    assert (row.fields["area"], row.sender, row.issues) == ("370100", "370100", [])


def test_a_flat_line_may_hold_lists() -> None:
    wages = [{"from_month": "2024-03", "monthly_wage": "6200.00"}]
    line = {"document": "insured_spell", "id": "1", "area": "370100", "wages": wages}
    (row,) = read(orjson.dumps(line))
    assert (row.fields["wages"], row.issues) == (({"from_month": DAY, "monthly_wage": Decimal("6200.00")},), [])
