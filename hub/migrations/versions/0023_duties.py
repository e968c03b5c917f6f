"""Gaps are listed by how late they are, and duties counted by employer, each from an index of its own."""

from alembic import op

revision = "0023"
down_revision = "0022"

INDEXES = """
create index ix_finding_gap on finding (due_on, finding_id) where analysis = 'gaps' and closed_on is null;
create index ix_finding_duty on finding (employer_id, rule) include (division_code, due_on, seen_on)
    where analysis = 'compliance' and closed_on is null;
"""


def upgrade() -> None:
    op.execute(INDEXES)
