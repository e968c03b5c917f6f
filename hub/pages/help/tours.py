"""The first day of each role: what to do one after the other, and on which page of the menu."""

from dataclasses import dataclass

from hub.door.callers import Caller
from hub.pages.navigation import MENU
from hub.security.permissions import Role

R = Role
ACCOUNT, TERMS = "/account", "/help/terms"
_WATCH = ("/", "/clusters", "/gaps", "/compliance")
_SEND = ("/", "/intake/upload", "/batches")
_CALCULATE = "/calculators/entitlements"
TOURS: dict[Role, tuple[str, ...]] = {
    R.REGULATOR: (ACCOUNT, *_WATCH, "/intake/senders", "/reports", "/search", TERMS),
    R.CASE_REGULATOR: (ACCOUNT, "/worklist", *_WATCH, "/intake", "/search", "/notices", _CALCULATE, TERMS),
    R.EMPLOYER: (ACCOUNT, *_SEND, "/gaps", "/calculators/schedule", TERMS),
    R.EXAM_INSTITUTION: (ACCOUNT, *_SEND, "/search", "/calculators/schedule", TERMS),
    R.DIAGNOSIS_INSTITUTION: (ACCOUNT, *_SEND, "/search", _CALCULATE, TERMS),
    R.INSURANCE_AGENCY: (ACCOUNT, "/worklist", "/gaps", "/intake/upload", "/batches", "/search", _CALCULATE, TERMS),
    R.CAPACITY_COMMITTEE: (ACCOUNT, *_SEND, "/search", _CALCULATE, TERMS),
    R.WORKER: (ACCOUNT, "/me", _CALCULATE, TERMS),
    R.AUDITOR: (ACCOUNT, "/audit", "/audit/chain", "/audit/looks", TERMS),
    R.SECURITY_ADMIN: (ACCOUNT, "/system/users", "/system/roles", "/sharing", TERMS),
    R.SYSTEM_ADMIN: (ACCOUNT, "/system/jobs", "/system/parameters", "/system/simulator", TERMS),
}
OUTSIDE_MENU = (ACCOUNT, TERMS, "/audit/chain", "/audit/looks")


@dataclass(frozen=True)
class Step:
    """A page to open; its texts are `tour_<key>` and what to do there, `tour_do_<key>`."""

    href: str

    @property
    def key(self) -> str:
        return self.href.strip("/").replace("/", "_") or "overview"


def tour(who: Caller) -> list[Step]:
    """The steps of somebody's role, as far as the menu shows them these pages."""
    open_to_them = {entry.href for entries in MENU.values() for entry in entries if entry.is_for(who)}
    steps = TOURS.get(who.role, (ACCOUNT, TERMS))
    return [Step(href) for href in steps if href in OUTSIDE_MENU or href in open_to_them]
