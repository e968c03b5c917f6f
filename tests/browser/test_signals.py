"""The signals as a person meets them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.db import Store
from tests.browser.conftest import leave
from tests.hub.pages.signals.planted import plant
from tests.hub.service import Site, signed_in

PATHS = ("/clusters", "/clusters/{}", "/clusters/artefacts", "/clusters/methods", "/clusters/{}/workers")


@pytest.fixture
def url(store: Store, page: Page) -> Iterator[str]:
    number = plant(store)["loud"]
    with Site(store) as served:
        page.context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": served.url}])
        yield served.url + "|" + str(number)
        leave(page)


def test_from_the_list_to_a_signal_its_chart_its_map_and_how_it_was_found(page: Page, url: str) -> None:
    address, number = url.split("|")
    page.goto(f"{address}/clusters")
    expect(page.locator("#chart-clusters svg")).to_contain_text("一号铸造")
    page.get_by_label("危害因素").select_option("1038")
    page.get_by_role("button", name="应用").click()
    expect(page.locator("table tbody tr")).to_have_count(1)
    page.get_by_role("link", name="取消筛选").click()
    page.get_by_role("link", name="噪声 · 一号铸造").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("一号铸造 · 噪声")
    expect(page.locator("#chart-months svg")).to_contain_text("观察窗")
    expect(page.get_by_role("img", name=re.compile("历下区 1"))).to_be_visible()
    page.get_by_role("link", name="各种方法的说明").click()
    expect(page.get_by_role("heading", name="单家单位")).to_be_in_viewport()
    # nothing runs off the side, every table has headings and every section a name
    for width in (360, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        for path in PATHS:
            page.goto(f"{address}{path.format(number)}?lang={'en' if width < 1000 else 'zh'}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            for table in page.locator("table").all():
                assert table.locator("tbody tr").count() == table.locator("tbody th[scope=row]").count(), path
            for section in page.locator("section").all():
                assert page.locator(f"#{section.get_attribute('aria-labelledby')}").inner_text()


def test_without_javascript_all_numbers_are_there(browser: Browser, store: Store, url: str) -> None:
    address, number = url.split("|")
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": address}])
    opened = context.new_page()
    opened.goto(f"{address}/clusters/{number}")
    opened.get_by_text("以表格查看").click()
    expect(opened.locator("#months ~ details tbody tr")).to_have_count(36)
    expect(opened.locator("svg.map path.here")).to_have_count(1)
    context.close()
