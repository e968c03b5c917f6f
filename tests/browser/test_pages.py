"""The pages as a person meets them."""

import pytest
from playwright.sync_api import Page, expect

from tests.hub.service import Site


def test_the_language_is_switched_and_stays(page: Page, site: Site) -> None:
    page.goto(site.url)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Overview")
    page.get_by_role("navigation").get_by_role("link", name="Batches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Batches")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_batch_shows_its_issues_filtered_and_paged(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/batches")
    page.get_by_role("link", name=str(site.batch), exact=True).click()
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text("检查类型")
    page.get_by_role("link", name="更多").click()
    expect(rows).to_have_count(10)
    page.get_by_label("处理").select_option("note")
    page.get_by_role("button", name="应用").click()
    expect(page.locator("#list .empty")).to_be_visible()
    assert "severity=note" in page.url


def test_everything_is_reached_by_keyboard(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.goto(site.url)
    batches = page.get_by_role("navigation").get_by_role("link", name="批次")
    for _ in range(20):
        page.keyboard.press("Tab")
        if batches.evaluate("link => link === document.activeElement"):
            break
    expect(batches).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("批次")


@pytest.mark.parametrize("path", ["/", "/batches", "/gaps", "/clusters"])
def test_empty_pages_say_what_to_do(page: Page, empty_site: Site, path: str) -> None:
    page.goto(empty_site.url + path)
    expect(page.locator(".empty").first).to_be_visible()


def test_the_elements_page_shows_every_state(page: Page, empty_site: Site) -> None:
    page.goto(f"{empty_site.url}/patterns")
    for state in ("empty", "loading", "error"):
        expect(page.locator(f".{state}")).to_be_visible()


def test_what_is_not_there_is_said(page: Page, empty_site: Site) -> None:
    with page.expect_response("**/batches/999") as answered:
        page.goto(f"{empty_site.url}/batches/999")
    assert answered.value.status == 404
    expect(page.get_by_role("alert")).to_contain_text("999")


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_runs_off_the_side(page: Page, site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", f"/batches/{site.batch}", "/gaps", "/clusters"):
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
