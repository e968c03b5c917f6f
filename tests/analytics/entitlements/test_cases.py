"""The cases a lawyer can read, in cases/*.yml: every item with an amount, every unknown, what a case names besides."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from analytics.entitlements.calculate import ITEMS, calculate

FILES = sorted((Path(__file__).parent / "cases").glob("*.yml"))
FACETS = ("formula", "payer", "from", "until", "basis", "verified")


def table(path: Path) -> list[Any]:
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    usual = stored.pop("usual")
    return [pytest.param(usual | case.pop("but", {}), case, id=f"{path.stem}-{name}") for name, case in stored.items()]


CASES = [case for path in FILES for case in table(path)]


def by_code(answer: dict[str, Any], facet: str) -> dict[str, list[Any]]:
    found = defaultdict(list)
    for item in answer["items"]:
        found[item["code"]].append(item[facet])
    return dict(found)


def plain(value: Any) -> Any:
    """Days of the table as the answer has them."""
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize(("case", "told"), CASES)
def test_a_case_is_answered_as_the_table_says(case: dict[str, Any], told: dict[str, Any]) -> None:
    answer, told = calculate(case).as_json(), dict(told)
    amounts = {code: [a for a in each if a is not None] for code, each in by_code(answer, "amount").items()}
    wanted = {code: each if isinstance(each, list) else [each] for code, each in told.pop("gives").items()}
    assert {code: each for code, each in amounts.items() if each} == wanted
    unknown = defaultdict(list)
    for each in answer["unknown"]:
        unknown[each["for"]].append(each["needs"])
    assert dict(unknown) == told.pop("unknown", {})
    assert set(told.pop("notes", [])) <= {note["for"] for note in answer["notes"]}
    assert not set(told.pop("absent", [])) & set(by_code(answer, "code"))
    for facet in FACETS:
        found = by_code(answer, facet)
        for code, value in told.pop(facet, {}).items():
            several = facet != "basis" and isinstance(value, list)
            assert (found[code] if several else found[code][0]) == ([*map(plain, value)] if several else plain(value))
    assert not told, "a word of the table that nobody reads"


def test_every_item_is_in_some_table() -> None:
    shown = {code for case in CASES for part in ("gives", "payer") for code in case.values[1].get(part, {})}
    assert shown == set(ITEMS)
