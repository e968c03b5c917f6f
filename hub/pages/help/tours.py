"""The first day of each role: what to do one after the other, and on which page of the menu."""

from dataclasses import dataclass

from hub.door.callers import Caller
from hub.pages.navigation import MENU
from hub.security.permissions import Role

R = Role
ACCOUNT, TERMS = "/account", "/help/terms"
_WATCH = ("/", "/clusters", "/gaps", "/compliance")
_SEND = ("/", "/upload", "/batches")
TOURS: dict[Role, tuple[str, ...]] = {
    R.REGULATOR: (ACCOUNT, *_WATCH, "/quality", "/batches", TERMS),
    R.CASE_REGULATOR: (ACCOUNT, "/work", *_WATCH, "/links", "/batches", "/calculators/entitlements", TERMS),
    R.EMPLOYER: (ACCOUNT, *_SEND, "/gaps", "/calculators/schedule", TERMS),
    R.EXAM_INSTITUTION: (ACCOUNT, *_SEND, "/calculators/schedule", TERMS),
    R.DIAGNOSIS_INSTITUTION: (ACCOUNT, *_SEND, "/calculators/entitlements", TERMS),
    R.INSURANCE_AGENCY: (ACCOUNT, "/work", "/gaps", "/upload", "/batches", "/calculators/entitlements", TERMS),
    R.CAPACITY_COMMITTEE: (ACCOUNT, *_SEND, "/calculators/entitlements", TERMS),
    R.WORKER: (ACCOUNT, "/me", "/calculators/entitlements", TERMS),
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
