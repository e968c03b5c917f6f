"""How long records are kept, what is held back from being taken away, and the only way in which anything is taken."""

from pathlib import Path
from typing import Any

from alembic import context, op

revision = "0009"
down_revision = "0008"

NAMED = "(select current_setting('ohub.actor', true)) <> ''"
# What is taken is taken by the functions alone, with the rights of the owner; a hold and its release are only added.
GRANTS = {
    "legal_hold": "select, insert",
    "hold_release": "select, insert",
    "retention_run": "select",
    "retention_list": "select",
    "tombstone": "select",
}
OWN_NAME = {"legal_hold": "placed_by", "hold_release": "released_by"}
FUNCTIONS = (
    "retention_clock(text, date, timestamptz, jsonb)",
    "retention_standing(date, jsonb, bigint[])",
    "retention_begin(date, jsonb, bigint)",
    "retention_take(bigint, int)",
)


def upgrade() -> None:
    app = context.config.attributes["app_role"]
    driver: Any = op.get_bind().connection.driver_connection  # SQLAlchemy would read : in the text
    driver.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table, rights in GRANTS.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f'create policy actor_named on {table} to "{app}" using ({NAMED})')
        op.execute(f'grant {rights} on {table} to "{app}"')
    for table, column in OWN_NAME.items():
        op.execute(
            f"create policy in_its_own_name on {table} as restrictive for insert "
            f"with check ({column} = (select current_setting('ohub.actor', true)))"
        )
    for function in FUNCTIONS:
        op.execute(f"revoke execute on function {function} from public")
        op.execute(f'grant execute on function {function} to "{app}"')
