"""What a rule is: who is behind in which duty, under which clause, found by one expression over the snapshot."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ibis.expr.types import Table

from analytics.frames import Frames
from analytics.parameters import Value, parameter

# What `find` yields: one row for each case that is behind.
COLUMNS = ("person_id", "case_record_id", "employer_id", "division_code", "clock_on", "due_on", "evidence")
# What it may yield besides: yuan owed, where they can be computed, and the names of what is missing where they cannot;
# who must act, where that differs from case to case; what it is about, such as the code of a hazard.
MORE = ("amount", "missing", "must_act", "about")
# What a rule about employers yields, and any of MORE: of one employer each `about` is a finding of its own.
EMPLOYER_COLUMNS = ("employer_id", "about", "division_code", "clock_on", "due_on", "evidence")
# The same of one about institutions: `about` begins with the code of the institution, `employer_id` is empty.
INSTITUTION_COLUMNS = EMPLOYER_COLUMNS


@dataclass(frozen=True)
class Rule:
    """`find(frames, as_of, rule)` gives the cases behind on `as_of`, with the columns of `COLUMNS` and any of `MORE`.

    A rule whose `subject` is employer or institution is about no person and gives `EMPLOYER_COLUMNS` or
    `INSTITUTION_COLUMNS` instead.

    `to_review`: the law leaves it to a person whether the clock ran (tolling, disputes); such a finding never closes by
    itself as done and never says that something is owed. `explained`: whom it looks for, what starts its clock and what
    ends the finding; `changes_it`: what would change the answer; both in Chinese, without the numbers of parameters.
    `evidence` lists the record ids the finding rests on. `must_act` is employer, fund, institution or department.
    """

    id: str
    title_zh: str
    title_en: str
    basis: tuple[str, ...]
    must_act: str
    parameters: tuple[str, ...]
    find: "Callable[[Frames, date, Rule], Table]"
    to_review: bool = False
    explained: str = ""
    changes_it: tuple[str, ...] = ()
    subject: Literal["person", "employer", "institution"] = "person"

    def value(self, name: str, on: date) -> int:
        """The number of parameter `name` in force on `on`."""
        return int(self._value(name, on).value)

    def verified(self, on: date) -> bool:
        """Do all numbers this rule uses on `on` rest on a source that was checked? One not known yet does not."""
        try:
            return all(self._value(name, on).verified for name in self.parameters)
        except LookupError:
            return False

    def _value(self, name: str, on: date) -> Value:
        if name not in self.parameters:
            raise LookupError(f"rule {self.id} does not declare the parameter {name}")
        return parameter(name).on(on)
