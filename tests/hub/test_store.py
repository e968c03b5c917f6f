"""The store: roles, actors, and the promise that the tables are those of the models."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, text
from sqlmodel import SQLModel

import hub.models  # noqa: F401  (fills the metadata)
from hub.db import Store
from hub.migrations import migrate
from hub.security.actor import Actor

ACTOR = Actor("job", "test")


def test_transaction_carries_its_actor(any_store: Store) -> None:
    with any_store.transaction(ACTOR) as connection:
        assert connection.execute(text("select current_setting('ohub.actor')")).scalar() == "job:test"


def test_a_reading_transaction_sees_one_moment_and_changes_nothing(any_store: Store) -> None:
    insert = text("insert into employer (credit_code, name, batch_id) values ('91370100M000100Y43', 'x', 1)")
    with any_store.transaction(ACTOR, one_moment=True) as reading:
        with any_store.transaction(ACTOR) as writing:
            writing.execute(insert)
        assert reading.execute(text("select count(*) from employer")).scalar() == 0
    with pytest.raises(Exception, match="read-only"), any_store.transaction(ACTOR, one_moment=True) as reading:
        reading.execute(insert)
    with any_store.transaction(ACTOR) as afterwards:  # on the same connection of the pool
        assert afterwards.execute(text("update employer set name = 'y'")).rowcount == 1


def test_application_role_cannot_bypass_row_security(any_store: Store) -> None:
    with any_store.transaction(ACTOR) as connection:
        row = connection.execute(
            text("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
        ).one()
    assert tuple(row) == (False, False, False)


def test_without_an_actor_every_table_is_empty_and_closed(any_store: Store) -> None:
    with any_store.transaction(ACTOR) as connection:
        connection.execute(
            text("insert into employer (credit_code, name, batch_id) values ('91370100M000100Y43', 'x', 1)")
        )
    with any_store.engine.connect() as connection:
        assert connection.execute(text("select count(*) from employer")).scalar() == 0
        with pytest.raises(Exception, match="row-level security"):
            connection.execute(text("insert into employer (credit_code, name, batch_id) values ('x', 'x', 1)"))


def test_every_table_has_row_security(any_store: Store) -> None:
    with any_store.transaction(ACTOR) as connection:
        open_tables = connection.execute(
            text(
                "select relname from pg_class c join pg_namespace n on n.oid = relnamespace "
                "where nspname in ('public', 'vault') and relkind in ('r', 'p') and not relrowsecurity "
                "and relname <> 'alembic_version'"
            )
        ).scalars()
        assert list(open_tables) == []


def test_migrations_make_the_tables_of_the_models(any_store: Store) -> None:
    engine = create_engine(any_store.owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_schemas": True, "compare_type": True, "include_object": _ours},
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_again_changes_nothing(any_store: Store) -> None:
    migrate(any_store)
    migrate(any_store)


def _ours(thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """Partitions and the indexes written for them by hand are not in the models, nor is what the queue keeps."""
    if kind == "table":
        apart = str(name).startswith(("record_", "alembic_", "procrastinate_")) and name != "record_version"
        return not (reflected and (apart or getattr(thing, "schema", None) == "jobs"))
    return not (kind == "index" and reflected)


def test_counts_of_a_batch_must_add_up(store: Store) -> None:
    with pytest.raises(Exception, match="counts_add_up"), store.transaction(ACTOR) as connection:
        connection.execute(
            text(
                "insert into batch (source, sha256, size_bytes, state, received_by, received) "
                "values ('x', 'x', 0, 'received', 'x', 1)"
            )
        )
