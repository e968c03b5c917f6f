"""Renders a template in the language of the request."""

from datetime import datetime
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hub.pages.navigation import menu
from hub.pages.queries import place_name
from hub.pages.texts import COOKIE, LANGUAGES, language, say, titles
from hub.security.accounts.sessions import csrf_secret

SHADE, SHADES = "ohub_shade", ("light", "dark")  # a cookie: without it the page is as bright as the system's others
YEAR = 365 * 86400
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# As Babel writes whole numbers, which would take it a tenth of a second for the thousand of a page.
_TEMPLATES.filters["number"] = lambda value: (
    f"{value:,}" if isinstance(value, int) else format_decimal(value, locale="zh_CN")
)
_TEMPLATES.filters["decimal"] = lambda value: f"{value:.2f}" if value < 100 else f"{value:.0f}"
_TEMPLATES.filters["place"] = place_name
_TEMPLATES.filters["kib"] = lambda value: format_decimal(round(value / 1024), locale="zh_CN") + " KiB"


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page; a language chosen by `?lang=` is remembered."""
    lang = language(request)
    zone = request.app.state.store.settings.zone

    def t(key: str, /, **blanks: Any) -> str:
        return say(lang, key, **blanks)

    def moment(at: datetime | None) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""

    def source_title(name: str) -> str:
        return titles(lang).get(name, name)

    other = LANGUAGES[1 - LANGUAGES.index(lang)]
    who = getattr(request.state, "caller", None)
    values = {"who": who, "menu": menu(who) if who else {}, "csrf": csrf_secret(who.token) if who else "", **values}
    values |= {"t": t, "lang": lang, "other": other, "moment": moment, "source_title": source_title,
               "shade": shade_of(request), "request": request}  # fmt: skip
    response = HTMLResponse(_TEMPLATES.get_template(template).render(values), status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, lang, max_age=YEAR, samesite="lax", httponly=True)
    return response


def shade_of(request: Request) -> str:
    """light or dark where one was chosen, else blank."""
    chosen = request.cookies.get(SHADE, "")
    return chosen if chosen in SHADES else ""
