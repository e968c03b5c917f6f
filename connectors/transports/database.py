"""Rows of a view that a partner lets us read in its database: only SELECT is sent, by keyset, a page at a time.

The view has `changed_at` (a timestamp that never goes back) and `id` (a number or text) beside the columns of the
source's flat form. A page is JSON lines.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field
from sqlalchemy import Connection, column, create_engine, literal, select, table, tuple_
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import SQLAlchemyError

from connectors.transports import Counting, FeedBase, Page, TransportError, secret


class Feed(FeedBase):
    """One view. The database URL, with its password, is in an environment variable."""

    transport: Literal["database"] = "database"
    url_env: str
    view: str
    schema_name: str | None = None
    changed_at: str = "changed_at"
    id: str = "id"
    columns: tuple[str, ...]
    limit: Annotated[int, Field(ge=1, le=100_000)] = 1000

    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:  # noqa: ARG002 the next pull tries again
        try:
            engine = create_engine(secret(self.name, self.url_env))
            try:
                with engine.connect() as connection:
                    yield from self._pages(connection, cursor)
            finally:
                engine.dispose()
        except SQLAlchemyError as problem:
            kind = type(problem).__name__
            zh = f"对方数据库无法连接或读取（{kind}）；请核对地址、账号与视图。"
            en = f"the partner's database cannot be reached or read ({kind}); check address, account and view."
            raise TransportError(self.name, zh, en) from problem

    def _pages(self, connection: Connection, cursor: str | None) -> Iterator[Page]:
        while rows := self._rows(connection, cursor):
            last = rows[-1]
            cursor = orjson.dumps([last[self.changed_at], last[self.id]]).decode()
            lines = (orjson.dumps({name: _text(row[name]) for name in self._names}) for row in rows)
            yield Page(io.BytesIO(b"\n".join(lines)), cursor)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.id, *self.columns)))

    def _rows(self, connection: Connection, cursor: str | None) -> list[RowMapping]:
        names = dict.fromkeys((self.changed_at, *self._names))
        view = table(self.view, *(column(name) for name in names), schema=self.schema_name)
        place = (view.c[self.changed_at], view.c[self.id])
        query = select(view).order_by(*place).limit(self.limit)
        if cursor is not None:
            changed_at, last = orjson.loads(cursor)
            query = query.where(tuple_(*place) > tuple_(literal(datetime.fromisoformat(changed_at)), literal(last)))
        rows = list(connection.execute(query).mappings())
        connection.rollback()  # a long pull holds no snapshot open on the partner's side
        return rows


def _text(value: Any) -> str | None:
    """A value as the source's flat form writes it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value is None else str(value)
