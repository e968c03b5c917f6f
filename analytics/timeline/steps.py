"""The way from a suspicion to the benefits: its steps, the rules that watch each, and when each is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.parameters import Value, parameter

STEPS: dict[str, tuple[str, ...]] = {
    "diagnosis": ("G01",),
    "report": ("G02",),
    "determination": ("G03", "G04", "G05", "G06", "G07", "G18"),
    "assessment": ("G08", "G09", "G20"),
    "benefits": ("G10", "G11", "G12", "G13", "G14", "G15", "G19", "G23"),
    "payer": ("G16", "G17", "G21", "G22"),
}
STEP_OF = {rule: step for step, rules in STEPS.items() for rule in rules}


@dataclass(frozen=True)
class Link:
    """The event `next` should follow the event `after` within the period `term` (a parameter in calendar days).

    `rule` watches it; `must_act` is who does it.
    """

    after: str
    next: str
    term: str
    rule: str
    must_act: str

    def number(self, begins: date) -> Value | None:
        """The number of days in force on the day the period begins; None where the law set none."""
        try:
            return parameter(self.term).on(begins)
        except LookupError:
            return None

    def due(self, begins: date) -> date | None:
        """The last day in time, the first not counted."""
        number = self.number(begins)
        return begins + timedelta(days=int(number.value)) if number else None


WAY = (
    Link("suspected", "diagnosed", "gaps/diagnosis_application_days", "G01", "employer"),
    Link("diagnosed", "reported", "gaps/diagnosis_report_days", "G02", "institution"),
    Link("diagnosed", "determination_applied", "gaps/employer_application_days", "G03", "employer"),
    Link("determination_applied", "determination_accepted", "gaps/acceptance_days", "G06", "department"),
    Link("determination_accepted", "determination_decided", "gaps/determination_days", "G07", "department"),
    Link("recognised", "assessment_applied", "gaps/assessment_application_days", "G08", "employer"),
    Link("assessment_applied", "assessment_concluded", "gaps/assessment_longest_days", "G09", "department"),
    Link("assessment_concluded", "assessment_served", "gaps/assessment_service_days", "G09", "department"),
    Link("graded", "disability_lump_sum", "gaps/lump_sum_payment_days", "G10", "fund"),
)
