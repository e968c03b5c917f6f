"""Fills a store with a great many examinations by copying real ones under new keys, inside the database."""

from collections.abc import Callable, Sequence

import psycopg

from hub.db import Store

# Keys and indexes are random bytes, as real ones are, so that the big indexes are as scattered as in life.
STEPS = (
    """
    insert into worker (worker_id, sex, birth_date, batch_id)
    select 1000000000 + n, '1', date '1980-03-07', 1 from generate_series(1, {count}) n
    """,
    """
    insert into vault.identity (worker_id, id_type, id_index, name_index, sealed, batch_id)
    select 1000000000 + n, '01', decode(md5(n::text), 'hex'), decode(md5('n' || n), 'hex'), i.sealed, 1
    from generate_series(1, {count}) n, (select sealed from vault.identity limit 1) i
    """,
    """
    insert into record (record_id, key, source, document, version, content, event_on, deleted)
    select 1000000000 + n, decode(md5('r' || n), 'hex'), 'national', 'examination', 1, decode(md5('c' || n), 'hex'),
        date '2016-01-01' + n % 3650, false
    from generate_series(1, {count}) n
    """,
    """
    insert into record_version (record_id, version, document, event_on, source, worker_id, employer_id, org_code,
        division_code, known_from, batch_id, row, body, results)
    select 1000000000 + n, 1, 'examination', date '2016-01-01' + n % 3650, 'national', 1000000000 + n, {employer},
        v.org_code, {division}, now(), 1, n, v.body, v.results
    from generate_series(1, {count}) n, (select * from record_version where document = 'examination' limit 1) v
    """,
    """
    insert into vault.personal_part (record_id, version, sealed)
    select 1000000000 + n, 1, p.sealed from generate_series(1, {count}) n, (select * from vault.personal_part limit 1) p
    """,
)


def fill(
    store: Store, count: int, import_some: Callable[[Store], None], divisions: Sequence[str] | None = None
) -> None:
    """Import a few examinations, then copy the first until there are `count`, spread over `divisions` if given."""
    import_some(store)
    copied(store, count, divisions)


def copied(
    store: Store, count: int, divisions: Sequence[str] | None = None, employers: Sequence[int] | None = None
) -> None:
    """Copy an examination so many times, spread over divisions and employers if given."""
    division = _one_of([f"'{code}'" for code in divisions]) if divisions else "v.division_code"
    employer = _one_of([str(each) for each in employers]) if employers else "v.employer_id"
    url = store.owner_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.execute("select set_config('ohub.actor', 'system:bench', false)")
        for step in STEPS:
            connection.execute(step.format(count=count, division=division, employer=employer))  # type: ignore[arg-type]
    root = store.owner_url.set(drivername="postgresql", username="postgres")  # only the server's own may checkpoint
    with psycopg.connect(root.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")


def _one_of(told: list[str]) -> str:
    """One of some values, by the number of a row."""
    return f"(array[{', '.join(told)}])[1 + abs(hashint4(n::int)) % {len(told)}]"
