"""The page of calibration as a person meets it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.db import Store
from tests.browser.conftest import leave
from tests.hub.pages.test_calibration import PATH, fill
from tests.hub.service import Site, signed_in


@pytest.fixture
def url(store: Store, page: Page) -> Iterator[str]:
    fill(store)
    with Site(store) as served:
        page.context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": served.url}])
        yield served.url
        leave(page)


def test_from_the_signals_to_their_calibration_and_on_by_institution(page: Page, url: str) -> None:
    page.goto(f"{url}/clusters")
    page.get_by_role("link", name="期望数可信吗").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("期望数的校准")
    expect(page.get_by_role("link", name="接触聚集")).to_have_attribute("aria-current", "true")
    expect(page.locator("#chart-calibration svg")).to_contain_text("30–39 岁")
    expect(page.get_by_role("row", name=re.compile("40–49 岁"))).to_contain_text("▲ 偏高")
    page.get_by_role("link", name="检查机构 (1)").click()
    expect(page.locator("tbody tr").first).to_contain_text("370202001 青岛市")
    expect(page.get_by_text("Q08")).to_be_visible()


def test_the_chart_tells_by_shape_what_is_off(page: Page, url: str) -> None:
    """A line for each whisker; triangles, of which one is turned, and one circle."""
    page.goto(url + PATH)
    drawn = page.locator("#chart-calibration svg path")
    shapes = [drawn.nth(n).get_attribute("transform") or "" for n in range(drawn.count())]
    assert len({shape.split(")")[0] for shape in shapes if shape}) >= 2
    expect(page.get_by_role("img", name=re.compile("观察数与期望数之比"))).to_be_visible()


def test_without_javascript_the_table_is_there(browser: Browser, store: Store, url: str) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": url}])
    opened = context.new_page()
    opened.goto(url + PATH)
    expect(opened.get_by_role("row", name=re.compile("40–49 岁"))).to_contain_text("1.10–2.30")
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_runs_off_the_side(page: Page, url: str, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for by in ("age", "institution", "sex"):
        page.goto(f"{url}{PATH}?by={by}&lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, by


def test_every_table_has_headings_and_every_section_a_name(page: Page, url: str) -> None:
    page.goto(url + PATH)
    for table in page.locator("table").all():
        expect(table.locator("thead th[scope=col]")).not_to_have_count(0)
        assert table.locator("tbody tr").count() == table.locator("tbody th[scope=row]").count()
    for section in page.locator("section").all():
        assert page.locator(f"#{section.get_attribute('aria-labelledby')}").inner_text()
