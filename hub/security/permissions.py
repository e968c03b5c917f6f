"""Who may do what: one list of permissions, one map of roles. What nobody is given, nobody may do.

A permission says what may be done at all; of whom it may be done is said by the fence (`scope.py`).
"""

from enum import StrEnum


class Permission(StrEnum):
    """Named `thing:deed`, in the order of the alphabet."""

    AGREEMENT_MANAGE = "agreement:manage"
    ANALYSIS_READ = "analysis:read"
    AUDIT_READ = "audit:read"
    AUDIT_VERIFY = "audit:verify"
    BATCH_BRING = "batch:bring"
    BATCH_READ = "batch:read"
    BATCH_RELEASE = "batch:release"
    FINDING_ACT = "finding:act"
    FINDING_READ = "finding:read"
    KEY_ROTATE = "key:rotate"
    LINK_DECIDE = "link:decide"
    OWN_RECORD_READ = "own_record:read"
    PERSON_READ = "person:read"
    PERSON_UNMASK = "person:unmask"
    PULL_READ = "pull:read"
    PULL_WRITE = "pull:write"
    RECORD_EXPORT = "record:export"
    RECORD_READ = "record:read"
    RETENTION_APPLY = "retention:apply"
    SYSTEM_OPERATE = "system:operate"
    USER_MANAGE = "user:manage"


class Role(StrEnum):
    """What somebody is to the hub. The last three keep each other in check (三员分立)."""

    REGULATOR = "regulator"
    CASE_REGULATOR = "case_regulator"
    EMPLOYER = "employer"
    EXAM_INSTITUTION = "exam_institution"
    DIAGNOSIS_INSTITUTION = "diagnosis_institution"
    INSURANCE_AGENCY = "insurance_agency"
    CAPACITY_COMMITTEE = "capacity_committee"
    WORKER = "worker"
    CLIENT = "client"
    AUDITOR = "auditor"
    SECURITY_ADMIN = "security_admin"
    SYSTEM_ADMIN = "system_admin"


P = Permission
_SENDS = {P.BATCH_BRING, P.BATCH_READ}
_WATCHES = {P.ANALYSIS_READ, P.BATCH_READ, P.FINDING_READ, P.RECORD_READ}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.REGULATOR: frozenset(_WATCHES),
    Role.CASE_REGULATOR: frozenset(
        _WATCHES | {P.FINDING_ACT, P.LINK_DECIDE, P.PERSON_READ, P.PERSON_UNMASK, P.RECORD_EXPORT, P.BATCH_RELEASE}
    ),
    Role.EMPLOYER: frozenset(_SENDS | {P.FINDING_READ, P.PERSON_READ}),
    Role.EXAM_INSTITUTION: frozenset(_SENDS | {P.PERSON_READ, P.RECORD_READ}),
    Role.DIAGNOSIS_INSTITUTION: frozenset(_SENDS | {P.PERSON_READ, P.RECORD_READ}),
    Role.INSURANCE_AGENCY: frozenset(
        _SENDS | {P.FINDING_ACT, P.FINDING_READ, P.PERSON_READ, P.PERSON_UNMASK, P.RECORD_READ}
    ),
    Role.CAPACITY_COMMITTEE: frozenset(_SENDS | {P.PERSON_READ, P.RECORD_READ}),
    Role.WORKER: frozenset({P.OWN_RECORD_READ}),
    Role.CLIENT: frozenset({P.PULL_READ, P.PULL_WRITE}),
    Role.AUDITOR: frozenset({P.AUDIT_READ, P.AUDIT_VERIFY}),
    Role.SECURITY_ADMIN: frozenset({P.AGREEMENT_MANAGE, P.KEY_ROTATE, P.USER_MANAGE}),
    Role.SYSTEM_ADMIN: frozenset({P.RETENTION_APPLY, P.SYSTEM_OPERATE}),
}


def may(role: Role, permission: Permission) -> bool:
    """Is this given to that role?"""
    return permission in ROLES[role]
