"""What each night said of a signal, where it said something new."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from hub.pages import queries
from hub.pages.signals import words

MOST = 60  # nights shown, the last ones
HISTORY = """
select as_of, kind, said from finding_decision where finding_id = :finding order by decision_id desc limit :limit
"""


@dataclass(frozen=True)
class Night:
    """A night that found the signal new or changed, or closed it; then there are no numbers."""

    as_of: date
    kind: str
    said: dict[str, Any]
    lang: str

    @property
    def state(self) -> str:
        return "closed" if self.kind == "closed" else str(self.said.get("state") or "stable")

    @property
    def often(self) -> str:
        days = self.said.get("recurrence_days")
        return words.often(days, self.lang) if days is not None else ""


def history(connection: Connection, finding_id: int, lang: str) -> list[Night]:
    """The latest first."""
    rows = queries.rows(connection, HISTORY, finding=finding_id, limit=MOST)
    return [Night(**row, lang=lang) for row in rows]
