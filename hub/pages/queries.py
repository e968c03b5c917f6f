"""What the statements of many pages have in common: rows by name, names of places, who is not there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import RowMapping

from hub.errors import NotFoundError
from schemas.codes import codelist


def rows(connection: Connection, query: str, **values: Any) -> Sequence[RowMapping]:
    return connection.execute(text(query), values).mappings().all()


def place_name(code: str | None) -> str:
    """The name of a division; blank where it is not known."""
    division = codelist("division").get(code or "")
    return division.name if division else ""


def no_employer() -> NotFoundError:
    return NotFoundError(
        "没有这个用人单位，或者不在您的范围之内；请核对编号。",
        "There is no such employer, or not within your reach; check the number.",
    )
