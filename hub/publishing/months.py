"""The months that are published: by which text, from when until when, and whether they are closed."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.errors import HubError

FORM = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month of the province. As text YYYY-MM."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    def start(self, zone: ZoneInfo) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.number, 1, tzinfo=zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """The first moment of the next month."""
        return self.after().start(zone)

    def after(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def before(self) -> "Month":
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)


def read_month(text: str) -> Month:
    """The month of a text like 2026-10. Raises HubError."""
    if not (found := FORM.fullmatch(text)):
        raise HubError("月份写作 2026-10 这样的形式；请更正。", "A month is written like 2026-10; mend it.")
    return Month(int(found[1]), int(found[2]))


def last_closed(now: datetime, zone: ZoneInfo) -> Month:
    """The newest month that has ended."""
    today = now.astimezone(zone)
    return Month(today.year, today.month).before()
