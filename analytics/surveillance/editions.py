"""Which edition of GBZ 188 is in force on a day, and which of its sections a hazard falls under."""

from dataclasses import dataclass
from datetime import date

from analytics.surveillance.tables import Row, day, is_true, rows
from schemas.codes import codelist
from schemas.overlay import cached

ENDLESS = date(9999, 12, 31)


@dataclass(frozen=True)
class Edition:
    """In force from `valid_from` up to, not including, `valid_to`; `column` of the hazard list names its sections.

    An examination in service counts as the leaving one up to `leaving_days` before the last day, with `asks_unchanged`
    only if nothing changed since. Jobs of fewer than `short_job_days` below the limit need no leaving examination.
    """

    name: str
    valid_from: date
    valid_to: date
    column: str
    leaving_days: int
    asks_unchanged: bool
    short_job_days: int

    def sections(self, hazard: str) -> tuple[str, ...]:
        """The sections of a national hazard code: none, one, or several (phthalic anhydride is acid and sensitiser)."""
        return _sections(self.column, hazard)


@cached
def editions() -> tuple[Edition, ...]:
    """The editions, oldest first; each begins when the one before ends."""
    found = map(_edition, rows("editions"))
    return tuple(sorted(found, key=lambda edition: edition.valid_from))


def edition_on(when: date) -> Edition | None:
    """The edition in force on that day; None before the first one."""
    return next((edition for edition in editions() if edition.valid_from <= when < edition.valid_to), None)


@cached
def _sections(column: str, hazard: str) -> tuple[str, ...]:
    entry = codelist("hazard").get(hazard)
    named = entry.extra.get(column, "") if entry else ""
    return tuple(named.split("|")) if named else ()


def _edition(row: Row) -> Edition:
    return Edition(
        row["edition"],
        day(row["valid_from"]) or date.min,
        day(row["valid_to"]) or ENDLESS,
        row["hazard_column"],
        int(row["leaving_days"]),
        is_true(row["leaving_asks_unchanged"]),
        int(row["short_job_days"]),
    )
