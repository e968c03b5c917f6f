"""The masked names of many workers at once, for lists of them: one statement, whoever is on the page."""

from collections.abc import Collection

from sqlalchemy import Connection, text

from hub.people.masking import masked
from hub.people.reading import FIELDS, PURPOSE
from hub.security.vault import Vault

SEALED = """
select distinct on (worker_id) worker_id, sealed from vault.identity
where worker_id = any(:workers) order by worker_id, identity_id
"""


def masked_names(connection: Connection, vault: Vault, workers: Collection[int]) -> dict[int, dict[str, str | None]]:
    """Of each worker within the fence the first document they came under, masked: id_type, id_number, name, phone."""
    rows = connection.execute(text(SEALED), {"workers": sorted(set(workers))})
    return {row.worker_id: masked(dict(zip(FIELDS, vault.open_json(row.sealed, PURPOSE), strict=True))) for row in rows}
