"""Published tables, which cannot be taken back."""

from alembic import context, op

revision = "0012"
down_revision = "0011"

NAMED = "(select current_setting('ohub.actor', true)) <> ''"
FENCES = (
    *("province", "territory", "insurance", "employer", "institution", "person"),
    *("auditor", "security", "system"),
)
TABLES = """
create table publication (
    month text primary key constraint month_formed check (month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
    published_at timestamptz not null default now(),
    published_by text not null,
    threshold int not null
);
create table published_table (
    month text not null references publication,
    name text not null,
    place int not null,
    entry jsonb,
    primary key (month, name)
);
create table counted_atoms (
    month text primary key references publication,
    atoms jsonb not null
);
create index ix_record_version_known_from on record_version using brin (known_from);
"""


def upgrade() -> None:
    """Everybody reads what is published; nobody changes it, and no fence shows the counts behind it."""
    role = context.config.attributes["app_role"]
    op.execute(TABLES)
    for table in ("publication", "published_table", "counted_atoms"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f'create policy actor_named on {table} to "{role}" using ({NAMED})')
        op.execute(f'grant select, insert on {table} to "{role}"')
    for fence in FENCES:
        for table in ("publication", "published_table"):
            op.execute(f'create policy {fence} on {table} for select to "{role}_{fence}" using ({NAMED})')
            op.execute(f'grant select on {table} to "{role}_{fence}"')
