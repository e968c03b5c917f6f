"""The end of a version has the place of the younger of the two transactions that wrote and closed it."""

from alembic import op

revision = "0014"
down_revision = "0013"

DOCUMENTS = [
    *("employer", "suspected", "diagnosis", "appraisal", "followup", "poisoning", "measurement"),
    *("insured_spell", "determination", "assessment", "benefit", "termination", "death"),
]


def upgrade() -> None:
    for document in DOCUMENTS:
        table = f"record_{document}"
        op.execute(f"drop index ix_{table}_feed_closed")
        op.execute(
            f"create index ix_{table}_feed_closed on {table} (greatest(xid, closed_xid), record_id, version) "
            "where closed_xid is not null"
        )
