"""What people write about a task: sealed, as they write names; and the refusal of what is missing or too long."""

from hub.errors import HubError
from hub.security.vault import Vault

PURPOSE = b"task-remark"
LONGEST, LEAST = 2000, 4  # characters: "ok" is no reason


class RemarkError(HubError):
    """A reason that is missing, or a remark that is too long."""

    status = 422


def read_remark(text: str, *, needed: bool = False) -> str:
    """The remark without the white space around it. Raises RemarkError."""
    remark = text.replace("\r\n", "\n").replace("\0", "").strip()
    if needed and len(remark) < LEAST:
        raise RemarkError(
            f"请写明理由，至少 {LEAST} 个字；理由会留在办理记录里。",
            f"Give the reason, in at least {LEAST} characters; it stays in the history of the task.",
        )
    if len(remark) > LONGEST:
        raise RemarkError(
            f"说明最多 {LONGEST} 字，现有 {len(remark)} 字；请缩短，或作为附件上传。",
            f"A remark has at most {LONGEST} characters and this has {len(remark)}; shorten it or attach it as a file.",
        )
    return remark


def seal_remark(vault: Vault, remark: str) -> bytes | None:
    return vault.seal(remark.encode(), PURPOSE) if remark else None


def open_remark(vault: Vault, sealed: bytes | None) -> str:
    return vault.open(bytes(sealed), PURPOSE).decode() if sealed else ""
