"""Rows of a view that a partner lets us read in its database: only SELECT is sent, by keyset, a page at a time.

The view has `changed_at` (a timestamp that never goes back) and `id` (a number or text) beside the columns of the
source's flat form. A page is JSON lines. Rows of the last `margin_s` seconds, by the database's own clock, are left
for the next pull: a row that is committed late with an earlier moment still comes in its turn.
"""

import io
import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import Field, model_validator
from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    column,
    create_engine,
    func,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import SQLAlchemyError

from connectors.transports import Counting, FeedBase, Page, SettingError, TransportError, secret
from connectors.transports.places import Place, pack, unpack

KEY = "id"  # what the flat form of a source calls it
NOW = "now_of_the_database"


class Feed(FeedBase):
    """One view. The database URL, with its password, is in an environment variable."""

    transport: Literal["database"] = "database"
    url_env: str
    view: str
    schema_name: str | None = None
    changed_at: str = "changed_at"
    id: str = KEY
    columns: tuple[str, ...]
    limit: Annotated[int, Field(ge=1, le=100_000)] = 1000
    margin_s: Annotated[int, Field(ge=0)] = 60

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if self.id != KEY and KEY in self.columns:
            raise SettingError(
                f"设置 id 为 {self.id} 时，它就以 id 之名交给来源；columns 中不能再有 id。",
                f"With {self.id} as `id`, that column is handed on by the name of id; leave id out of `columns`.",
            )
        return self

    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:  # noqa: ARG002 the next pull tries again
        try:
            engine = create_engine(secret(self.name, self.url_env))
            try:
                with engine.connect() as connection:
                    yield from self._pages(connection, unpack(cursor) if cursor else None)
                    self._refuse_nulls(connection)
            finally:
                engine.dispose()
        except (SQLAlchemyError, ImportError) as problem:
            kind = type(problem).__name__
            zh = f"对方数据库无法连接或读取（{kind}）；请核对地址、账号与视图。"
            en = f"the partner's database cannot be reached or read ({kind}); check address, account and view."
            raise TransportError(self.name, zh, en) from problem

    def _pages(self, connection: Connection, place: Place | None) -> Iterator[Page]:
        while rows := self._rows(connection, place):
            place = Place(rows[-1][self.changed_at], rows[-1][self.id])
            cursor = pack(place)
            if cursor is None:
                zh, en = "须为数字、文字或 UUID", "must be a number, text or UUID"
                raise TransportError(self.name, f"列 {self.id} {zh}。", f"the column {self.id} {en}.")
            names = {KEY: self.id} | {name: name for name in self.columns}
            lines = (orjson.dumps({name: _text(row[of]) for name, of in names.items()}) for row in rows)
            yield Page(io.BytesIO(b"\n".join(lines)), cursor)

    @property
    def _view(self) -> TableClause:
        names = dict.fromkeys((self.changed_at, self.id, *self.columns))
        return table(self.view, *(column(name) for name in names), schema=self.schema_name)

    def _rows(self, connection: Connection, place: Place | None) -> list[RowMapping]:
        """The next rows in order, up to the first that is too young."""
        view = self._view
        moment, key = view.c[self.changed_at], view.c[self.id]
        query = select(view, clock(connection.dialect.name).label(NOW)).order_by(moment, key).limit(self.limit)
        query = query.where(moment.is_not(None), key.is_not(None))
        if place is not None:  # not as a pair: not every database compares pairs
            last_moment, last_key = literal(place.changed_at), literal(place.key)
            query = query.where(moment >= last_moment, or_(moment > last_moment, key > last_key))
        rows = list(connection.execute(query).mappings())
        connection.rollback()  # a long pull holds no snapshot open on the partner's side
        return list(itertools.takewhile(self._is_old_enough, rows))

    def _is_old_enough(self, row: RowMapping) -> bool:
        changed_at, now = _moment(row[self.changed_at]), row[NOW]
        if changed_at is None:
            zh, en = "须为有时分秒的时间戳", "must be a timestamp with a time of day"
            raise TransportError(self.name, f"列 {self.changed_at} {zh}。", f"the column {self.changed_at} {en}.")
        if changed_at.tzinfo is None:
            now = now.replace(tzinfo=None)  # both as the clock on the wall of the session's zone
        elif now.tzinfo is None:
            now = now.replace(tzinfo=UTC)
        return bool(changed_at <= now - timedelta(seconds=self.margin_s))

    def _refuse_nulls(self, connection: Connection) -> None:
        """Rows that have no place in the order are never read: say so, after those that have one."""
        view = self._view
        placeless = or_(view.c[self.changed_at].is_(None), view.c[self.id].is_(None))
        if connection.execute(select(literal(1)).select_from(view).where(placeless).limit(1)).first():
            zh = f"视图中有 {self.changed_at} 或 {self.id} 为空的行，这些行未采集；请对方补上。"
            en = f"the view has rows whose {self.changed_at} or {self.id} is null; they were not read: fill them in."
            raise TransportError(self.name, zh, en)


def clock(dialect: str) -> ColumnElement[datetime]:
    """The database's own clock. Oracle's is that of its machine: its other one is told in the zone of the session."""
    return func.sysdate() if dialect == "oracle" else func.now()


def _moment(value: Any) -> datetime | None:
    """A timestamp as such; SQLite has them as text."""
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and len(value) > len("2026-01-31") else None
    except ValueError:
        return None


def _text(value: Any) -> str | None:
    """A value as the source's flat form writes it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value is None else str(value)
