"""What a sender sees of what it brought, whoever it is, and when the analyses last ran."""

from alembic import context, op

revision = "0008"
down_revision = "0007"

NAMED = "(select current_setting('ohub.actor', true)) <> ''"
OWN_BATCH = "organisation = (select nullif(current_setting('ohub.organisation', true), ''))"
OF_BATCH = "exists (select from batch b where b.batch_id = {table}.batch_id)"
# table -> fence -> which rows, besides those of 0005
SEEN: dict[str, dict[str, str]] = {
    "batch": {"territory": OWN_BATCH, "insurance": OWN_BATCH},
    "arrival": dict.fromkeys(("territory", "insurance"), OF_BATCH),
    "arrival_issue": dict.fromkeys(("territory", "insurance"), OF_BATCH),
    "held_row": dict.fromkeys(("province", "territory", "insurance", "employer", "institution"), OF_BATCH)
    | {"province": "true"},
    "analysis_run": dict.fromkeys(("territory", "insurance", "employer"), "true"),
}
# Of a held row its number is shown, its content to nobody.
COLUMNS = {"held_row": " (batch_id, row)"}


def upgrade() -> None:
    for table in ("identity", "alias"):  # a person is searched for by name too
        op.execute(f"create index ix_{table}_name_index on vault.{table} (name_index)")
    app = context.config.attributes["app_role"]
    for table, fences in SEEN.items():
        for fence, rows in fences.items():
            condition = f"{NAMED} and ({rows.format(table=table)})"
            op.execute(f'create policy {fence} on {table} for select to "{app}_{fence}" using ({condition})')
            op.execute(f'grant select{COLUMNS.get(table, "")} on {table} to "{app}_{fence}"')
