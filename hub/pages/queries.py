"""What the statements of many pages have in common: rows by name, and the names of places."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from schemas.codes import codelist


def rows(connection: Connection, query: str, **values: Any) -> Sequence[RowMapping]:
    return connection.execute(text(query), values).mappings().all()


def place_name(code: str | None) -> str:
    """The name of a division; blank where it is not known."""
    division = codelist("division").get(code or "")
    return division.name if division else ""
