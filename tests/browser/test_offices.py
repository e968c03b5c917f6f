"""Calculators, help and the pages of administrators as people meet them: without scripts, on a phone, by keyboard."""

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.db import Store
from hub.security.permissions import Role
from tests.browser.conftest import leave
from tests.browser.looking import look
from tests.hub.pages.audit.test_audit import fill
from tests.hub.routers.pulling import agreed, system
from tests.hub.service import Site, signed_in

TRIED = "/system/simulator?parameter=gaps/worker_application_months"
CLIENT = "insurance-jinan"
PAGES = {
    Role.AUDITOR: ("/audit", "/audit/looks", "/audit/chain", "/system/roles"),
    Role.SECURITY_ADMIN: ("/system/users", "/system/users/auditor.370000", "/sharing", f"/sharing/clients/{CLIENT}"),
    Role.SYSTEM_ADMIN: ("/system/jobs", TRIED, "/system/parameters", "/system/codes/hazard", "/sharing"),
    Role.CASE_REGULATOR: ("/calculators/entitlements", "/calculators/schedule", "/help", "/help/terms", "/help/states"),
}


@pytest.fixture
def told(store: Store) -> Store:
    fill(store)
    system(store)
    agreed(store)
    return store


def enter(page: Page, store: Store, url: str, role: Role) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "ohub", "value": signed_in(store, role), "url": url}])


def test_pages_fit_a_phone_and_name_their_parts(told: Store, page: Page) -> None:
    with Site(told) as served:
        for role, paths in PAGES.items():
            enter(page, told, served.url, role)
            for path in paths:
                page.goto(served.url + path)
                look(page, path.strip("/").replace("/", "-").partition("?")[0])
                faults = page.evaluate(FAULTS)
                assert faults == [], (path, faults)
        leave(page)


# Tables without headings, rows without one, sections without a name, fields without a label, addresses used twice.
FAULTS = """() => [
    ...[...document.querySelectorAll('table')].filter(each => !each.querySelector('thead th[scope=col]')),
    ...[...document.querySelectorAll('tbody tr')].filter(each => each.querySelectorAll('th[scope=row]').length !== 1),
    ...[...document.querySelectorAll('section')].filter(
        each => !document.getElementById(each.getAttribute('aria-labelledby'))?.innerText),
    ...[...document.querySelectorAll('main input:not([type=hidden]), main select')].filter(each => !each.labels.length),
    ...[...document.querySelectorAll('[id]')].filter(
        each => document.querySelectorAll('#' + CSS.escape(each.id)).length > 1),
].map(each => each.outerHTML.slice(0, 120))"""


def test_a_clerk_calculates_without_javascript(store: Store, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    with Site(store) as served:
        enter(page, store, served.url, Role.CASE_REGULATOR)
        page.goto(served.url)
        page.get_by_role("link", name="待遇计算器").click()
        for label, text in (("职业病诊断日期", "2025-05-10"), ("前十二个月平均月缴费工资（元）", "六千")):
            page.get_by_label(label, exact=True).fill(text)
        for label, choice in (("伤残等级", "四级"), ("劳动关系", "在职"), ("诊断时是否参加工伤保险", "是")):
            page.get_by_label(label, exact=True).select_option(label=choice)
        page.get_by_role("button", name="计算", exact=True).click()
        wage = page.get_by_label("前十二个月平均月缴费工资（元）", exact=True)
        expect(page.get_by_role("alert")).to_contain_text("须为0 至 1000 万元之间的数")
        expect(wage).to_have_attribute("aria-invalid", "true")
        wage.fill("6200")
        wage.press("Enter")
        expect(page.get_by_role("row", name="一次性伤残补助金 130")).to_contain_text("130,200.00 元")
        expect(page.get_by_label("伤残等级", exact=True)).to_have_value("4")
    context.close()


def test_a_word_opens_by_keyboard(store: Store, page: Page) -> None:
    with Site(store) as served:
        enter(page, store, served.url, Role.AUDITOR)
        page.goto(f"{served.url}/audit/chain")
        word = page.locator("details.term summary").first
        word.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("改动、删除、插入都会被发现。")).to_be_visible()
        page.get_by_role("link", name="更多说明").first.click()
        expect(page.locator("#chain")).to_be_visible()
        leave(page)
