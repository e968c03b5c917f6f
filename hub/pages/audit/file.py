"""Entries of the audit as a file."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from hub.pages.audit.queries import PURPOSE, Wanted, entries
from hub.pages.exporting import List
from hub.pages.texts import say
from hub.papers.spreadsheet import Column


def as_list(wanted: Wanted, chosen: Mapping[str, str], lang: str) -> List:
    """The same entries as on the page. They hold the numbers of workers and no names, so it is no list of persons."""

    def fetch(connection: Connection, place: Sequence[int] | None, limit: int) -> list[dict[str, Any]]:
        before = UUID(int=place[0]) if place else None
        return [{**row, "place": row["entry_id"].int}
                for row in entries(connection, wanted._replace(before=before), limit)]  # fmt: skip

    filters = {say(lang, f"audit_{name}"): value for name, value in chosen.items()}
    title = say(lang, "audit_entries")
    return List("audit", title, _columns(lang), fetch, ("place",), filters, of_persons=False, purpose=PURPOSE)


def _columns(lang: str) -> list[Column]:
    """Of an entry about many the first workers only, as on the page."""
    return [
        Column(say(lang, "audit_at"), "at"),
        Column(say(lang, "audit_number"), lambda row: row["number"] or say(lang, "audit_waits")),
        Column(say(lang, "audit_actor"), "actor"),
        Column(say(lang, "audit_verb"), lambda row: say(lang, f"verb_{row['verb']}")),
        Column(say(lang, "audit_people_count"), "people"),
        Column(say(lang, "audit_about"), _workers),
        Column(say(lang, "audit_records_count"), "records"),
        Column(say(lang, "purpose"), "purpose"),
        Column(say(lang, "audit_address"), "address"),
        Column(say(lang, "audit_detail"), _detail),
    ]


def _workers(row: Mapping[str, Any]) -> str:
    return " ".join(map(str, row["workers"])) + (" …" if row["people"] > len(row["workers"]) else "")


def _detail(row: Mapping[str, Any]) -> str:
    return " ".join(
        f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in row["detail"].items()
    )
