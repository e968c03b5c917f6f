"""How well each sender sends: in time, complete, correct; of all senders, and of one by document and by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection
from sqlalchemy.engine import RowMapping

from hub.db import Store
from hub.door.callers import Caller, OfStore
from hub.door.locks import needs
from hub.errors import NotFoundError
from hub.intake.batches import COUNTS
from hub.intake.senders import terms
from hub.pages import exporting
from hub.pages.intake import questions
from hub.pages.intake.arrivals import sentence
from hub.pages.intake.file import as_list
from hub.pages.intake.naming import sender_name, sender_names
from hub.pages.queries import rows
from hub.pages.rendering import render
from hub.pages.texts import language, say
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, needs(Permission.BATCH_READ)]
UNKNOWN = "-"  # in an address: rows that name no sender
SHOWN = 200
By = Literal["rows", "late", "wrong", "incomplete"]


@dataclass(frozen=True)
class Score:
    """A sender, document or month with its sums; shares are None where there is nothing to have a share of."""

    name: str
    key: str
    sums: Mapping[str, Any]

    @property
    def in_time(self) -> float | None:
        return _share(self.sums["in_time"], self.sums["due"])

    @property
    def complete(self) -> float | None:
        return _share(self.sums["received"] - self.sums["incomplete"], self.sums["received"])

    @property
    def correct(self) -> float | None:
        """Accepted, of all rows but duplicates: what was sent twice was not wrong."""
        return _share(self.sums["accepted"], self.sums["received"] - self.sums["duplicates"])

    @property
    def days(self) -> float | None:
        """From the event to the arrival, on average."""
        return float(self.sums["days"]) / self.sums["timed"] if self.sums["timed"] else None


@dataclass(frozen=True)
class SendersPage:
    """The senders a reader may see, in the order asked for."""

    scores: list[Score]
    count: int
    by: By
    since: date
    now: datetime
    terms: Mapping[str, int]
    orders: tuple[By, ...] = get_args(By)


@dataclass(frozen=True)
class SenderPage:
    """One sender, with `total` over the time; `findings` is None for whoever may not read them."""

    total: Score
    documents: list[Score]
    months: list[Score]
    problems: list[dict[str, Any]]
    findings: Sequence[RowMapping] | None
    since: date
    now: datetime
    terms: Mapping[str, int]
    outcomes: tuple[str, ...] = COUNTS[1:]


@router.get("/intake/senders")
def senders(
    request: Request, store: OfStore, who: Reader, by: Annotated[By, Query()] = "rows", form: exporting.As = None
) -> Response:
    lang, now, since = language(request), datetime.now(UTC), _since(store)
    if form:
        scores = partial(_scores, since=since, by=by, lang=lang)
        return exporting.send(request, store, who, form, as_list(scores, since, lang))
    with store.transaction(who.actor) as connection:
        found = _scores(connection, since, by, lang)
    page = SendersPage(found[:SHOWN], len(found), by, since, now, terms(now.date()))
    return render(request, "intake/senders.html", page=page)


def _scores(connection: Connection, since: date, by: By, lang: str) -> list[Score]:
    """All that the reader may see, in order."""
    found = rows(connection, questions.SENDERS, since=since)
    names = sender_names(connection, [row["sender"] for row in found], lang)
    scores = [Score(name, row["sender"] or UNKNOWN, dict(row)) for name, row in zip(names, found, strict=True)]
    return sorted(scores, key=lambda score: _worst_first(score, by))


def _worst_first(score: Score, by: By) -> float:
    """The order of the list: most rows, or the smallest share first; without a share last."""
    if by == "rows":
        return -float(score.sums["received"])
    share = {"late": score.in_time, "wrong": score.correct, "incomplete": score.complete}[by]
    return 2.0 if share is None else share


@router.get("/intake/senders/{organisation}")
def sender(request: Request, store: OfStore, who: Reader, organisation: str) -> HTMLResponse:
    lang, now, since = language(request), datetime.now(UTC), _since(store)
    asked: dict[str, Any] = {"sender": "" if organisation == UNKNOWN else organisation, "since": since}
    with store.transaction(who.actor) as connection:
        total = next((row for row in rows(connection, questions.SENDERS, since=since)
                      if row["sender"] == asked["sender"]), None)  # fmt: skip
        if total is None:
            raise NotFoundError(
                f"{since} 以来没有收到该报送方的数据，或者它不在您的辖区；请从报送质量一览中选择。",
                f"Nothing arrived from that sender since {since}, or it lies outside your territory. See the list.",
            )
        documents = [
            Score(say(lang, f"document_{row['document']}"), row["document"], dict(row))
            for row in rows(connection, questions.BY_DOCUMENT, **asked)
        ]
        months = [Score(row["month"], row["month"], dict(row)) for row in rows(connection, questions.BY_MONTH, **asked)]
        problems = [{**row, "sentence": sentence(dict(row), lang)}
                    for row in rows(connection, questions.PROBLEMS, **asked)]  # fmt: skip
        may = who.may(Permission.FINDING_READ)
        findings = rows(connection, questions.QUALITY, sender=asked["sender"]) if may else None
        score = Score(sender_name(connection, asked["sender"], lang), organisation, dict(total))
    page = SenderPage(score, documents, months, problems, findings, since, now, terms(now.date()))
    return render(request, "intake/sender.html", page=page, charts={"months": chart(months, lang)})


def _since(store: Store) -> date:
    """The first day of the month eleven months ago: twelve months are looked at, this one too."""
    today = datetime.now(store.settings.zone).date()
    month = today.year * 12 + today.month - 12
    return date(month // 12, month % 12 + 1, 1)


def _share(part: int, whole: int) -> float | None:
    return float(part) / float(whole) if whole else None


def chart(months: list[Score], lang: str) -> dict[str, Any]:
    """Rows of each month, stacked by outcome."""
    outcomes = COUNTS[1:]
    return {
        "kind": "stack",
        "names": [month.name for month in months],
        "series": [
            {"key": o, "name": say(lang, o), "values": [int(month.sums[o]) for month in months]} for o in outcomes
        ],
    }
