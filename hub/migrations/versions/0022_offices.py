"""The audit is searched by who did it, however old it grows; and why a job failed is kept beside the job."""

from alembic import context, op

revision = "0022"
down_revision = "0021"

TABLES = """
create index ix_audit_entry_actor on audit_entry (actor, entry_id);
create table jobs.failure (
    job_id bigint not null references jobs.procrastinate_jobs on delete cascade,
    attempt int not null,
    at timestamptz not null default now(),
    kind text not null,
    zh text not null,
    en text not null,
    primary key (job_id, attempt)
);
"""


def upgrade() -> None:
    """Nobody but the hub itself sees the queue."""
    op.execute(TABLES)
    role = context.config.attributes["app_role"]
    op.execute(f'grant select, insert, delete on jobs.failure to "{role}"')
