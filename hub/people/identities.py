"""Opens the identities of all workers in the process, as the table that linkage compares. Nothing is kept."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, text

from analytics.linkage.pairs import WORKERS
from hub.security.vault import Vault

PURPOSE = b"identity"
CHUNK_ROWS = 10_000
# One row for each name a worker came under; employers as of all that is known now.
IDENTITIES = """
with history as (
    select worker_id, array_agg(distinct employer_id) as employers
    from record_version where known_to = 'infinity' and worker_id is not null and employer_id is not null
    group by worker_id
), named as (
    select worker_id, sealed from vault.identity
    union all select i.worker_id, a.sealed from vault.alias a join vault.identity i using (identity_id)
)
select worker_id, sex, birth_date, employers, sealed
from named join worker using (worker_id) left join history using (worker_id)
"""


def read_identities(connection: Connection, vault: Vault) -> pa.Table:
    """All workers as a table with the columns WORKERS. Raises UnavailableError when a sealed value cannot be opened."""
    rows = connection.execute(text(IDENTITIES), execution_options={"yield_per": CHUNK_ROWS})
    batches = (pa.RecordBatch.from_pylist(list(_opened(part, vault)), WORKERS) for part in rows.partitions())
    return pa.Table.from_batches(batches, WORKERS)


def _opened(rows: Any, vault: Vault) -> Iterator[dict[str, Any]]:
    """`sealed` holds document type, number, name and telephone, as intake stores them."""
    for worker_id, sex, birth_date, employers, sealed in rows:
        _, number, name, phone = vault.open_json(sealed, PURPOSE)
        values = (worker_id, name, sex, birth_date, number, phone, employers)
        yield dict(zip(WORKERS.names, values, strict=True))
