"""Code lists, rules and parameters to read: what is in force on a day, on which source, and what is not checked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from analytics.parameters import Parameter, all_parameters, parameter
from analytics.rules import rules
from analytics.rules.base import Rule
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.errors import HubError, NotFoundError
from hub.pages.navigation import REFERENCE
from hub.pages.rendering import render
from hub.pages.texts import language, texts
from schemas.codes import Code, all_lists, codelist, plain
from schemas.codes.titles import TITLES

router = APIRouter(include_in_schema=False)
OfReaders = Annotated[Caller, needs(*REFERENCE)]
PAGE = 100
TOPICS = ("gaps", "compliance", "quality")
Search = Annotated[str, Query(max_length=50)]


@dataclass(frozen=True)
class ListsPage:
    """Each list with its title, how many codes it has, and how many rows have validity dates."""

    lists: list[tuple[str, str, int, int]]


@dataclass(frozen=True)
class ListPage:
    """The rows of one list that are asked for, `start` left out before them."""

    name: str
    title: str
    rows: list[Code]
    found: int
    start: int
    q: str
    on: str

    @property
    def following(self) -> int | None:
        return self.start + PAGE if self.start + PAGE < self.found else None

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys(name for row in self.rows for name in row.extra))


@dataclass(frozen=True)
class LawPage:
    """Rules by topic and parameters by folder; `today` judges what is in force."""

    rules: dict[str, list[Rule]]
    parameters: dict[str, list[Parameter]]
    today: date
    unverified: int
    q: str
    titles: dict[str, str]


@router.get("/system/codes")
def lists(request: Request, _: OfReaders) -> HTMLResponse:
    lang = language(request)
    told = [(name, codelist(name).rows) for name in all_lists()]
    counted = [
        (name, title(name, lang), len(rows), sum(bool(row.valid_from or row.valid_to) for row in rows))
        for name, rows in told
    ]
    return render(request, "system/lists.html", page=ListsPage(counted))


@router.get("/system/codes/{name}")
def one_list(
    request: Request, _: OfReaders, name: str, q: Search = "", on: Search = "",
    start: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> HTMLResponse:  # fmt: skip
    if name not in all_lists():
        raise NotFoundError("没有这个代码表；请从列表中选择。", "There is no such code list; choose from the list.")
    day, sought = _day(on), plain(q)
    rows = [
        row
        for row in codelist(name).rows
        if (day is None or row.in_force(day)) and (row.code.lower().startswith(sought) or sought in plain(row.name))
    ]
    shown = rows[start : start + PAGE]
    page = ListPage(name, title(name, language(request)), shown, len(rows), start, q, on)
    return render(request, "system/list.html", page=page)


@router.get("/system/parameters")
def law(request: Request, store: OfStore, _: OfReaders, q: Search = "") -> HTMLResponse:
    today = datetime.now(UTC).astimezone(store.settings.zone).date()
    numbers: dict[str, list[Parameter]] = {}
    for each in map(parameter, all_parameters()):
        if q in f"{each.name} {each.description} {each.clause}":
            numbers.setdefault(each.name.split("/")[0], []).append(each)
    told = {topic: [rule for rule in rules(topic).values() if q in _said(rule)] for topic in TOPICS}
    unverified = sum(not value.verified for group in numbers.values() for each in group for value in each.values)
    said = texts(language(request))
    titles = {name: said.get(f"law_{name}", name) for name in (*told, *numbers)}
    return render(request, "system/law.html", page=LawPage(told, numbers, today, unverified, q, titles))


def title(name: str, lang: str) -> str:
    """A list's title in a language: the Chinese one comes first, up to a blank."""
    zh, _, en = TITLES.get(name, f"{name} {name}").partition(" ")
    return zh if lang == "zh" else en


def _said(rule: Rule) -> str:
    return " ".join((rule.id, rule.title_zh, rule.title_en, *rule.basis, *rule.parameters))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise HubError("日期写作 2026-01-31。", "Write days like 2026-01-31.") from None
