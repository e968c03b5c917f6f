"""What is asked of the worklist by its address: each filter with what is offered; anything else is refused."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Query

from hub.door.callers import Caller
from hub.pages.filters import refuse_unknown
from hub.security.accounts.users import LOGIN
from hub.security.scope import Fence
from hub.work.listing import TABS, Wanted
from hub.work.transitions import State
from schemas.codes import codelist
from schemas.codes.divisions import HOME

ANALYSES = ("gaps", "clusters", "compliance", "quality")
FILTERS = ("tab", "analysis", "state", "division", "owner", "late")
LATE = "1"
Word = Annotated[str, Query(max_length=40)]


def _asked(
    tab: Word = "", analysis: Word = "", state: Word = "", division: Word = "", owner: Word = "", late: Word = ""
) -> dict[str, str]:
    return {"tab": tab, "analysis": analysis, "state": state, "division": division, "owner": owner, "late": late}


Asked = Annotated[dict[str, str], Depends(_asked)]


def wanted(asked: dict[str, str], on: date) -> Wanted:
    """What is asked for. Raises FilterError for what is not offered."""
    refuse_unknown(
        {"work_tabs": asked["tab"], "work_analysis": asked["analysis"], "work_state": asked["state"],
         "work_division": asked["division"], "work_only_late": asked["late"],
         "work_owner": "" if LOGIN.fullmatch(asked["owner"]) else asked["owner"]},
        {"work_tabs": TABS, "work_analysis": ANALYSES, "work_state": list(State), "work_division": _known(on),
         "work_only_late": (LATE,), "work_owner": ()},
    )  # fmt: skip
    return Wanted(**{**asked, "tab": asked["tab"] or "bureau", "late": asked["late"] == LATE})  # type: ignore[arg-type]


def _known(on: date) -> set[str]:
    return {row.code for row in codelist("division").rows if row.in_force(on)}


def divisions(who: Caller, on: date) -> list[str]:
    """The cities of the province, or the counties of a city, that the reader sees."""
    scope = who.actor.scope
    settings = scope.settings if scope and scope.fence is not Fence.PROVINCE else {"divisions": ",".join(_known(on))}
    seen = set(settings.get("divisions", "").split(",")) & _known(on)
    cities = [code for code in seen if code.startswith(HOME) and len(code) == len("370100") and code.endswith("00")]
    places = [code for code in cities if code != f"{HOME}0000"]
    return sorted(places if len(places) > 1 else {code for code in seen if len(code) == len("370102")} - {*cities})


def address(wanted_: Wanted, **changed: Any) -> str:
    """What stands behind the question mark for a filter, with some of it changed."""
    asked = {name: getattr(wanted_, name) for name in FILTERS} | changed
    asked["late"] = LATE if asked["late"] else ""
    return urlencode({name: value for name, value in asked.items() if value})


def as_kept(query: str, on: date) -> str:
    """The query of a form as it may be kept. Raises FilterError."""
    given = {name: value for name, value in parse_qsl(query[:500]) if name in FILTERS}
    return address(wanted(dict.fromkeys(FILTERS, "") | given, on))
