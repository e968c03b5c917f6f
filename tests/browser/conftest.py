"""A real browser on the real service: Chromium of the system, uvicorn in a thread."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from hub.db import Store
from tests.browser.install import executable
from tests.hub.service import Site, fill, signed_in


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = executable()
        opened = playwright.chromium.launch(executable_path=str(found) if found else None, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def site(store: Store, page: Page) -> Iterator[Site]:
    with Site(store, fill(store)) as served:
        _sign_in(store, served, page)
        yield served
        leave(page)


@pytest.fixture
def empty_site(store: Store, page: Page) -> Iterator[Site]:
    with Site(store, 0) as served:
        _sign_in(store, served, page)
        yield served
        leave(page)


def _sign_in(store: Store, served: Site, page: Page) -> None:
    """As a regulator of the province; the sign-in page itself is tested apart."""
    page.context.add_cookies([{"name": "ohub", "value": signed_in(store), "url": served.url}])


def leave(page: Page) -> None:
    """Let the page have all it asked for before its service goes away."""
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")


def _is_wrong(message: ConsoleMessage) -> bool:
    return message.type in ("error", "warning") and "status of 404" not in message.text


def _is_here(url: str) -> bool:
    return "//127.0.0.1" in url or url == "about:blank"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; a message on the console, an error or a request to elsewhere fails the test."""
    context = browser.new_context(locale="zh-CN")
    opened, wrong = context.new_page(), []
    # that a page is not there is a browser's error too, and some tests ask for such a page
    opened.on("console", lambda message: wrong.append(message.text) if _is_wrong(message) else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda asked: None if _is_here(asked.url) else wrong.append(asked.url))
    yield opened
    context.close()
    assert wrong == []
