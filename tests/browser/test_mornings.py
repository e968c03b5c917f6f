"""What each kind of user does of a morning, from the overview on, on one province: each looks, decides and leaves a
trace that the next can see. With OHUB_PICTURES their pages are kept for the documents."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from hub.security.permissions import Role
from tests.browser.conftest import leave
from tests.browser.looking import keep
from tests.databases import drop
from tests.demonstration import Demonstration
from tests.hub.service import Site

SLOW = 30_000  # ms that a job may take


@pytest.fixture(scope="module")
def url(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = demonstration.copy(tmp_path_factory.mktemp("mornings"))
    with Site(store, demonstrated=True, with_worker=True) as served:
        yield served.url
    drop(store)


@pytest.fixture
def enter(page: Page, url: str) -> Iterator[Page]:
    page.set_viewport_size({"width": 1440, "height": 900})
    yield page
    leave(page)


def begin(page: Page, url: str, role: Role) -> None:
    page.goto(f"{url}/sign-in")
    page.locator(f"button[value={role}]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("总览")


def follow(page: Page, name: str) -> None:
    """A link of the menu."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=name, exact=True).click()


@pytest.mark.timeout(300)  # the first waits for the province
def test_the_provincial_regulator_puts_a_workshop_under_supervision(enter: Page, url: str) -> None:
    page = enter
    begin(page, url, Role.CASE_REGULATOR)
    keep(page, "overview")
    page.set_viewport_size({"width": 390, "height": 844})
    keep(page, "overview-phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("svg.map a", has=page.locator("path.s5")).first.dispatch_event("click")
    expect(page.get_by_role("navigation", name="所在位置")).to_contain_text("山东省 ›")
    follow(page, "接触聚集")
    keep(page, "signals")
    page.locator("#main tbody tr").first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="为什么报警")).to_be_visible()
    keep(page, "signal")
    page.get_by_role("button", name="开始核实").click()
    page.get_by_label("说明或理由").fill("二十一人听力同时下降，须现场核查防护与检测记录")
    page.get_by_label("办结期限").fill(str(date.today() + timedelta(days=30)))  # noqa: DTZ011  (any day to come)
    page.get_by_role("button", name="挂牌督办").click()
    expect(page.locator(".task")).to_contain_text("挂牌督办")
    follow(page, "办理清单")
    page.get_by_role("link", name="我的", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("挂牌督办"))).to_have_count(1)
    keep(page, "worklist")
    follow(page, "月报")
    with page.expect_download(timeout=SLOW) as report:
        page.get_by_role("button", name="PDF").click()
    assert Path(report.value.path()).read_bytes().startswith(b"%PDF")


def test_the_county_regulator_takes_the_list_of_who_is_overdue(enter: Page, url: str) -> None:
    page = enter
    begin(page, url, Role.REGULATOR)
    county = page.get_by_role("heading", level=1).inner_text().partition(" ")[0]
    follow(page, "监护合规")
    keep(page, "compliance")
    page.locator("#main tbody tr").first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("有限公司")
    follow(page, "用人单位")
    with page.expect_download(timeout=SLOW) as listed:
        page.get_by_role("link", name="XLSX").click()
    rows = CalamineWorkbook.from_path(listed.value.path()).get_sheet_by_index(0).to_python()
    assert len(rows) > 1
    expect(page.locator("#main tbody tr")).not_to_have_count(0)
    other = page.goto(f"{url}/?division={'370102' if county != '历下区' else '370202'}")
    assert other is not None
    assert other.status == 404, "no other county"


def test_the_employer_s_clerk_sends_examinations(enter: Page, url: str, tmp_path: Path) -> None:
    page = enter
    begin(page, url, Role.EMPLOYER)
    keep(page, "employer")
    follow(page, "监护合规")
    expect(page.get_by_role("heading", level=1)).to_contain_text("有限公司")
    keep(page, "duties")
    follow(page, "上传文件")
    with page.expect_download() as example:
        page.get_by_role("row", name="国家").get_by_role("link").click()
    spoilt = tmp_path / "examinations.xml"
    spoilt.write_bytes(Path(example.value.path()).read_bytes().replace(b"<EXAM_TYPE_CODE>02", b"<EXAM_TYPE_CODE>09"))
    page.get_by_label("文件（").set_input_files(spoilt)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_role("heading", name="尚未入库")).to_be_visible(timeout=SLOW)
    expect(page.locator("#list")).to_contain_text("暂存")
    keep(page, "upload")


def test_the_insurance_case_worker_urges_a_payment(enter: Page, url: str) -> None:
    page = enter
    begin(page, url, Role.INSURANCE_AGENCY)
    follow(page, "待遇缺口")
    page.get_by_role("link", name=re.compile("^待遇支付")).click()
    keep(page, "gaps")
    page.locator("#list tbody tr").first.get_by_role("link").first.click()
    keep(page, "case")
    page.get_by_label("说明或理由").fill("已请基金核对支付记录")
    page.get_by_role("button", name="开始核实").click()
    expect(page.locator(".task")).to_contain_text("核实中")
    page.get_by_role("link", name="督促函与告知书").click()
    with page.expect_download(timeout=SLOW) as letter:
        page.get_by_role("button", name="督促函 DOCX").click()
    assert Path(letter.value.path()).read_bytes().startswith(b"PK")
    keep(page, "letters")


def test_the_auditor_sees_who_looked(enter: Page, url: str) -> None:
    page = enter
    begin(page, url, Role.AUDITOR)
    follow(page, "审计")
    keep(page, "audit")
    page.get_by_role("link", name="谁看了谁").click()
    expect(page.get_by_role("row", name=re.compile("demo-insurance-agency"))).to_be_visible()
    keep(page, "looks")
    page.get_by_role("link", name="审计链").click()
    page.get_by_role("button", name="立即核对全链").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("审计")
