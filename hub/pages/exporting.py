"""Lists of pages as files. A page that lists something gives the same list away as a file in three lines:

    form: exporting.As = None                                             # in the handler's signature
    if form:
        return exporting.send(request, store, who, form, List("gaps", say(lang, "nav_gaps"), columns, fetch, keys))

`fetch(connection, place, limit)` is the query of the page itself, `keys` are what the page gives to
`hub.door.lists.page`, `columns` are `Column(title, key or function of the row)`. In the template stands
`{{ exports(t, request) }}` of elements.html, for lists of persons inside `{% if who.may("record:export") %}`. Rows
about persons carry `worker_id`, for the audit; a list of anything else says `of_persons=False`. Counts of persons
by groups go through `hub.papers.reports.hiding` first, as published statistics do. A handler with many parameters takes
`part: Annotated[exporting.Part, Depends()]` for its cursor and its form.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Annotated, Any, NamedTuple

from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from hub.db import Store
from hub.door.callers import Caller
from hub.door.lists import AfterCursor
from hub.door.locks import not_there
from hub.errors import HubError
from hub.pages.texts import language, say
from hub.papers.spreadsheet import MEDIA, About, Column, Form, spreadsheet
from hub.people.purposes import DEFAULTS
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission, Role

As = Annotated[Form | None, Query(alias="as")]
Row = Mapping[str, Any]
Fetch = Callable[[Connection, Sequence[int] | None, int], Sequence[Row]]
AT_ONCE, MOST = 2_000, 200_000  # rows of one fetch, and of a file
WORKERS_AT_ONCE = 5_000  # in an entry of the audit
BYTES_AT_ONCE = 1 << 16


class Part(NamedTuple):
    """What is asked of a list: a page of it, or all of it as a file."""

    cursor: AfterCursor = None
    form: As = None


@dataclass(frozen=True)
class List:
    """A list to be sent. `name` is that of the file and in the audit; `filters` are told in it, each by its name.

    Without `keys` one fetch gives all. `of_persons`: only for who may export records; written down with the workers.
    `purpose` is written down too; blank: that of the caller's role.
    """

    name: str
    title: str
    columns: Sequence[Column]
    fetch: Fetch
    keys: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    of_persons: bool = True
    purpose: str = ""


class TooLongError(HubError):
    """More rows than a file may have."""

    status = 422


def send(request: Request, store: Store, who: Caller, form: Form, asked: List) -> StreamingResponse:
    """The list behind the caller's fence as it is at one moment; it is written down before the first byte leaves.

    Raises NotFoundError for who may not export persons, and TooLongError.
    """
    if asked.of_persons and not who.may(Permission.RECORD_EXPORT):
        raise not_there()
    workers: set[int] = set()
    now = datetime.now(store.settings.zone)
    about = _about(language(request), who, asked, now)
    with store.transaction(who.actor, one_moment=True) as connection:
        file = spreadsheet(asked.columns, _rows(connection, asked, workers), form, about, store.settings.zone)
    _record(store, who, form, asked, sorted(workers))
    name = f"{asked.name}-{now:%Y%m%d-%H%M}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(_bytes(file), media_type=MEDIA[form], headers=headers)


def _rows(connection: Connection, asked: List, workers: set[int]) -> Iterator[Row]:
    """All rows, fetched as the page does, one page after the other."""
    place: list[int] | None = None
    count = 0
    limit = AT_ONCE if asked.keys else MOST + 1
    while found := asked.fetch(connection, place, limit):
        if (count := count + len(found)) > MOST:
            raise TooLongError(
                f"超过 {MOST} 行，不能导出为一个文件；请先用筛选条件缩小范围。",
                f"More than {MOST} rows do not go into one file; narrow the list by its filters first.",
            )
        if asked.of_persons:
            workers.update(row["worker_id"] for row in found if row["worker_id"] is not None)
        yield from found
        if len(found) < limit or not asked.keys:
            return
        place = [found[-1][key] for key in asked.keys]


def _about(lang: str, who: Caller, asked: List, now: datetime) -> About:
    lines = [say(lang, "export_made", login=who.actor.name, moment=f"{now:%Y-%m-%d %H:%M}")]
    lines += [f"{name}：{value}" for name, value in asked.filters.items() if value]
    lines += [say(lang, "export_guard")] if asked.of_persons else []
    return About(asked.title, say(lang, "export_about"), lines)


def _record(store: Store, who: Caller, form: Form, asked: List, workers: list[int]) -> None:
    purpose = asked.purpose or DEFAULTS.get(who.role, DEFAULTS[Role.CASE_REGULATOR])
    detail = {"list": asked.name, "form": form, "workers": len(workers)}
    with store.transaction(who.actor) as connection:
        for first in range(0, max(len(workers), 1), WORKERS_AT_ONCE):
            some = workers[first : first + WORKERS_AT_ONCE]
            access = Access(Verb.EXPORT, purpose, some, address=who.address, detail=detail)
            record_access(connection, store.keys, who.actor, access)


def _bytes(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while some := file.read(BYTES_AT_ONCE):
            yield some
