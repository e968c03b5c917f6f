"""The filters that somebody keeps under a name, for lists they open again and again."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.personal import is_plain_line

MOST, LONGEST = 20, 30  # filters of one user; characters of a name
ALL = "select name, query from saved_filter where login = :login order by name"
KEEP = """
insert into saved_filter (login, name, query)
select :login, :name, :query where :name in (select name from saved_filter where login = :login)
    or (select count(*) from saved_filter where login = :login) < :most
on conflict (login, name) do update set query = excluded.query returning name
"""
DROP = "delete from saved_filter where login = :login and name = :name"


class FilterNameError(HubError):
    """A name that a filter cannot have, or one filter too many."""

    status = 422


class Saved(NamedTuple):
    """`query` is what stands in the address behind the question mark."""

    name: str
    query: str


def saved(connection: Connection, login: str) -> list[Saved]:
    return [Saved(*row) for row in connection.execute(text(ALL), {"login": login})]


def save(connection: Connection, login: str, name: str, query: str) -> None:
    """Keep a filter; one of the same name is replaced. Raises FilterNameError."""
    if not (name := name.strip()) or not is_plain_line(name, LONGEST):
        raise FilterNameError(
            f"筛选的名称为 1 至 {LONGEST} 字，写成一行，不得含证件号码或电话；请改写。",
            f"The name of a filter is one line of 1 to {LONGEST} characters without ID numbers or phones.",
        )
    values = {"login": login, "name": name, "query": query, "most": MOST}
    if connection.execute(text(KEEP), values).first() is None:
        raise FilterNameError(
            f"最多保存 {MOST} 个筛选；请先删除不用的。", f"At most {MOST} filters are kept; delete one first."
        )


def drop(connection: Connection, login: str, name: str) -> None:
    connection.execute(text(DROP), {"login": login, "name": name})
