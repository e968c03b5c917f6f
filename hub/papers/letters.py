"""Letters about findings: to whoever must act, and to the worker. Each is numbered, kept in mind and written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, text

from hub.db import Store
from hub.errors import HubError
from hub.papers.docx import as_docx
from hub.papers.paper import Form, Paper
from hub.papers.pdf import as_pdf
from hub.papers.wording import LINE, letter_blocks, wording
from hub.people.masking import mask_name
from hub.people.reading import opened, person
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from hub.surveillance.explaining import explain
from schemas.codes import codelist

Kind = Literal["urging", "notice"]
LOCK = 0x6C657474  # "lett": numbers are given one after the other
PURPOSE = "督促办理或者告知劳动者"
ABOUT = """
select f.worker_id, e.name as employer from finding f left join employer e using (employer_id)
where f.finding_id = :finding
"""
NEXT = "select coalesce(max(number), 0) + 1 from letter where bureau = :bureau and year = :year"
KEEP = """
insert into letter (bureau, year, number, finding_id, kind, form, in_clear, made_by, sha256)
values (:bureau, :year, :number, :finding, :kind, :form, :in_clear, :by, :sha256)
"""
LETTERS = """
select bureau, year, number, kind, form, in_clear, made_by, made_at, sha256 from letter
where finding_id = :finding order by letter_id desc
"""


class NoLetterError(HubError):
    """A letter of that kind makes no sense about this finding."""

    status = 422


@dataclass(frozen=True)
class Sender:
    """Who signs: the bureau's code and name. `reason` for naming the worker, blank to leave the name masked."""

    actor: Actor
    bureau: str
    name: str
    address: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Made:
    """A letter as it leaves the hub."""

    number: str
    name: str
    content: bytes


def make_letter(store: Store, sender: Sender, finding_id: int, kind: Kind, form: Form) -> Made:
    """Make, number and keep account of one letter. Raises NotFoundError outside the fence, NoLetterError."""
    told = explain(store, sender.actor, finding_id)
    now = datetime.now(store.settings.zone)
    with store.transaction(sender.actor) as connection:
        about = connection.execute(text(ABOUT), {"finding": finding_id}).mappings().one()
        _refuse(told, kind, about["worker_id"])
        workers = person(connection, about["worker_id"]) if about["worker_id"] else []
        worker = _named(connection, store, workers, in_clear=bool(sender.reason))
        _record(connection, store, sender, told, workers, kind)
    blanks = {**told, "worker": worker, "employer": about["employer"], "in_clear": bool(sender.reason),
              "place": place(told["division_code"])}  # fmt: skip
    with store.transaction(sender.actor.as_hub()) as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        whose = {"bureau": sender.bureau, "year": now.year}
        number = connection.execute(text(NEXT), whose).scalar_one()
        made = _written(sender, kind, form, blanks, number, now)
        kept = {"number": number, "finding": finding_id, "kind": kind, "form": form, "in_clear": bool(sender.reason)}
        digest = sha256(made.content).digest()
        connection.execute(text(KEEP), {**whose, **kept, "by": str(sender.actor), "sha256": digest})
    return made


def letters(connection: Connection, finding_id: int) -> list[dict[str, Any]]:
    """The letters made about a finding, newest first, each with its number in words."""
    rows = connection.execute(text(LETTERS), {"finding": finding_id}).mappings()
    return [{**row, "called": called(row["kind"], row["year"], row["number"])} for row in rows]


def called(kind: str, year: int, number: int) -> str:
    """The number of a letter as it stands in it."""
    return f"职健{wording()['kinds'][kind]['mark']}〔{year}〕第 {number} 号"


def place(code: str | None) -> str:
    """The name of a division; blank where it is not known."""
    division = codelist("division").get(code or "")
    return division.name if division else ""


def _refuse(told: Mapping[str, Any], kind: Kind, worker_id: int | None) -> None:
    if not told["must_act"]:
        raise NoLetterError("这条提示没有应当办理的单位，不能制作文书。", "Nobody must act on this finding: no letter.")
    if kind == "notice" and (worker_id is None or told["rule"] not in wording()["claims"]):
        raise NoLetterError(
            "这条提示没有劳动者本人可以申请的事项，不能制作告知书；可以制作督促函。",
            "There is nothing the worker could claim here: no notice. A letter to whoever must act can be made.",
        )
    if told["closed_on"]:
        raise NoLetterError(
            f"这条提示已于 {told['closed_on']} 消除，不再制作文书。",
            f"This finding was closed on {told['closed_on']}: no letter is made any more.",
        )


def _named(connection: Connection, store: Store, workers: list[int], *, in_clear: bool) -> str:
    names = [each["name"] for each in opened(connection, store.vault, workers) if each["name"]] if workers else []
    name = names[0] if names else None
    return LINE if name is None else name if in_clear else mask_name(name)


def _record(
    connection: Connection, store: Store, sender: Sender, told: Mapping[str, Any], workers: list[int], kind: Kind
) -> None:
    """What is written down of it: the export, and the name in clear by its reason."""
    detail = {"finding": told["finding_id"], "rule": told["rule"], "letter": kind}
    verbs = [(Verb.EXPORT, PURPOSE), *([(Verb.UNMASK, sender.reason)] if sender.reason else [])]
    for verb, purpose in verbs:
        access = Access(verb, purpose, workers, address=sender.address, detail=detail)
        record_access(connection, store.keys, sender.actor, access)


def _written(sender: Sender, kind: Kind, form: Form, blanks: Mapping[str, Any], number: int, now: datetime) -> Made:
    title = str(wording()["kinds"][kind]["title"])
    day = f"{now.year}年{now.month}月{now.day}日"
    said = called(kind, now.year, number)
    paper = Paper(title, sender.name, said, now.date(), letter_blocks(kind, blanks, day))
    return Made(said, f"{kind}-{now.year}-{number}.{form}", as_pdf(paper) if form == "pdf" else as_docx(paper))
