"""How far what was expected in the last night agrees with what was observed."""

from alembic import context, op

revision = "0016"
down_revision = "0015"

TABLE = """
create table calibration (
    by text not null,
    place int not null,
    employer_id bigint,
    division_code text,
    said jsonb not null,
    window_from date not null,
    as_of date not null,
    computed_at timestamptz not null default now(),
    primary key (by, place)
);
"""
NAMED = "(select current_setting('ohub.actor', true)) <> ''"
DIVISIONS = "any((select string_to_array(current_setting('ohub.divisions', true), ','))::text[])"
# Those who see all signals. What is of no place is of the whole province, and what is small in it is summed.
SEEN = {"province": "true", "territory": f"division_code is null or division_code = {DIVISIONS}"}


def upgrade() -> None:
    op.execute(TABLE)
    role = context.config.attributes["app_role"]
    op.execute("alter table calibration enable row level security")
    op.execute(f'create policy actor_named on calibration to "{role}" using ({NAMED})')
    op.execute(f'grant select, insert, delete on calibration to "{role}"')
    for fence, rows in SEEN.items():
        op.execute(f'create policy {fence} on calibration for select to "{role}_{fence}" using ({NAMED} and ({rows}))')
        op.execute(f'grant select on calibration to "{role}_{fence}"')
