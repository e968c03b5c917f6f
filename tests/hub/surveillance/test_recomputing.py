"""What was known on a day, under the rules of that day: the same answer for ever."""

from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.errors import HubError
from hub.surveillance.analyse import analyse
from hub.surveillance.findings import current_findings
from hub.surveillance.recomputing import end_of, recompute
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.surveillance.records import correct, put, withdraw
from tests.hub.surveillance.test_analyse import DIAGNOSED, plant

DAY = date(2026, 4, 10)
ONLY = ("gaps", "clusters")
SAME = ("rule", "subject", "period", "employer_id", "division_code", "due_on", "evidence")


def as_stored(store: Store, analysis: str) -> list[dict]:
    found = current_findings(store, TESTER, analysis)
    return [{name: getattr(each, name) for name in SAME} for each in found]


def plain(found: list[dict]) -> list[dict]:
    """As JSON has it."""
    return [orjson.loads(orjson.dumps({name: each[name] for name in SAME})) for each in found]


def known_at(store: Store) -> datetime:
    moment: datetime = fetch(store, "select max(known_at) from finding_decision")[0][0]
    return moment


def test_the_earlier_answer_exactly(any_store: Store) -> None:
    plant(any_store)
    put(any_store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    put(any_store, 2, "diagnosis", worker_id=6, **DIAGNOSED)
    analyse(any_store, TESTER, DAY, ONLY)
    earlier = plain([one for name in ONLY for one in as_stored(any_store, name)])
    moment = known_at(any_store)
    correct(any_store, 1, disease="D2")
    withdraw(any_store, 2)
    put(any_store, 3, "determination", worker_id=5, applied_on=date(2026, 4, 2))
    analyse(any_store, TESTER, DAY, ONLY)
    now = plain([one for name in ONLY for one in as_stored(any_store, name)])
    assert [each["rule"] for each in now] == ["C01"]
    standing = fetch(any_store, "select finding_id, closed_on, evidence, decision_id from finding order by 1")
    again = recompute(any_store, TESTER, DAY, moment, ONLY)
    assert sorted(plain(again), key=str) == sorted(earlier, key=str)
    assert fetch(any_store, "select finding_id, closed_on, evidence, decision_id from finding order by 1") == standing


def test_it_equals_the_decision_that_was_recorded_then(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    analyse(store, TESTER, DAY, ("gaps",))
    moment = known_at(store)
    correct(store, 1, disease="D2")
    analyse(store, TESTER, DAY, ("gaps",))
    (then,), (now,) = recompute(store, TESTER, DAY, moment), recompute(store, TESTER, DAY, known_at(store))
    rows = fetch(store, "select decision_id, basis, due_on, inputs from finding_decision order by 1")
    assert [tuple(row) for row in rows] == [
        (each["recorded"]["decision_id"], each["basis"], each["due_on"], each["inputs"]) for each in (then, now)
    ]
    assert (then["inputs"], now["inputs"]) == ({"1": 1}, {"1": 2})
    assert then["recorded"]["differs_in"] == now["recorded"]["differs_in"] == []


def test_the_day_ends_at_midnight_of_the_province(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    with store.transaction(TESTER) as connection:
        connection.execute(text("update record_version set known_from = '2026-04-10 15:59:59Z'"))
    assert end_of(DAY, store).astimezone(UTC) == datetime(2026, 4, 10, 16, tzinfo=UTC) - timedelta(microseconds=1)
    assert len(recompute(store, TESTER, DAY)) == 1
    with store.transaction(TESTER) as connection:
        connection.execute(text("update record_version set known_from = '2026-04-10 16:00:00Z'"))
    # The file is written anew only where a transaction wrote records, as intake does.
    put(store, 2, "diagnosis", worker_id=6, **DIAGNOSED)
    assert recompute(store, TESTER, DAY) == []
    assert len(recompute(store, TESTER, date(2026, 4, 11))) == 1


def test_what_came_later_than_the_day_is_left_out(store: Store) -> None:
    """Known now, but of a later day: as of the day it had not happened."""
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    put(store, 2, "determination", worker_id=5, applied_on=date(2026, 4, 12))
    now = datetime.now(UTC)
    assert [one["due_on"] for one in recompute(store, TESTER, DAY, now, ("gaps",))] == [date(2026, 3, 31)]
    assert recompute(store, TESTER, date(2026, 4, 12), now, ("gaps",)) == []


def test_a_finding_of_which_no_decision_was_stored_says_so(store: Store) -> None:
    put(store, 1, "diagnosis", worker_id=5, **DIAGNOSED)
    (found,) = recompute(store, TESTER, DAY, datetime.now(UTC), ("gaps",))
    assert found["recorded"] is None


def test_an_unknown_analysis_is_refused(store: Store) -> None:
    with pytest.raises(HubError, match="There is no analysis"):
        recompute(store, TESTER, DAY, None, ("weather",))
