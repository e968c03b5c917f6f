"""Gaps are listed by how late they are, and duties counted by employer, each from indexes of their own."""

from alembic import op

revision = "0023"
down_revision = "0022"

# By division first, so that a territory reads its own part of them and no more.
INDEXES = """
create index ix_finding_gap on finding (due_on, finding_id) where analysis = 'gaps' and closed_on is null;
create index ix_finding_gap_division on finding (division_code, rule) include (due_on, seen_on, finding_id)
    where analysis = 'gaps' and closed_on is null;
create index ix_finding_duty on finding (division_code, employer_id, rule) include (due_on, seen_on)
    where analysis = 'compliance' and closed_on is null;
"""


def upgrade() -> None:
    op.execute(INDEXES)
