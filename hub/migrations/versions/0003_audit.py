"""The audit: who looked at what, in a chain that shows every change."""

from alembic import context, op

revision = "0003"
down_revision = "0002"

FENCES = (
    *("province", "territory", "insurance", "employer", "institution", "person"),
    *("auditor", "security", "system"),
)
NAMED = "(select current_setting('ohub.actor', true)) <> ''"
TABLES = """
create table audit_entry (
    entry_id uuid primary key,
    at timestamptz not null,
    actor text not null,
    verb text not null constraint verb_known check (verb in (
        'read', 'unmask', 'export', 'change', 'decide', 'grant', 'revoke', 'sign_in', 'sign_in_failed', 'sign_out')),
    purpose text not null,
    workers bigint[] not null,
    records bigint[] not null,
    address text not null,
    detail jsonb not null,
    stamp bytea not null,
    xid bigint not null default pg_current_xact_id()::text::bigint
);
create index ix_audit_entry_xid on audit_entry (xid);
create index ix_audit_entry_workers on audit_entry using gin (workers);
create table audit_link (
    number bigint primary key,
    entry_id uuid not null unique references audit_entry,
    hash bytea not null,
    horizon bigint not null
);
"""


def upgrade() -> None:
    """Entries and links are written once: nobody but the owner can change or remove them."""
    role = context.config.attributes["app_role"]
    op.execute(TABLES)
    for table in ("audit_entry", "audit_link"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy actor_named on {table} using ({NAMED})")
        op.execute(f'grant select, insert on {table} to "{role}"')
    # In no name but the one the transaction carries, whoever writes.
    op.execute(
        "create policy in_its_own_name on audit_entry as restrictive for insert "
        "with check (actor = (select current_setting('ohub.actor', true)))"
    )
    _fences(role)


def _fences(role: str) -> None:
    """Behind every fence what is read is written down; the auditor reads it all, a person what is about them."""
    for fence in FENCES:
        op.execute(f'grant insert on audit_entry to "{role}_{fence}"')
        op.execute(f'create policy {fence}_writes on audit_entry for insert to "{role}_{fence}" with check (true)')
    for table in ("audit_entry", "audit_link"):
        op.execute(f'grant select on {table} to "{role}_auditor"')
        op.execute(f'create policy auditor on {table} for select to "{role}_auditor" using ({NAMED})')
    op.execute(f'grant select on audit_entry to "{role}_person"')
    op.execute(
        f'create policy person on audit_entry for select to "{role}_person" using ({NAMED} and workers && '
        "(select string_to_array(nullif(current_setting('ohub.workers', true), ''), ','))::bigint[])"
    )
