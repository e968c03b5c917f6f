"""The fences: for each kind of user a role of the database, and what of each table it may see. No role, no row."""

from alembic import context, op

revision = "0005"
down_revision = "0004"


def one(name: str) -> str:
    """A setting of the transaction, read once for a statement."""
    return f"(select nullif(current_setting('ohub.{name}', true), ''))"


def several(name: str, kind: str = "text") -> str:
    """A setting that holds several values between commas."""
    return f"any((select string_to_array(current_setting('ohub.{name}', true), ','))::{kind}[])"


EVERYTHING = "true"
IN_TERRITORY = f"division_code = {several('divisions')}"
OWN_EMPLOYER = f"employer_id = {one('employer')}::bigint"
OWN_BATCH = f"organisation = {one('organisation')}"
OF_BATCH = "exists (select from batch b where b.batch_id = {table}.batch_id)"
OF_WORKER = "exists (select from record_version v where v.worker_id = {table}.worker_id)"
OF_RECORD = """
exists (select from record_version v where v.record_id = {table}.record_id and v.version = {table}.version)
"""

OF_IDENTITY = "exists (select from vault.identity i where i.identity_id = {table}.identity_id)"
SEEN_EMPLOYER = "employer_id in (select v.employer_id from record_version v)"
# What decides on benefits: not the examinations, which serve the protection of health alone (GBZ 188—2025 4.2.1).
FOR_INSURANCE = [
    *("diagnosis", "appraisal"),
    *("insured_spell", "determination", "assessment", "benefit", "termination", "death"),
]
INSURANCE = f"document in ({', '.join(repr(document) for document in FOR_INSURANCE)}) and {IN_TERRITORY}"

PEOPLE = ("province", "territory", "insurance", "employer", "institution", "person")
# table -> fence -> which rows; what is not here is not seen
SEEN: dict[str, dict[str, str]] = {
    "record_version": {
        "province": EVERYTHING,
        "territory": IN_TERRITORY,
        "insurance": INSURANCE,
        "employer": OWN_EMPLOYER,
        "institution": f"org_code = {one('institution')}",
        "person": f"worker_id = {several('workers', 'bigint')}",
    },
    "employer": {
        "province": EVERYTHING,
        "territory": IN_TERRITORY,
        "insurance": IN_TERRITORY,
        "employer": OWN_EMPLOYER,
        "institution": SEEN_EMPLOYER,
        "person": SEEN_EMPLOYER,
    },
    "worker": dict.fromkeys(PEOPLE, OF_WORKER) | {"province": EVERYTHING},
    "vault.identity": dict.fromkeys(PEOPLE, OF_WORKER) | {"province": EVERYTHING},
    "vault.alias": dict.fromkeys(PEOPLE, OF_IDENTITY) | {"province": EVERYTHING},
    "vault.personal_part": dict.fromkeys(("territory", "insurance", "institution", "person"), OF_RECORD)
    | {"province": EVERYTHING},
    "finding": {
        "province": EVERYTHING,
        "territory": IN_TERRITORY,
        "insurance": f"analysis = 'gaps' and {IN_TERRITORY}",
        "employer": OWN_EMPLOYER,
        "person": f"worker_id = {several('workers', 'bigint')}",
    },
    "link_decision": {"province": EVERYTHING},
    "batch": {"province": EVERYTHING, "system": EVERYTHING, "employer": OWN_BATCH, "institution": OWN_BATCH},
    "arrival": {"province": EVERYTHING, "employer": OF_BATCH, "institution": OF_BATCH},
    "arrival_issue": {"province": EVERYTHING, "employer": OF_BATCH, "institution": OF_BATCH},
    "analysis_run": {"province": EVERYTHING, "system": EVERYTHING},
    "pull_cursor": {"system": EVERYTHING},
}


def upgrade() -> None:
    op.execute("alter table batch add organisation text")
    op.execute("create index ix_record_version_division_code on record_version (division_code, event_on)")
    app = context.config.attributes["app_role"]
    for fence in {fence for rows in SEEN.values() for fence in rows}:
        op.execute(f'grant usage on schema public, vault to "{app}_{fence}"')
    for table, fences in SEEN.items():
        # The service itself works in every table; a fence inherits nothing of that.
        for fence, rows in fences.items():
            condition = f"(select current_setting('ohub.actor', true)) <> '' and ({rows.format(table=table)})"
            op.execute(f'create policy {fence} on {table} for select to "{app}_{fence}" using ({condition})')
            op.execute(f'grant select on {table} to "{app}_{fence}"')
    tables = op.get_bind().exec_driver_sql(
        "select schemaname, tablename from pg_policies where policyname = 'actor_named'"
    )
    for schema, table in tables.fetchall():
        op.execute(f'alter policy actor_named on {schema}.{table} to "{app}"')
