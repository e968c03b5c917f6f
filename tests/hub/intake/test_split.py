"""What is parted for the store is put together again, for every document; nothing personal stays in the open part."""

from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.sources.national.layout import DOCUMENTS
from hub.intake.split import Split, join, split
from schemas.base import Record
from schemas.issues import Issue
from schemas.records import RECORDS
from schemas.validation import validate
from tests.connectors.national.records import records
from tests.examples import WORKER, examination

INSURED: dict[str, Any] = {
    "worker": WORKER,
    "employer": {"name": "测试铸造有限公司", "credit_code": "91370100MA3C00001H"},
    "area": "370100",
}
DAY = date(2026, 3, 1)
INSURANCE: dict[str, dict[str, Any]] = {
    "insured_spell": {
        "first_month": DAY,
        "wages": (
            {"from_month": DAY, "monthly_wage": Decimal("4650.50")},
            {"from_month": DAY, "monthly_wage": Decimal(0)},
        ),
    },
    "determination": {"applicant": "employer", "applied_on": DAY, "disease": "1101"},
    "assessment": {"kind": "first", "applied_on": DAY, "concluded_on": DAY, "grade": 7},
    "benefit": {"item": "disability_lump_sum", "paid_on": DAY, "amount": Decimal("102300.00")},
    "termination": {"ended_on": DAY, "reason": "expired"},
    "death": {"died_on": DAY, "relation": "disease", "dependants": ({"relation": "child", "lone": True},)},
}


def stored(parts: Split) -> Split:
    """The parts as the store gives them back."""
    return Split(*orjson.loads(orjson.dumps(list(parts), default=str)))


def assert_whole_again(record: Record) -> None:
    parts = stored(split(record))
    before = orjson.dumps(list(parts))
    assert join(record.document, parts) == record
    assert orjson.dumps(list(parts)) == before


@pytest.mark.parametrize("document", DOCUMENTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_national_records_are_whole_again(document: str, data: st.DataObject) -> None:
    assert_whole_again(data.draw(records(document)))


@pytest.mark.parametrize("document", INSURANCE)
def test_insurance_records_are_whole_again(document: str) -> None:
    record = validate(document, INSURED | INSURANCE[document])
    assert isinstance(record, Record), record
    assert_whole_again(record)


def test_every_document_is_among_them() -> None:
    assert RECORDS.keys() == DOCUMENTS.keys() | INSURANCE.keys()


def test_what_names_people_is_in_the_personal_part_alone() -> None:
    record = validate("examination", examination())
    assert isinstance(record, Record)
    parts = stored(split(record))
    open_part = orjson.dumps([parts.body, parts.results]).decode()
    assert not [text for text in ("测试甲", WORKER["id_number"], WORKER["phone"], "填表人") if text in open_part]
    assert parts.personal["worker"]["name"] == "测试甲"


def test_what_is_missing_is_told_by_its_field() -> None:
    record = validate("examination", examination())
    assert isinstance(record, Record)
    found = join("examination", stored(split(record))._replace(personal={}, results=None))
    assert found == [Issue("field_missing", "worker.name"), Issue("field_missing", "results")]
