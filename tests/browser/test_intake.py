"""Uploading as a person meets it: with a job that works meanwhile, and without any script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.db import Store
from hub.security.permissions import Role
from tests.browser.conftest import leave
from tests.hub.pages.intake.test_upload import ORGANISATION, TWO, work
from tests.hub.service import Site, signed_in

FILE = {"name": "examinations.csv", "mimeType": "text/csv", "buffer": TWO}


@pytest.fixture
def url(store: Store, page: Page) -> Iterator[str]:
    with Site(store) as served:
        token = signed_in(store, Role.EXAM_INSTITUTION, ORGANISATION)
        page.context.add_cookies([{"name": "ohub", "value": token, "url": served.url}])
        yield served.url
        leave(page)


def test_a_file_is_checked_and_then_stored(page: Page, url: str, store: Store) -> None:
    """The page comes to know by itself when the job is done."""
    page.goto(f"{url}/intake")
    page.get_by_role("main").get_by_role("link", name="上传文件").click()
    page.get_by_label("文件（").set_input_files(FILE)  # type: ignore[arg-type]
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("正在排队")
    work(store)
    expect(page.get_by_role("heading", name="尚未入库")).to_be_visible(timeout=15000)
    expect(page.get_by_role("row", name="危害因素编码").first).to_contain_text("暂存")
    page.get_by_role("button", name="合格的 3 行入库").click()
    work(store)
    expect(page.locator(".figure.accepted dd")).to_have_text("3", timeout=15000)
    expect(page.get_by_role("button", name="入库")).to_have_count(0)


def test_without_javascript_and_narrow(browser: Browser, store: Store, url: str) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False, viewport={"width": 390, "height": 844})
    token = signed_in(store, Role.EXAM_INSTITUTION, ORGANISATION)
    context.add_cookies([{"name": "ohub", "value": token, "url": url}])
    opened = context.new_page()
    opened.goto(f"{url}/intake/upload")
    opened.get_by_label("文件（").set_input_files(FILE)  # type: ignore[arg-type]
    opened.get_by_label("合格的入库").check()
    opened.get_by_role("button", name="上传", exact=True).click()
    work(store)
    opened.get_by_role("link", name="刷新").click()
    expect(opened.locator(".figure.accepted dd")).to_have_text("3")
    for path in ("/intake", "/intake/upload", "/batches/1", "/intake/senders", "/intake/senders/370102001"):
        for lang in ("zh", "en"):
            opened.goto(f"{url}{path}?lang={lang}")
            expect(opened.get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_nothing_runs_off_the_side(page: Page, url: str, store: Store) -> None:
    page.goto(f"{url}/intake/upload")
    page.get_by_label("文件（").set_input_files(FILE)  # type: ignore[arg-type]
    page.get_by_label("合格的入库").check()
    page.get_by_role("button", name="上传", exact=True).click()
    page.wait_for_url("**/batches/1")
    work(store)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/intake", "/intake/upload", "/batches/1", "/intake/senders", "/intake/senders/370102001"):
        for lang in ("zh", "en"):
            page.goto(f"{url}{path}?lang={lang}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, (path, lang)
            for table in page.locator("table").all():
                assert table.locator("tbody tr").count() == table.locator("tbody th[scope=row]").count(), path
