"""What is to be done with a batch that somebody brought, of whom each row is, and how well senders send."""

from alembic import context, op

revision = "0020"
down_revision = "0019"

TABLES = """
alter table batch drop constraint state_known;
alter table batch add constraint state_known check (state in ('received', 'checked', 'interpreted', 'failed'));
alter table arrival add sender text;

create table intake_job (
    batch_id bigint primary key references batch,
    mode text not null constraint mode_known check (mode in ('check', 'good', 'whole', 'release')),
    state text not null constraint state_known check (state in ('waiting', 'running', 'done', 'failed')),
    asked_at timestamptz not null default now(),
    asked_by text not null,
    ended_at timestamptz,
    tries int not null default 0,
    rows int not null default 0,
    received int not null default 0,
    accepted int not null default 0,
    held int not null default 0,
    rejected int not null default 0,
    duplicates int not null default 0,
    failure_zh text,
    failure_en text
);
create index ix_intake_job_state on intake_job (state);

create table sender_tally (
    batch_id bigint not null references batch,
    sender text not null,
    document text not null,
    division_code text,
    received_on date not null,
    received int not null,
    accepted int not null,
    held int not null,
    rejected int not null,
    duplicates int not null,
    incomplete int not null,
    timed int not null,
    days bigint not null,
    longest int not null,
    due int not null,
    in_time int not null,
    primary key (batch_id, sender, document)
);
create index ix_sender_tally_sender on sender_tally (sender);

create table sender_issue (
    batch_id bigint not null references batch,
    sender text not null,
    outcome text not null,
    severity text not null,
    code text not null,
    field text not null,
    count int not null,
    primary key (batch_id, sender, outcome, severity, code, field)
);
create index ix_sender_issue_sender on sender_issue (sender);
"""
GRANTS = {
    "intake_job": "select, insert, update, delete",
    "sender_tally": "select, insert, delete",
    "sender_issue": "select, insert, delete",
}
NAMED = "(select current_setting('ohub.actor', true)) <> ''"
ORGANISATION = "(select nullif(current_setting('ohub.organisation', true), ''))"
DIVISIONS = "any((select string_to_array(current_setting('ohub.divisions', true), ','))::text[])"
OF_BATCH = "exists (select from batch b where b.batch_id = {table}.batch_id)"
# A sender sees how it sends, whoever brought it: under its code, an employer also under its part of the credit code.
OWN = f"sender in ({ORGANISATION}, substr({ORGANISATION}, 9, 9))"
OF_TALLY = "exists (select from sender_tally t where t.batch_id = {table}.batch_id and t.sender = {table}.sender)"
SEEN: dict[str, dict[str, str]] = {
    "intake_job": {"province": "true"} | dict.fromkeys(("territory", "insurance", "employer", "institution"), OF_BATCH),
    "sender_tally": {
        "province": "true",
        "territory": f"division_code = {DIVISIONS}",
        "insurance": OWN,
        "employer": OWN,
        "institution": OWN,
    },
    "sender_issue": {"province": "true"}
    | dict.fromkeys(("territory", "insurance", "employer", "institution"), OF_TALLY),
}  # fmt: skip


def upgrade() -> None:
    op.execute(TABLES)
    role = context.config.attributes["app_role"]
    for table, fences in SEEN.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f'create policy actor_named on {table} to "{role}" using ({NAMED})')
        op.execute(f'grant {GRANTS[table]} on {table} to "{role}"')
        for fence, rows in fences.items():
            condition = f"{NAMED} and ({rows.format(table=table)})"
            op.execute(f'create policy {fence} on {table} for select to "{role}_{fence}" using ({condition})')
            op.execute(f'grant select on {table} to "{role}_{fence}"')
    # Which endpoints are pulled and when, not where each has got to: a cursor may tell of days and files.
    op.execute(f'create policy province on pull_cursor for select to "{role}_province" using ({NAMED})')
    op.execute(f'grant select (source, endpoint, pages, updated_at) on pull_cursor to "{role}_province"')
