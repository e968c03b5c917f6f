"""The tables of the job queue, in a schema of their own; the application role works in them freely."""

from typing import Any

from alembic import context, op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    role = context.config.attributes["app_role"]
    op.execute("create schema jobs")
    op.execute("set local search_path = jobs")
    driver: Any = op.get_bind().connection.driver_connection  # SQLAlchemy would read % and : in the text
    driver.execute(SchemaManager.get_schema())
    op.execute("set local search_path = public")
    op.execute(f'grant usage on schema jobs to "{role}"')
    op.execute(f'grant all on all tables in schema jobs to "{role}"')
    op.execute(f'grant all on all sequences in schema jobs to "{role}"')
