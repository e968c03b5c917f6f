"""Every page that a link leads to, on a province with people, findings and tasks: each is looked at once.

The walk starts at the overview of each kind of user and follows links, one for each kind of address.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from playwright.sync_api import Browser, Page
from starlette.routing import compile_path

from hub.db import Store
from hub.security.permissions import Role
from tests.browser.looking import LARGEST, look, weigh
from tests.databases import drop
from tests.demonstration import Demonstration
from tests.hub.service import Site

ROLES = [role for role in Role if role is not Role.CLIENT]  # systems have no pages
BEGINNINGS = ["/", "/me/accesses", "/patterns"]
LEFT_OUT = {  # that other tests look at, for whoever comes there; `unmask` only leads back
    "/sharing/clients/{client_id}",
    "/sign-in",
    "/sign-in/second-factor",
    "/workers/{worker_id}/unmask",
}
FILES = {  # that are kept, not looked at
    "/audit/chain/checkpoints/{name}",
    "/batches/{batch_id}/problems.xlsx",
    "/gaps/{finding_id}/letters",
    "/intake/templates/{source}",
    "/reports/file",
}


class Province:
    """The demonstration, served, and which kinds of addresses have been looked at."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.looked_at: set[str] = set()

    def __enter__(self) -> "Province":
        self.site = Site(self.store, extra=self._remember, demonstrated=True).__enter__()
        self.url = self.site.url
        return self

    def __exit__(self, *_: object) -> None:
        self.site.__exit__()

    def _remember(self, app: FastAPI) -> None:
        self.app = app

    def kind(self, path: str) -> str | None:
        """The pattern of an address that is a page, None for others."""
        return next((kind for kind in self.kinds if compile_path(kind)[0].match(path)), None)

    @property
    def kinds(self) -> list[str]:
        """Of all pages, in the order in which addresses are tried."""
        routes = [context.original_route for context in iter_route_contexts(self.app.routes)]
        return [route.path for route in routes
                if isinstance(route, APIRoute) and "GET" in route.methods and not route.include_in_schema]  # fmt: skip


@pytest.fixture(scope="module")
def province(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    store = demonstration.copy(tmp_path_factory.mktemp("province"))
    with Province(store) as served:
        yield served
    drop(store)


@pytest.fixture(scope="module")
def roles(browser: Browser, province: Province) -> Iterator[dict[Role, Page]]:
    """A window for each kind of user, signed in."""
    opened = {}
    for role in ROLES:
        page = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{province.url}/sign-in")
        page.locator(f"button[value={role}]").click()
        page.wait_for_url(f"{province.url}/")
        opened[role] = page
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.mark.timeout(900)  # the first makes the province
@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_used_by_everybody(province: Province, roles: dict[Role, Page], role: Role) -> None:
    page, open_ways, followed = roles[role], [*BEGINNINGS], set[str]()
    while open_ways:
        way = open_ways.pop(0)
        kind = province.kind(urlsplit(way).path)
        if kind is None or kind in followed | FILES or "as=" in way:
            continue
        followed.add(kind)
        answer = page.goto(province.url + way)
        assert answer is not None
        if answer.status == 404 and way in BEGINNINGS:
            continue  # not for this role
        assert answer.status == 200, f"{role} is led to {way}: {answer.status}"
        if kind not in province.looked_at:
            province.looked_at.add(kind)
            look(page, kind.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "overview")
        hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        open_ways += [href for href in hrefs if href.startswith("/") and not href.startswith("//")]


def test_the_first_page_is_small(province: Province, roles: dict[Role, Page]) -> None:
    assert weigh(roles[Role.CASE_REGULATOR], province.url + "/") <= LARGEST


def test_no_page_was_left_out(province: Province) -> None:
    """Pages that are no list of a kind of user's, or that only a form leads to, are named here."""
    assert set(province.kinds) - province.looked_at - FILES == LEFT_OUT
