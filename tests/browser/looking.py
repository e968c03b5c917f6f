"""What is demanded of every page wherever a test comes to it: `look(page, name)`.

axe finds no violation of WCAG 2.2 A and AA, light and dark; nothing runs off the side of a desk's or a phone's screen;
the page is small and ready before its pictures. With OHUB_PICTURES its screenshots are kept, for the documents.
"""

import os
from functools import cache
from pathlib import Path

from playwright.sync_api import Page, Response

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK, PHONE = (1440, 900), (390, 844)
LARGEST = 300 << 10  # bytes of the first page, with all it needs but the map
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WHO_IS_WIDE = """() => [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') &&
    e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def look(page: Page, name: str) -> None:
    """Check the page that is open, on both screens, and keep its pictures where they are wanted."""
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], f"{name}, {scheme}"
    for screen, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme="light")
        assert page.evaluate(WIDER) <= 0, f"{name}, {screen}: {page.evaluate(WHO_IS_WIDE)}"
        _keep(page, f"{name}-{screen}")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.emulate_media(media="print")
    _keep(page, f"{name}-print")
    page.emulate_media(media="screen")


def violations(page: Page) -> list[str]:
    """What axe finds: the rule, and the first places."""
    page.evaluate(_axe())
    found = page.evaluate("rules => axe.run({runOnly: rules}).then(told => told.violations)", RULES)
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def weigh(page: Page, url: str) -> int:
    """Bytes of the page at `url` and of all it asks for, as they are sent; of the map only that it is asked for."""
    sent: list[Response] = []
    page.on("response", sent.append)
    page.goto(url, wait_until="networkidle")
    page.remove_listener("response", sent.append)
    return sum(len(one.body()) for one in sent if "/map/" not in one.url and one.status == 200)


def _keep(page: Page, name: str) -> None:
    if folder := os.environ.get("OHUB_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=name.endswith("print"))
