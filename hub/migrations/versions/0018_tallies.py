"""Tallies: counts by place, month and group, kept up to date by what changes the things they count."""

from pathlib import Path
from typing import Any

from alembic import context, op

revision = "0018"
down_revision = "0017"

NAMED = "(select current_setting('ohub.actor', true)) <> ''"
DIVISIONS = "any((select string_to_array(current_setting('ohub.divisions', true), ','))::text[])"
OWN = "by = 'employer' and value = (select nullif(current_setting('ohub.employer', true), ''))"
# As far as a fence shows the records and findings that are counted.
SEEN = {
    "province": "true",
    "territory": f"division_code = {DIVISIONS}",
    "insurance": f"kind in ('diagnosis', 'gaps') and division_code = {DIVISIONS}",
    "employer": OWN,
}


def upgrade() -> None:
    app = context.config.attributes["app_role"]
    driver: Any = op.get_bind().connection.driver_connection  # SQLAlchemy would read : in the text
    driver.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in ("tally", "tally_change", "examined", "examined_change"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f'create policy actor_named on {table} to "{app}" using ({NAMED})')
        op.execute(f'grant select on {table} to "{app}"')
    op.execute(f'grant select on tallied to "{app}"')
    for fence, rows in SEEN.items():
        for table in ("tally", "tally_change"):
            op.execute(f'create policy {fence} on {table} for select to "{app}_{fence}" using ({NAMED} and ({rows}))')
        op.execute(f'grant select on tally, tally_change, tallied to "{app}_{fence}"')
    for function in ("tally_fold()", "tally_rebuild()"):
        op.execute(f"revoke execute on function {function} from public")
        op.execute(f'grant execute on function {function} to "{app}"')
    op.execute("select set_config('ohub.actor', 'system:migration', true)")
    op.execute("select tally_rebuild()")
