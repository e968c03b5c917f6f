"""Signed receipts of batches: they are added and read, never changed and never taken away."""

from alembic import context, op

revision = "0006"
down_revision = "0005"

TABLES = """
create table judging (
    batch_id bigint not null references batch,
    number int not null,
    judged_at timestamptz not null default now(),
    versions jsonb not null,
    primary key (batch_id, number)
);
create table receipt (
    batch_id bigint not null references batch,
    number int not null,
    judgings int not null,
    root bytea not null,
    signed text not null,
    primary key (batch_id, number)
);
create table receipt_row (
    batch_id bigint not null,
    row int not null,
    number int not null,
    line text not null,
    primary key (batch_id, row, number),
    foreign key (batch_id, number) references receipt
);
"""


def upgrade() -> None:
    role = context.config.attributes["app_role"]
    op.execute(TABLES)
    for table in ("judging", "receipt", "receipt_row"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f'create policy actor_named on {table} to "{role}" '
            "using ((select current_setting('ohub.actor', true)) <> '')"
        )
        op.execute(f'grant select, insert on {table} to "{role}"')
