"""A signal as its pages tell it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from analytics.clusters.layers.harmed import HARMED
from hub.errors import NotFoundError
from hub.pages import queries
from hub.pages.signals import words
from hub.pages.texts import say
from hub.surveillance.bases import CLUSTER
from hub.surveillance.explaining import LARGEST

FIELDS = """
f.finding_id, f.raised_on, f.seen_on, f.closed_on, f.employer_id, e.name as employer,
coalesce(f.division_code, e.division_code) as division_code, t.state as task, t.owner
"""
ONE = f"""
select {FIELDS}, f.evidence as told
from finding f left join employer e using (employer_id) left join task t using (finding_id)
where f.rule = '{CLUSTER}' and f.finding_id = :finding
"""


@dataclass(frozen=True)
class Signal:
    """A finding of clusters. `told` is its evidence; `task` the state of its task and `owner` who has taken it."""

    finding_id: int
    raised_on: date
    seen_on: date
    closed_on: date | None
    employer_id: int | None
    employer: str | None
    division_code: str | None
    task: str | None
    owner: str | None
    told: dict[str, Any]
    lang: str

    @property
    def hazard(self) -> str:
        return words.hazard(self.told["hazard"], self.lang)

    @property
    def place(self) -> str:
        return words.place(self.division_code)

    @property
    def employers(self) -> list[int]:
        """Of what was raised before signals had several, the one that it is about."""
        return list(self.told.get("employers") or filter(None, [self.employer_id]))

    @cached_property
    def where(self) -> str:
        """The employer; of several, what the leading layer calls them."""
        if self.employer:
            return self.employer
        named, count = words.where(self.alarms[0], self.lang) if self.alarms else "", len(self.employers)
        if named:
            return say(self.lang, "signals_named_several", named=named, count=count)
        return say(self.lang, "signals_several", count=count)

    @property
    def title(self) -> str:
        return f"{self.where} · {self.hazard}"

    @property
    def alarms(self) -> list[dict[str, Any]]:
        """The leading one first."""
        return list(self.told.get("alarms", ()))

    @property
    def layer(self) -> str:
        """Of the leading alarm."""
        return str(self.alarms[0]["layer"]) if self.alarms else words.LAYERS[0]

    @property
    def outcome(self) -> str:
        return words.outcome(self.told.get("outcome") or HARMED, self.lang)

    @property
    def often(self) -> str:
        """Blank where nobody worked it out."""
        days = self.told.get("recurrence_days")
        return words.often(days, self.lang) if days is not None else ""

    @property
    def state(self) -> str:
        return "closed" if self.closed_on else str(self.told.get("state") or "stable")

    @property
    def days(self) -> int:
        """Since it was raised, up to the last night."""
        return (self.seen_on - self.raised_on).days

    @property
    def why(self) -> str:
        return str(self.told.get(f"why_{self.lang}") or "")


def signal(connection: Connection, finding_id: int, lang: str) -> Signal:
    """Raises NotFoundError where there is none, or it is not for them."""
    found = queries.rows(connection, ONE, finding=finding_id) if 0 < finding_id <= LARGEST else []
    if not found:
        raise NotFoundError(
            "没有这个聚集信号，或者不在您的范围之内；请从信号列表打开。",
            "There is no such signal, or not within your reach; open it from the list of signals.",
        )
    return Signal(**found[0], lang=lang)
