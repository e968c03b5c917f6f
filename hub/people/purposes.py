"""For what purpose somebody reads a person: what they say, else what their role reads for."""

from urllib.parse import unquote

from hub.errors import HubError
from hub.security.permissions import Role

OWN = "本人查看"
# What each role has to do by law with the people behind its fence.
DEFAULTS: dict[Role, str] = {
    Role.CASE_REGULATOR: "职业病防治监督管理",
    Role.EMPLOYER: "本单位劳动者职业健康监护",
    Role.EXAM_INSTITUTION: "职业健康检查",
    Role.DIAGNOSIS_INSTITUTION: "职业病诊断",
    Role.INSURANCE_AGENCY: "工伤保险待遇核定",
    Role.CAPACITY_COMMITTEE: "劳动能力鉴定",
    Role.WORKER: OWN,
}
LEAST_REASON = 4  # characters: "x" is no reason


class PurposeError(HubError):
    """A purpose that cannot be read, or a reason that is none."""

    status = 422


def read_purpose(header: str | None, role: Role) -> str:
    """The purpose in a header: UTF-8, percent-encoded as headers are ASCII; without one, that of the role.

    Raises PurposeError for what is encoded otherwise; what it must not hold is refused by `Access`.
    """
    if not (header or "").strip():
        return DEFAULTS[role]
    try:
        return unquote(str(header).encode("ascii").decode(), errors="strict").strip()
    except UnicodeError as problem:
        raise PurposeError(
            "X-Purpose 须为百分号编码的 UTF-8；请编码后重试，或不带它，由系统按您的角色记录目的。",
            "X-Purpose must be UTF-8, percent-encoded; encode it, or leave it out for the purpose of your role.",
        ) from problem


def told_purpose(told: str, role: Role) -> str:
    """The purpose told in a form; without one, that of the role."""
    return told.strip() or DEFAULTS[role]


def read_reason(reason: str) -> str:
    """The reason for unmasking. Raises PurposeError for one that is missing or too short to be one."""
    if len(reason := reason.strip()) < LEAST_REASON:
        raise PurposeError(
            f"请写明查看明文的理由，至少 {LEAST_REASON} 个字；理由会记入审计，本人也能看到。",
            f"Say why it is to be unmasked, in at least {LEAST_REASON} characters; the reason is kept in the audit, "
            "and the person can read it.",
        )
    return reason
