"""Which earlier tables bear on new ones."""

from typing import Any

import pytest

from analytics.disclosure import Layout
from hub.publishing.earlier import bearing

AUGUST, BOTH, YEAR, OTHER = (
    {"month": ["2026-08"]},
    {"month": ["2026-08", "2026-09"]},
    {},
    {"month": ["2026-07"], "kind": ["examined"]},
)
# Restrictions of earlier tables -> which of them bear on one of September
CASES: dict[str, tuple[list[dict[str, Any]], list[int]]] = {
    "another month": ([AUGUST], []),
    "two months": ([BOTH], [0]),
    "through another": ([AUGUST, BOTH], [0, 1]),
    "no restriction": ([OTHER, YEAR], [0, 1]),
    "another kind": ([{"kind": ["suspected"]}, OTHER], []),
    "the other kind of the same month": ([{"month": ["2026-09"], "kind": ["suspected"]}], []),
}


@pytest.mark.parametrize("case", CASES)
def test_tables_bear_where_they_may_share_persons(case: str) -> None:
    wheres, expected = CASES[case]
    earlier = [{"name": str(n), "by": [], "where": where, "until": None, "cells": []} for n, where in enumerate(wheres)]
    new = Layout("new", ((),), {"month": ["2026-09"], "kind": ["examined"]})
    assert [int(entry["name"]) for entry in bearing(earlier, [new])] == expected
