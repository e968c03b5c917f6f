"""A remark on a task that moves nothing."""

from sqlalchemy import Connection, text

from hub.security.audit.entries import Access, Verb, record_access
from hub.work.moving import Desk
from hub.work.remarks import read_remark, seal_remark
from hub.work.tasks import Task

ADD = "insert into task_event (task_id, actor, kind, remark) values (:task, :actor, 'remarked', :remark)"


def comment(connection: Connection, desk: Desk, task: Task, remark: str) -> None:
    """Add it for whoever sees the task. Raises RemarkError."""
    written = read_remark(remark, needed=True)
    sealed = seal_remark(desk.vault, written)
    connection.execute(text(ADD), {"task": task.task_id, "actor": str(desk.actor), "remark": sealed})
    workers = [task.worker_id] if task.worker_id else []
    note = Access(Verb.CHANGE, workers=workers, address=desk.address, detail={"task": task.task_id, "step": "remarked"})
    record_access(connection, desk.keys, desk.actor, note)
