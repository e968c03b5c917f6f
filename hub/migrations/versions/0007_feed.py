"""What the feed of changes stands on: merges of workers with their transactions, and the order of transactions."""

from alembic import context, op

revision = "0007"
down_revision = "0006"

ACTOR_NAMED = "(select current_setting('ohub.actor', true)) <> ''"
# Views are made of these. Not of examinations: they are the most, and an index more would slow their import.
DOCUMENTS = [
    *("employer", "suspected", "diagnosis", "appraisal", "followup", "poisoning", "measurement"),
    *("insured_spell", "determination", "assessment", "benefit", "termination", "death"),
]
# Whoever pulls; each sees what happened to the workers of records it sees.
FENCES = ("province", "territory", "insurance", "employer", "institution")
# A personal part is bound to the key of its record: without it, who may see the part could still not open it.
OPENING = ("province", "territory", "insurance", "institution")

# The pointer worker.merged_into is changed in place and says neither when nor in which transaction, so every change of
# it is noted here. By a trigger, so that no way of changing it can forget to; with the rights of the owner, so that the
# service can add no change that did not happen.
MERGES = """
create table worker_merge (
    merge_id bigint generated always as identity primary key,
    worker_id bigint not null,
    merged_into bigint,
    xid bigint not null default pg_current_xact_id()::text::bigint
);
create index ix_worker_merge_worker_id on worker_merge (worker_id);
create index ix_worker_merge_xid on worker_merge (xid, worker_id, merge_id);

create function note_merge() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$ begin
    insert into public.worker_merge (worker_id, merged_into) values (new.worker_id, new.merged_into);
    return null;
end $$;
create trigger note_merge after update of merged_into on worker
    for each row when (old.merged_into is distinct from new.merged_into) execute function note_merge();
"""


def upgrade() -> None:
    op.execute(MERGES)
    for document in DOCUMENTS:
        table = f"record_{document}"
        op.execute(f"create index ix_{table}_feed on {table} (xid, record_id, version)")
        op.execute(
            f"create index ix_{table}_feed_closed on {table} (closed_xid, record_id, version) "
            "where closed_xid is not null"
        )
    _lock()


def _lock() -> None:
    """Merges are read only. A fence sees those of its workers, and the keys of its records."""
    app = context.config.attributes["app_role"]
    op.execute("alter table worker_merge enable row level security")
    op.execute(f'create policy actor_named on worker_merge to "{app}" using ({ACTOR_NAMED})')
    op.execute(f'grant select on worker_merge to "{app}"')
    for fence in FENCES:
        _let_see(f"{app}_{fence}", fence, "worker_merge", "worker_id")
        op.execute(f'grant select on worker_merge to "{app}_{fence}"')
    for fence in OPENING:
        _let_see(f"{app}_{fence}", fence, "record", "record_id")
        op.execute(f'grant select (record_id, key) on record to "{app}_{fence}"')


def _let_see(role: str, fence: str, table: str, column: str) -> None:
    seen = f"exists (select from record_version v where v.{column} = {table}.{column})"
    op.execute(f'create policy {fence} on {table} for select to "{role}" using ({ACTOR_NAMED} and {seen})')
