"""The calculator's case of one person from their records; what no record tells stays unknown."""

from datetime import date
from typing import Any

import pytest

from hub.people.entitled import case_of, entitled, mean_wage


def row(document: str, on: date, employer: int = 1, **body: Any) -> Any:
    return {"document": document, "event_on": on, "employer_id": employer, "division_code": "370102",
            "employer_division": "370102", "body": body}  # fmt: skip


DIAGNOSED = row("diagnosis", date(2025, 5, 10), disease="1111")
WAGES = [("2020-01-01", "5000"), ("2025-01-01", "6200")]
STEPS = [{"from_month": month, "monthly_wage": wage} for month, wage in WAGES]
SPELL = row("insured_spell", date(2020, 1, 1), first_month="2020-01-01", wages=STEPS)
DETERMINED = row("determination", date(2025, 6, 1), decision="recognised", decided_on="2025-07-01")
REFUSED = row("determination", date(2025, 6, 1), decision="refused", decided_on="2025-07-01")
GRADED = row("assessment", date(2025, 10, 15), concluded_on="2025-10-15", grade=4, nursing="none")
RESIGNED = row("termination", date(2026, 1, 1), ended_on="2026-01-01", reason="worker_resigned")
DIED = row("death", date(2026, 2, 1), died_on="2026-02-01", relation="occupational",
           dependants=[{"relation": "spouse", "until": None}])  # fmt: skip
# what is recorded besides the diagnosis, and what of the case it tells
TOLD: list[tuple[list[Any], dict[str, Any]]] = [
    ([], {"diagnosed_on": "2025-05-10", "region": "370102", "insured": None, "average_wage_12m": None}),
    ([SPELL], {"insured": True, "employment": "employed", "average_wage_12m": (8 * 5000 + 4 * 6200) / 12}),
    ([DETERMINED], {"determined_on": "2025-07-01"}),
    ([GRADED], {"assessed_on": "2025-10-15", "grade": 4, "nursing": "none"}),
    ([RESIGNED], {"employment": "left", "contract_end_reason": "worker_resigned", "contract_ended_on": "2026-01-01"}),
    (
        [DIED],
        {"died_on": "2026-02-01", "death_cause": "occupational", "dependants": [{"relation": "spouse", "lone": None}]},
    ),
]


@pytest.mark.parametrize(("records", "told"), TOLD)
def test_what_records_tell(records: list[Any], told: dict[str, Any]) -> None:
    case = case_of([DIAGNOSED, *records], DIAGNOSED)
    assert {name: case[name] for name in told} == told


def test_a_refusal_is_no_determination() -> None:
    assert "determined_on" not in case_of([DIAGNOSED, REFUSED], DIAGNOSED)


def test_eleven_months_are_not_twelve() -> None:
    short = dict(SPELL["body"], first_month="2024-06-01")
    assert mean_wage([short], date(2025, 5, 1)) is None
    assert mean_wage([dict(short, first_month="2024-05-01")], date(2025, 5, 1)) is not None


def test_the_answer_names_items_and_what_is_missing() -> None:
    assert entitled([]) is None
    poor = entitled([DIAGNOSED])
    assert poor is not None
    assert {each["needs"] for each in poor["unknown"]} >= {"grade", "insured"}
    rich = entitled([SPELL, DIAGNOSED, DETERMINED, GRADED])
    assert rich is not None
    items = {item["code"]: item for item in rich["items"]}
    assert items["disability_lump_sum"]["amount"] > 0
    assert items["disability_lump_sum"]["payer"] == "fund"


def test_records_that_cannot_all_be_right_are_told_so() -> None:
    early = row("assessment", date(2025, 5, 10), concluded_on="2025-05-01", grade=4)
    told = entitled([DIAGNOSED, early])
    assert told is not None
    assert told["contradiction"]["zh"]
