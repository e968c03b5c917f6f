"""Published statistics over HTTP: who may read them, what a table says, and the same as CSV."""

import csv
import io

import pytest

from hub.db import Store
from hub.publishing.months import read_month
from hub.publishing.publishing import publish_month
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER
from tests.hub.publishing.filling import STATISTICS, asking, examined, persons

READERS = {
    Role.REGULATOR: "bureau:370100",
    Role.AUDITOR: "bureau:370000",
    Role.EXAM_INSTITUTION: "institution:370102001",
    Role.INSURANCE_AGENCY: "bureau:370100",
}
RATES = "found-contraindicated-by-city"


def fill(store: Store) -> None:
    """20 of 220 in Jinan contraindicated; in Qingdao 2 of 102, which is hidden; in Zibo nobody of 50."""
    for division, harmed, well in (("370102", 20, 200), ("370202", 2, 100), ("370302", 0, 50), ("370402", 9, 60)):
        persons(store, harmed, "2026-08-03", division, examined(conclusion="03"))
        persons(store, well, "2026-08-03", division, examined())
    publish_month(store, TESTER, read_month("2026-08"))


def test_a_table_has_names_counts_and_rates(store: Store) -> None:
    fill(store)
    with asking(store) as client:
        found = client.get(f"{STATISTICS}/2026-08/{RATES}").json()
        total = client.get(f"{STATISTICS}/2026-08/examined").json()
    assert (found["by"], found["threshold"], found["withheld"]) == (["city"], 5, False)
    cells = {cell["groups"]["city"]: cell for cell in found["cells"]}
    assert set(cells) == {"370100", "370200", "370400"}, "a group that is not listed has nobody"
    assert cells["370200"] == {"groups": {"city": "370200"}, "names": {"city": "青岛市"}, "count": None, "hidden": True,
                               "rate_per_1000": None}  # fmt: skip
    shown = [cell for cell in cells.values() if not cell["hidden"]]
    assert shown
    expected = {"370100": (20, 90.91), "370400": (9, 130.43)}
    assert all((cell["count"], cell["rate_per_1000"]) == expected[cell["groups"]["city"]] for cell in shown)
    assert [cell["count"] for cell in total["cells"]] == [441]


def test_the_months_are_listed_newest_first_and_by_page(store: Store) -> None:
    for month in ("2026-07", "2026-09", "2026-08"):
        publish_month(store, TESTER, read_month(month))
    with asking(store) as client:
        first = client.get(STATISTICS, params={"limit": 2}).json()
        rest = client.get(STATISTICS, params={"limit": 2, "cursor": first["next"]}).json()
    assert [item["month"] for item in first["items"] + rest["items"]] == ["2026-09", "2026-08", "2026-07"]
    assert rest["next"] is None
    assert {"table": "examined", "withheld": False} in first["items"][0]["tables"]


@pytest.mark.parametrize(("accept", "query"), [("text/csv", ""), ("*/*", "?format=csv")])
def test_a_table_as_csv(store: Store, accept: str, query: str) -> None:
    fill(store)
    with asking(store) as client:
        answer = client.get(f"{STATISTICS}/2026-08/{RATES}{query}", headers={"Accept": accept})
        cells = client.get(f"{STATISTICS}/2026-08/{RATES}").json()["cells"]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"2026-08-{RATES}.csv" in answer.headers["content-disposition"]
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header == ["city", "city_name", "count", "hidden", "rate_per_1000"]
    plain = ["" if value is None else str(value) for cell in cells for value in (cell["count"], cell["rate_per_1000"])]
    assert [value for row in rows for value in (row[2], row[4])] == plain


@pytest.mark.parametrize("role", READERS)
def test_every_role_may_read(store: Store, role: Role) -> None:
    publish_month(store, TESTER, read_month("2026-08"))
    with asking(store, role, READERS[role]) as client:
        assert client.get(STATISTICS).json()["items"][0]["month"] == "2026-08"
        assert client.get(f"{STATISTICS}/2026-08/diagnosed").json()["cells"] == [
            {"groups": {}, "names": {}, "count": 0, "hidden": False}
        ]


def test_nobody_reads_without_signing_in(store: Store) -> None:
    publish_month(store, TESTER, read_month("2026-08"))
    with asking(store, None) as client:
        assert [client.get(STATISTICS + path).status_code for path in ("", "/2026-08/examined")] == [401, 401]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/2026-08/examined", 404),
        ("/2026-09/nothing", 404),
        ("/2026-13/examined", 422),
        ("/2026-09/examined?format=pdf", 422),
        ("?cursor=nonsense", 400),
    ],
)
def test_refusals_are_problem_details(store: Store, path: str, status: int) -> None:
    publish_month(store, TESTER, read_month("2026-09"))
    with asking(store) as client:
        answer = client.get(STATISTICS + path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert {"title", "title_en"} <= set(answer.json())


def test_a_withheld_table_says_so(store: Store) -> None:
    persons(store, 30, "2026-08-03", "370102", examined())
    publish_month(store, TESTER, read_month("2026-08"), seconds=0.001)
    with asking(store) as client:
        found = client.get(f"{STATISTICS}/2026-08/examined-by-city").json()
        text = client.get(f"{STATISTICS}/2026-08/examined-by-city?format=csv").text
    assert (found["withheld"], found["cells"]) == (True, [])
    assert text.lstrip("\ufeff").split() == ["count,hidden"]
