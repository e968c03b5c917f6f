"""What arrives: by source, how fresh each sender's data is, what is pulled, and which rows wait for whom."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection
from sqlalchemy.engine import RowMapping

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import needs
from hub.intake.batches import COUNTS
from hub.pages.intake import questions
from hub.pages.intake.naming import sender_name
from hub.pages.queries import rows
from hub.pages.rendering import render
from hub.pages.texts import language, say, titles
from hub.security.permissions import Permission
from hub.security.scope import Fence
from schemas.issues import Issue

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, needs(Permission.BATCH_READ)]
PAGE = 20
OUTCOMES = COUNTS[1:]
# Who must act before a row that is held can go on; what is not named here is the sender's to mend.
OWNERS = {
    "code_unknown": "codes",
    "code_not_in_force": "codes",
    "name_unmapped": "codes",
    "identity_conflict": "identity",
    "update_before_add": "record",
    "delete_unknown": "record",
}


@dataclass(frozen=True)
class IntakePage:
    """`totals` and `by_source` are of what is stored. `held_rows` are the oldest, a page of them."""

    by_source: Sequence[RowMapping]
    totals: Mapping[str, int]
    channels: list[dict[str, Any]]
    pulls: Sequence[RowMapping] | None
    reasons: list[dict[str, Any]]
    held_rows: list[dict[str, Any]]
    next: str | None
    first: bool
    now: datetime
    may_release: bool
    outcomes: tuple[str, ...] = OUTCOMES

    @property
    def late(self) -> int:
        return sum(channel["late"] is True for channel in self.channels)


@router.get("/intake")
def intake(request: Request, store: OfStore, who: Reader, cursor: AfterCursor = None) -> HTMLResponse:
    place, lang, now = from_cursor(cursor, 2), language(request), datetime.now(UTC)
    with store.transaction(who.actor) as connection:
        by_source = rows(connection, questions.BY_SOURCE)
        pulls = rows(connection, questions.PULLS) if _sees_pulls(who) else None
        channels = [_channel(connection, row, now, lang) for row in rows(connection, questions.CHANNELS)]
        reasons = [_reason(row, lang) for row in rows(connection, questions.REASONS)]
        held = page(questions.held_rows(connection, place, PAGE + 1), PAGE, "batch_id", "row")
        held["items"] = [_held(connection, row, now, lang) for row in held["items"]]
    totals = {name: sum(row[name] for row in by_source) for name in COUNTS}
    channels.sort(key=lambda each: (each["late"] is not True, each["last_at"]))
    told = IntakePage(by_source, totals, channels, pulls, reasons, held["items"], held["next"], place is None, now,
                      who.may(Permission.BATCH_RELEASE))  # fmt: skip
    return render(request, "intake/arrivals.html", page=told, charts={"arrived": chart(by_source, lang)})


def _sees_pulls(who: Caller) -> bool:
    return who.actor.scope is not None and who.actor.scope.fence is Fence.PROVINCE


def _channel(connection: Connection, row: RowMapping, now: datetime, lang: str) -> dict[str, Any]:
    """By which way somebody's batches come: late when twice the usual time has passed, a day at least."""
    age, usual = (now - row["last_at"]).total_seconds() / 86400, row["usual_days"]
    late = None if usual is None else age > max(2 * float(usual), 1.0)
    by = row["organisation"]
    name = row["endpoint"] or (sender_name(connection, by, lang) if by else say(lang, "intake_by_operator"))
    return {**row, "name": name, "age": age, "late": late}


def _reason(row: RowMapping, lang: str) -> dict[str, Any]:
    return {**row, "sentence": sentence(dict(row), lang), "owner": owner(row["code"])}


def _held(connection: Connection, row: Mapping[str, Any], now: datetime, lang: str) -> dict[str, Any]:
    told = sentence(row, lang)
    who = sender_name(connection, row["sender"], lang)
    return {**row, "sentence": told, "owner": owner(row["code"]), "age": (now - row["received_at"]).days, "who": who}


def owner(code: str) -> str:
    """Who must act: sender, codes (who keeps the code lists), identity (who decides on persons), record (it waits)."""
    return OWNERS.get(code, "sender")


def sentence(row: Mapping[str, Any], lang: str) -> str:
    """What is wrong, in few words; how it is mended stands with the row in its batch."""
    issue = Issue(row["code"], row["field"], row["detail"] or {})
    return re.split("，本行|；|[;.] ", issue.message_zh if lang == "zh" else issue.message_en)[0]


def chart(by_source: Sequence[RowMapping], lang: str) -> dict[str, Any]:
    """Rows by source, stacked by outcome."""
    return {
        "kind": "stack",
        "names": [titles(lang).get(row["source"], row["source"]) for row in by_source],
        "series": [{"key": o, "name": say(lang, o), "values": [row[o] for row in by_source]} for o in OUTCOMES],
    }
