"""Letters, reports and notices as a person meets them: made by keyboard, nothing off the side, files that arrive."""

import os

from playwright.sync_api import Page, expect

from hub.db import Store
from tests.hub.intake.messages import TESTER
from tests.hub.pages.test_notices import DELIVERY
from tests.hub.service import Site

PATHS = ("/gaps/1/letters", "/reports", "/notices")


def test_a_letter_and_a_report_are_downloaded_and_a_webhook_subscribed(page: Page, site: Site, store: Store) -> None:
    page.goto(f"{site.url}/gaps/1")
    page.get_by_role("link", name="督促函与告知书").click()
    with page.expect_download() as letter:
        page.get_by_role("button", name="督促函 PDF").press("Enter")
    assert letter.value.suggested_filename.startswith("urging-20")
    page.reload()
    expect(page.get_by_role("row", name="第 1 号")).to_contain_text("遮盖")
    page.get_by_role("link", name="月报").click()
    with page.expect_download() as report:
        page.get_by_role("button", name="DOCX").click()
    assert report.value.suggested_filename.startswith("report-370000-20")
    page.get_by_role("link", name="通知", exact=True).click()
    page.get_by_label("https 地址").fill("https://93.184.216.34/hook")
    page.get_by_role("button", name="订阅 Webhook").click()
    expect(page.get_by_text("whsec_")).to_be_visible()
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(DELIVERY)
    _nothing_runs_off_the_side(page, site)


def _nothing_runs_off_the_side(page: Page, site: Site) -> None:
    for width, lang in ((390, "zh"), (360, "en"), (1440, "zh")):
        page.set_viewport_size({"width": width, "height": 844})
        for path in PATHS:
            page.goto(f"{site.url}{path}?lang={lang}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            for section in page.locator("section").all():
                assert page.locator(f"#{section.get_attribute('aria-labelledby')}").inner_text()
            if shots := os.environ.get("SHOTS"):
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    page.screenshot(path=f"{shots}/{path.replace('/', '_')}-{width}-{scheme}.png", full_page=True)
