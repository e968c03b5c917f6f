"""Makes the report of a territory and a month: counts at one moment behind the caller's fence, then writes the file."""

from datetime import datetime

from analytics.disclosure.layouts import threshold_on
from hub.db import Store
from hub.errors import HubError
from hub.papers.docx import as_docx
from hub.papers.letters import Made
from hub.papers.paper import Form
from hub.papers.pdf import as_pdf
from hub.papers.reports.counting import Asked, count
from hub.papers.reports.writing import write_report
from hub.publishing.months import Month
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from schemas.codes import codelist

PURPOSE = "职业健康监测月报"


def make_report(store: Store, actor: Actor, division: str, month: Month, form: Form, *, own: bool = False) -> Made:
    """The report; `own`: the territory is all that the caller's fence shows. Raises HubError for what is no division
    or has not begun."""
    now = datetime.now(store.settings.zone)
    _refuse(division, month, now)
    with store.transaction(actor, one_moment=True) as connection:
        counted = count(connection, Asked(division, month, now, everything=own))
    paper = write_report(counted, threshold_on(now.date()))
    content = as_pdf(paper) if form == "pdf" else as_docx(paper)
    with store.transaction(actor) as connection:
        detail = {"report": str(month), "division": division, "form": form}
        record_access(connection, store.keys, actor, Access(Verb.EXPORT, PURPOSE, detail=detail))
    return Made("", f"report-{division}-{month}.{form}", content)


def _refuse(division: str, month: Month, now: datetime) -> None:
    if not codelist("division").get(division):
        raise HubError(
            "没有这个区划代码；请写六位代码，如 370200。",
            "There is no such division; give its six digits, like 370200.",
        )
    if month.start(now.tzinfo) > now:  # type: ignore[arg-type]
        raise HubError(f"{month} 还没有开始；请选择已开始的月份。", f"{month} has not begun; choose another month.")
