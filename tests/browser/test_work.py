"""The worklist as a case worker meets it: what is being written is never lost, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.db import Store
from tests.browser.conftest import leave
from tests.browser.looking import look
from tests.hub.intake.messages import fetch
from tests.hub.pages.work.test_one import TOOK, start
from tests.hub.service import Site, signed_in


@pytest.fixture
def url(store: Store, page: Page) -> Iterator[str]:
    start(store)
    with Site(store) as served:
        page.context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": served.url}])
        yield served.url
        leave(page)


def test_from_the_list_to_a_step_and_a_session_lost_on_the_way(page: Page, url: str) -> None:
    page.goto(f"{url}/worklist?tab=all")
    look(page, "worklist")
    page.get_by_role("link", name="某事").first.click()
    look(page, "task")
    with page.expect_response(lambda answer: answer.url.endswith("/draft")) as kept:
        page.get_by_label("说明或理由").press_sequentially(TOOK)
    assert kept.value.status == 204
    page.reload()
    expect(page.get_by_label("说明或理由")).to_have_value(TOOK)
    expect(page.get_by_text("未提交的草稿")).to_be_visible()
    page.get_by_role("button", name="属实，立案处置").click()
    expect(page.get_by_role("row", name="立案处置")).to_contain_text(TOOK)
    expect(page.get_by_label("说明或理由")).to_have_value("")


def test_the_second_of_two_people_keeps_what_they_wrote(browser: Browser, store: Store, url: str) -> None:
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": url}])
    first, second = context.new_page(), context.new_page()
    for one in (first, second):
        one.goto(f"{url}/worklist/1")
    first.get_by_role("button", name="开始核实").click()
    second.get_by_label("说明或理由").fill("电话核实，不属实")
    second.get_by_role("button", name="不属实，排除").click()
    expect(second.get_by_role("alert")).to_contain_text("已被他人改动")
    expect(second.get_by_label("说明或理由")).to_have_value("电话核实，不属实")
    context.close()


def test_without_scripts_several_are_taken_at_once(browser: Browser, store: Store, url: str) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": url}])
    opened = context.new_page()
    opened.goto(f"{url}/worklist?tab=all")
    for number in (1, 3):
        opened.get_by_label(f"选择事项 {number}").check()
    opened.locator("select[name=step]").select_option("verify")
    opened.get_by_role("button", name="执行").click()
    expect(opened.get_by_role("status")).to_contain_text("已办 2 件")
    context.close()
    assert fetch(store, "select task_id from task where state = 'verifying' order by 1") == [(1,), (3,)]
