"""The menu of the pages: what there is, in groups, and who sees which entry."""

from dataclasses import dataclass

from hub.door.callers import Caller
from hub.security.permissions import Permission

P = Permission
REFERENCE = (P.BATCH_READ, P.SYSTEM_OPERATE, P.USER_MANAGE, P.AUDIT_READ)  # law and codes are no secret

ALONE = ("/", "/intake")  # what lies below these has entries of its own


@dataclass(frozen=True)
class Entry:
    """A page of the menu: its address, the key of its name, and the permissions of which one is needed; none: all."""

    href: str
    key: str
    permissions: tuple[P, ...] = ()

    def is_for(self, who: Caller) -> bool:
        return not self.permissions or any(map(who.may, self.permissions))

    def is_open_at(self, path: str) -> bool:
        """Is `path` this page, or one below it?"""
        return path == self.href or (self.href not in ALONE and path.startswith(self.href + "/"))


MENU: dict[str, tuple[Entry, ...]] = {
    "menu_watch": (
        Entry("/", "nav_overview"),
        Entry("/clusters", "nav_clusters", (P.ANALYSIS_READ,)),
        Entry("/gaps", "nav_gaps", (P.FINDING_READ,)),
        Entry("/worklist", "nav_worklist", (P.FINDING_ACT, P.ANALYSIS_READ)),
        Entry("/notices", "nav_notices", (P.FINDING_ACT, P.ANALYSIS_READ)),
        Entry("/compliance", "nav_compliance", (P.FINDING_READ,)),
        Entry("/reports", "nav_reports", (P.ANALYSIS_READ,)),
    ),
    "menu_intake": (
        Entry("/intake", "nav_intake", (P.BATCH_READ,)),
        Entry("/intake/upload", "nav_upload", (P.BATCH_BRING,)),
        Entry("/batches", "nav_batches", (P.BATCH_READ,)),
        Entry("/intake/senders", "nav_senders", (P.BATCH_READ,)),
    ),
    "menu_records": (
        Entry("/search", "nav_search", (P.PERSON_READ, P.FINDING_READ, P.RECORD_READ)),
        Entry("/employers", "nav_employers", (P.FINDING_READ, P.RECORD_READ)),
        Entry("/me", "nav_me", (P.OWN_RECORD_READ,)),
    ),
    "menu_calculators": (
        Entry("/calculators/entitlements", "nav_calculate_entitlements"),
        Entry("/calculators/schedule", "nav_calculate_schedule"),
    ),
    "menu_offices": (
        Entry("/audit", "nav_audit", (P.AUDIT_READ,)),
        Entry("/system/users", "nav_users", (P.USER_MANAGE,)),
        Entry("/system/roles", "nav_roles", (P.USER_MANAGE, P.AUDIT_READ, P.SYSTEM_OPERATE)),
        Entry("/sharing", "nav_sharing", (P.AGREEMENT_MANAGE, P.SYSTEM_OPERATE)),
        Entry("/system/jobs", "nav_jobs", (P.SYSTEM_OPERATE,)),
        Entry("/system/simulator", "nav_simulator", (P.SYSTEM_OPERATE,)),
    ),
    "menu_reference": (
        Entry("/system/parameters", "nav_law", REFERENCE),
        Entry("/system/codes", "nav_codes", REFERENCE),
    ),
    "menu_help": (Entry("/help", "nav_help"),),
}


def menu(who: Caller) -> dict[str, list[Entry]]:
    """The groups of the menu that are not empty for somebody."""
    found = {group: [entry for entry in entries if entry.is_for(who)] for group, entries in MENU.items()}
    return {group: entries for group, entries in found.items() if entries}
