"""What is demanded of every page wherever a test comes to it: `look(page, name)`.

axe finds no violation of WCAG 2.2 A and AA, light and dark; nothing runs off the side of a desk's or a phone's screen;
the page is small and ready before its pictures. With OHUB_PICTURES its screenshots are kept, for the documents.
"""

import os
from functools import cache
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, Response

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK, PHONE = (1440, 900), (390, 844)
LOOKS: tuple[tuple[str, tuple[int, int], Literal["light", "dark"]], ...]
LOOKS = (("desk", DESK, "dark"), ("desk", DESK, "light"), ("phone", PHONE, "light"))
LARGEST = 300 << 10  # bytes of the first page, with all it needs but the map
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Charts follow the screen.
DRAWN_AGAIN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))"
WHO_IS_WIDE = """() => [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') &&
    e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def look(page: Page, name: str) -> None:
    """Check the page that is open, on both screens, and keep its pictures where they are wanted."""
    page.wait_for_load_state("networkidle")
    for screen, size, scheme in LOOKS:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(DRAWN_AGAIN)
        found = violations(page)
        assert not found, f"{name}, {screen}, {scheme}: {found}"
        assert page.evaluate(WIDER) <= 0, f"{name}, {screen}: {page.evaluate(WHO_IS_WIDE)}"
        keep(page, f"{name}-{screen}-{scheme}")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.emulate_media(media="print", color_scheme="light")
    keep(page, f"{name}-print")
    page.emulate_media(media="screen")


def violations(page: Page) -> list[str]:
    """What axe finds: the rule, and the first places."""
    page.evaluate(_axe())
    found = page.evaluate("rules => axe.run({runOnly: rules}).then(told => told.violations)", RULES)
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def weigh(page: Page, url: str) -> int:
    """Bytes of the page at `url`, but for its map, and of all it asks for, as they are sent."""
    sent: list[Response] = []

    def note(answer: Response) -> None:
        sent.append(answer)

    page.on("response", note)
    page.goto(url, wait_until="networkidle")
    page.remove_listener("response", note)
    mapped = sum(len(each.inner_html().encode()) for each in page.locator("svg.map").all())
    return sum(one.request.sizes()["responseBodySize"] for one in sent) - mapped


def keep(page: Page, name: str) -> None:
    """A picture of the page as it is, where pictures are wanted."""
    if folder := os.environ.get("OHUB_PICTURES"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=name.endswith("print"))
