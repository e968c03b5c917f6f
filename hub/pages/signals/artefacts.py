"""What looks like harm and is none: quality findings Q08 to Q10, all of them and those beside a signal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from hub.door.callers import Caller, OfStore
from hub.door.lists import AfterCursor, from_cursor, page
from hub.door.locks import needs
from hub.pages import queries
from hub.pages.rendering import render
from hub.pages.signals import words
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
OfAnalyses = Annotated[Caller, needs(Permission.ANALYSIS_READ)]
PAGE = 50
SHIFT, DRIVE, LATE = RULES = ("Q08", "Q09", "Q10")
MOST_BESIDE = 20
FIELDS = """
f.finding_id, f.rule, f.subject, f.period, f.raised_on, f.employer_id, e.name as employer,
coalesce(f.division_code, e.division_code) as division_code
"""
STAND = f"f.rule in {RULES} and f.closed_on is null"
COUNT = f"select count(*) from finding f where {STAND}"
LIST = f"""
select {FIELDS} from finding f left join employer e using (employer_id)
where {STAND} and f.finding_id < :before order by f.finding_id desc limit :limit
"""
# An institution's finding names it at the beginning of its subject: whom it examined, its shift or batch concerns.
BESIDE = f"""
with institutions as (
    select distinct org_code from record_version
    where record_id = any(:records) and document = 'examination' and org_code is not null
)
select {FIELDS} from finding f left join employer e using (employer_id)
where {STAND} and (f.employer_id = any(:employers)
    or split_part(f.subject, ' ', 1) in (select org_code from institutions))
order by f.rule, f.finding_id desc limit {MOST_BESIDE}
"""


@dataclass(frozen=True)
class Artefact:
    """One of them. The subject is `institution · item`, `employer/month` or the institution, by its rule."""

    finding_id: int
    rule: str
    subject: str
    period: str
    raised_on: date
    employer_id: int | None
    employer: str | None
    division_code: str | None

    @property
    def about(self) -> str:
        """The employer or the institution."""
        return self.employer or self.subject.split(" ")[0]

    @property
    def item(self) -> str:
        """What the institution measures."""
        return words.named("exam_item", self.subject.rpartition(" ")[2]) if self.rule == SHIFT else ""

    @property
    def month(self) -> str:
        return self.subject.rpartition("/")[2] if self.rule == DRIVE else ""

    @property
    def place(self) -> str:
        return words.place(self.division_code)


@dataclass(frozen=True)
class ArtefactsPage:
    """A page of them, latest first."""

    artefacts: list[Artefact]
    next: str | None
    first: bool


@router.get("/clusters/artefacts")
def artefacts(request: Request, store: OfStore, who: OfAnalyses, cursor: AfterCursor = None) -> HTMLResponse:
    place = from_cursor(cursor, 1)
    with store.transaction(who.actor) as connection:
        found = queries.rows(connection, LIST, before=place[0] if place else 2**63 - 1, limit=PAGE + 1)
    listed = page(found, PAGE, "finding_id")
    shown = ArtefactsPage([Artefact(**row) for row in listed["items"]], listed["next"], place is None)
    return render(request, "signals/artefacts.html", page=shown)


def count_of_artefacts(connection: Connection) -> int:
    """How many of them stand."""
    return int(queries.rows(connection, COUNT)[0]["count"])


def beside(connection: Connection, employers: Sequence[int], records: Sequence[int]) -> list[Artefact]:
    """Those of these employers, and of whoever made the examinations that are counted."""
    found: Any = queries.rows(connection, BESIDE, employers=list(employers), records=list(records))
    return [Artefact(**row) for row in found]
