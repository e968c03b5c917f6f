"""The overview as a person meets it: from the province to a county, by table, by map, without script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.db import Store
from tests.browser.conftest import leave
from tests.hub.pages.overview.filling import fill
from tests.hub.service import Site, signed_in


@pytest.fixture
def url(store: Store, page: Page) -> Iterator[str]:
    fill(store)
    with Site(store) as served:
        page.context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": served.url}])
        yield served.url
        leave(page)


def test_from_the_province_down_and_to_the_people_behind_a_number(page: Page, browser: Browser, url: str) -> None:
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("山东省 · 总览")
    expect(page.locator("svg.map path").nth(100)).to_be_attached()
    expect(page.locator(".shades li").first).to_be_visible()
    expect(page.locator("#chart-examination svg")).to_contain_text("3 月")
    page.get_by_text("以表格查看", exact=True).first.click()
    expect(page.get_by_role("row", name=re.compile("^12 月"))).to_be_visible()
    page.get_by_role("link", name="临沂市").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("临沂市 · 总览")
    page.locator("#places ~ .scroll a").first.click()
    expect(page.get_by_role("navigation", name="所在位置")).to_contain_text("山东省 › 临沂市 › 兰山区")
    expect(page.get_by_role("heading", name="用人单位")).to_be_visible()
    page.goto(f"{url}/?division=3713")
    page.get_by_role("link", name=re.compile("疑似职业病.*结论")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("临沂市 · 疑似职业病")
    expect(page.locator("tbody tr").first).to_contain_text("测试单位")
    _without_script(browser, page, url)


def _without_script(browser: Browser, page: Page, url: str) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    context.add_cookies([each for each in page.context.cookies() if each["name"] == "ohub"])  # type: ignore[list-item]
    bare = context.new_page()
    bare.goto(url)
    expect(bare.get_by_role("row", name=re.compile("^临沂市"))).to_be_visible()
    expect(bare.locator(".tiles .big").first).to_be_visible()
    bare.locator("svg.map a", has=bare.locator("path.s1")).first.click()
    expect(bare.get_by_role("navigation", name="所在位置")).to_contain_text("山东省 ›")
    context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_runs_off_the_side(page: Page, url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for path in ("/", "/?division=3713&lang=en", "/?division=371302", "/overview/records?kind=diagnosis"):
        page.goto(url + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for section in page.locator("section").all():
            assert page.locator(f"#{section.get_attribute('aria-labelledby')}").inner_text()
