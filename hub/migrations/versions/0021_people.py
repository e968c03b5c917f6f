"""Employers are found by the beginning of their name, findings by whom they are about, each by an index."""

from alembic import context, op

revision = "0021"
down_revision = "0020"

# In the order of code points, so that the range of names that begin so can be asked of the index behind a fence too.
INDEXES = """
create index ix_employer_name on employer (name collate "C", employer_id);
create index ix_finding_employer_id on finding (employer_id, analysis) where closed_on is null;
create index ix_finding_worker_id on finding (worker_id) where worker_id is not null;
"""
# What it was before asked for all employers of the records behind the fence first, however few were wanted.
SEEN = "exists (select from record_version v where v.employer_id = employer.employer_id)"


def upgrade() -> None:
    op.execute(INDEXES)
    role = context.config.attributes["app_role"]
    for fence in ("institution", "person"):
        condition = f"(select current_setting('ohub.actor', true)) <> '' and {SEEN}"
        op.execute(f'alter policy {fence} on employer to "{role}_{fence}" using ({condition})')
