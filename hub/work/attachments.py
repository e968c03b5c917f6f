"""Files that belong to a task: of few kinds, not large, their names and bytes sealed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.vault import Vault
from hub.work.history import login_of
from hub.work.moving import Desk
from hub.work.tasks import LARGEST as LARGEST_NUMBER
from hub.work.tasks import not_seen

LARGEST = 10 << 20  # bytes of one file
MOST = 20  # files of one task
LONGEST_NAME = 120
# How files begin, by the ends of their names; what they are called is not believed.
_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "docx": (f"{_OFFICE}.wordprocessingml.document", b"PK\x03\x04"),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", b"PK\x03\x04"),
}
ADD = """
with one as (
    insert into task_attachment (attachment_id, task_id, actor, media_type, size_bytes, name, sealed)
    select cast(:id as uuid), t.task_id, :actor, :media_type, :size, :name, :sealed from task t
    where t.task_id = :task and (select count(*) from task_attachment a where a.task_id = t.task_id) < :most
    returning task_id
)
insert into task_event (task_id, actor, kind) select task_id, :actor, 'attached' from one returning task_id
"""
LIST = """
select attachment_id, at, actor, media_type, size_bytes, name from task_attachment where task_id = :task order by at
"""
ONE = """
select name, sealed from task_attachment where task_id = :task and attachment_id = cast(:id as uuid)
"""


class AttachmentError(HubError):
    """A file that cannot be attached."""

    status = 422


@dataclass(frozen=True)
class Attachment:
    attachment_id: UUID
    at: datetime
    actor: str
    media_type: str
    size_bytes: int
    name: str


def purpose(attachment_id: UUID) -> bytes:
    return f"attachment:{attachment_id}".encode()


def attach(connection: Connection, desk: Desk, task_id: int, name: str, content: bytes) -> UUID:
    """Add a file to a task that is seen. Raises AttachmentError."""
    attachment_id, media_type = uuid4(), _media_type(name, content)
    values = {
        "id": attachment_id,
        "task": task_id,
        "actor": str(desk.actor),
        "media_type": media_type,
        "size": len(content),
        "name": desk.vault.seal(_plain_name(name).encode(), purpose(attachment_id)),
        "sealed": desk.vault.seal(content, purpose(attachment_id)),
        "most": MOST,
    }
    if connection.execute(text(ADD), values).first() is None:
        raise AttachmentError(
            f"每件事项最多 {MOST} 个附件；请合并后再上传。", f"A task has at most {MOST} files; put some together."
        )
    return attachment_id


def attachments(connection: Connection, vault: Vault, task_id: int) -> list[Attachment]:
    """What belongs to a task, the oldest first, without the bytes."""
    rows = connection.execute(text(LIST), {"task": task_id}).all()
    return [
        Attachment(row[0], row[1], login_of(row[2]), row[3], row[4], _opened(vault, row[0], row[5])) for row in rows
    ]


def one_attachment(connection: Connection, vault: Vault, task_id: int, attachment_id: UUID) -> tuple[str, bytes]:
    """Name and bytes of a file. Raises NotFoundError."""
    values = {"task": task_id, "id": attachment_id}
    row = connection.execute(text(ONE), values).first() if 0 < task_id <= LARGEST_NUMBER else None
    if row is None:
        raise not_seen()
    return _opened(vault, attachment_id, row[0]), vault.open(bytes(row[1]), purpose(attachment_id))


def _opened(vault: Vault, attachment_id: UUID, name: bytes) -> str:
    return vault.open(bytes(name), purpose(attachment_id)).decode()


def _plain_name(name: str) -> str:
    """Without folders and what cannot be printed."""
    kept = "".join(one for one in name.replace("\\", "/").rsplit("/", 1)[-1] if one.isprintable())
    return kept[-LONGEST_NAME:]


def _media_type(name: str, content: bytes) -> str:
    media_type, start = KINDS.get(name.rsplit(".", 1)[-1].lower(), ("", b""))
    if not media_type or not content.startswith(start):
        known = "、".join(KINDS)
        raise AttachmentError(
            f"附件只收 {known}，并且内容须与扩展名相符；请另存后再上传。",
            f"A file is one of {', '.join(KINDS)}, and its content is what its name says; save it as one of them.",
        )
    if len(content) > LARGEST:
        raise AttachmentError(
            f"附件最大 {LARGEST >> 20} MB；请压缩后再上传。", f"A file has at most {LARGEST >> 20} MB; make it smaller."
        )
    return media_type
