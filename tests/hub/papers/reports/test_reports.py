"""Reports of a territory: the numbers against records put in by hand, the fence, the files and who may have them."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from sqlalchemy import text
from typer.testing import CliRunner

from hub.cli.app import build
from hub.config import settings
from hub.db import Store
from hub.papers.reports.counting import Asked, Change, count
from hub.publishing.months import Month
from hub.security.actor import Actor
from hub.security.permissions import Role
from hub.security.scope import of_territory
from hub.tallies.folding import rebuild
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.publishing.filling import case, examined, persons
from tests.hub.service import client

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 3, 9, 0, tzinfo=ZONE)
OCTOBER = Month(2026, 10)
# rule, analysis, place, raised, closed
FINDINGS = (
    ("G03", "gaps", "370102", "2026-10-02", None),
    ("G04", "gaps", "370102", "2026-09-02", "2026-10-20"),
    ("G10", "gaps", "370202", "2026-09-02", "2026-11-02"),
    ("C01", "clusters", "370202", "2026-10-05", None),
    ("G03", "gaps", "370102", "2026-11-02", None),  # after the month
)
FINDING = """
insert into finding (analysis, rule, subject, period, division_code, evidence, raised_on, seen_on, closed_on)
values (:analysis, :rule, :subject, 'x', :place, '{}', :raised, :raised, :closed)
"""

REFUSED = (("370200", "2026-10"), ("370199", "2026-10"), ("370100", "2026-13"), ("370100", "2099-01"))
PARTS = (
    "济南市职业健康监测月报（2026年10月）",
    "职业健康检查人次 20，去年同月 10，增长 100.0%",
    "诊断职业病例数 *",
    "历下区|20|10",
    "2026-03|9|0|0|0",
)


@pytest.fixture
def store(store: Store) -> Store:
    persons(store, 20, "2026-10-08", "370102", examined())
    persons(store, 12, "2026-10-09", "370202", examined(conclusion="02"))
    persons(store, 10, "2025-10-09", "370102", examined())
    persons(store, 9, "2026-03-09", "370102", examined())
    persons(store, 2, "2026-10-10", "370102", case())
    with store.transaction(TESTER) as connection:
        for n, (rule, analysis, place, raised, closed) in enumerate(FINDINGS):
            values = {"rule": rule, "analysis": analysis, "subject": str(n), "place": place, "raised": raised}
            connection.execute(text(FINDING), {**values, "closed": closed})
    rebuild(store, TESTER)
    return store


def test_what_is_counted_in_a_province_and_behind_a_fence(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        whole = count(connection, Asked("370000", OCTOBER, NOW))
        city = count(connection, Asked("370100", OCTOBER, NOW))
    behind = Actor("user", "x", of_territory("370200", NOW.date()))
    with store.transaction(behind) as connection:
        fenced = count(connection, Asked("370200", OCTOBER, NOW, everything=True))
    assert {key: n for key, n in whole.cells.items() if n} == {
        ("examination", "2026-10", "370100"): 20, ("examination", "2026-10", "370200"): 12,
        ("suspected", "2026-10", "370200"): 12, ("diagnosis", "2026-10", "370100"): 2,
        ("examination", "2025-10", "370100"): 10, ("examination", "2026-03", ""): 9,
    }  # fmt: skip
    assert city.cells["examination", "2026-10", "370102"] == 20
    assert ("examination", "2026-10", "370200") not in city.cells
    assert (fenced.cells["examination", "2026-10", "370202"], fenced.signals) == (12, Change(1, 0, 1))
    assert (whole.workers["370100"], whole.known["370100"], whole.signals) == (29, 39, Change(1, 0, 1))
    assert (whole.gaps["determination"], whole.gaps["benefits"]) == (Change(1, 1, 1), Change(0, 0, 1))


def said(content: bytes) -> str:
    file = Document(io.BytesIO(content))
    rows = ["|".join(cell.text for cell in row.cells) for table in file.tables for row in table.rows]
    return "\n".join([*(each.text for each in file.paragraphs), *rows])


def test_from_the_page_to_the_file(store: Store) -> None:
    with client(store, Role.REGULATOR, "bureau:370100") as ask:
        page = ask.get("/reports").text
        made = ask.get("/reports/file", params={"division": "370100", "month": "2026-10", "as": "docx"})
        pdf = ask.get("/reports/file", params={"division": "370102", "month": "2026-10"})
        statuses = [ask.get(f"/reports/file?division={place}&month={month}").status_code for place, month in REFUSED]
        assert ask.get("/reports/file?month=2024-01").content.startswith(b"%PDF")  # of nothing at all
    assert statuses == [404, 404, 400, 400]
    assert 'value="370102"' in page
    assert pdf.content.startswith(b"%PDF")
    told = said(made.content)
    assert [part for part in PARTS if part not in told] == []
    assert fetch(
        store, "select detail ->> 'report', detail ->> 'form' from audit_entry where verb = 'export' order by at"
    ) == [
        ("2026-10", "docx"),
        ("2026-10", "pdf"),
        ("2024-01", "pdf"),
    ]


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.INSURANCE_AGENCY, Role.AUDITOR])
def test_reports_are_for_regulators(store: Store, role: Role) -> None:
    organisation = "employer:91370100M000100Y4B" if role is Role.EMPLOYER else "bureau:370100"
    with client(store, role, organisation) as ask:
        assert [ask.get(path).status_code for path in ("/reports", "/reports/file?month=2026-10")] == [404, 404]


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Commands work on the test's store."""
    monkeypatch.setenv("OHUB_DATA_DIR", str(store.settings.data_dir))
    monkeypatch.setenv("OHUB_DATABASE_URL", store.owner_url.render_as_string(hide_password=False))
    monkeypatch.setenv("OHUB_APP_DATABASE_URL", store.app_url.render_as_string(hide_password=False))
    settings.cache_clear()
    yield store
    settings.cache_clear()


def test_the_command_writes_a_new_file(typed: Store, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    words = ["report", "--division", "3702", "--month", "2026-10", "--out", str(out)]
    assert CliRunner().invoke(build(), words).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert CliRunner().invoke(build(), words).exit_code == 1  # it is there already
