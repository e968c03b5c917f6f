"""Signing in with a real browser: what it sends by itself must be what the service expects of it."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
from playwright.sync_api import Page, expect

from hub.db import Store
from hub.security.permissions import Role
from tests.browser.conftest import leave
from tests.browser.looking import look
from tests.hub.pages.test_signing_in import a_user
from tests.hub.service import PASSWORD, Site, fill

CODE = re.compile("六位数字")


def test_password_authenticator_recovery_codes_and_out_again(store: Store, page: Page) -> None:
    login = a_user(store)
    with Site(store, fill(store)) as site:
        page.goto(f"{site.url}/gaps?rule=G03")
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        look(page, "sign-in")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="显示二维码").click()
        expect(page.get_by_alt_text("绑定验证器的二维码")).to_be_visible()
        look(page, "second-factor")
        page.get_by_text("不能扫描时").click()
        app = pyotp.parse_uri(page.get_by_text("otpauth://").inner_text())
        assert isinstance(app, pyotp.TOTP)
        page.get_by_label(CODE).fill(app.at(datetime.now(UTC) - timedelta(seconds=30)))
        page.get_by_role("button", name="确认").click()
        expect(page.get_by_role("listitem")).to_have_count(10)
        look(page, "recovery-codes")
        page.get_by_role("link", name="已经保存好").click()
        expect(page).to_have_url(f"{site.url}/gaps?rule=G03")
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        page.goto(f"{site.url}/gaps")
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        leave(page)


def test_the_demonstration_is_entered_by_one_press(store: Store, page: Page) -> None:
    with Site(store, fill(store), demonstrated=True) as site:
        page.goto(site.url)
        page.get_by_role("button", name="办案监管人员").click()
        expect(page.get_by_role("heading", name="总览")).to_be_visible()
        page.get_by_role("link", name=re.compile("办案监管人员")).click()
        expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", name="My account")).to_be_visible()
        leave(page)


def test_no_demonstration_unless_asked_for(store: Store, page: Page) -> None:
    with Site(store, fill(store)) as site:
        page.goto(site.url)
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        assert not page.get_by_text("示范省").count()
        answer = page.request.post(f"{site.url}/sign-in/demonstration", form={"role": Role.AUDITOR.value})
        assert answer.status == 404
        leave(page)
