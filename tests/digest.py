"""What a store says, without what may differ between two runs of the same work: surrogate numbers, times, ciphers."""

import hashlib
from typing import Any

from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor

QUERIES = {
    "batch": """
        select source, sha256, size_bytes, state, endpoint, cursor_after, received, accepted, held, rejected, duplicates
        from batch order by source, sha256
    """,
    "arrival": """
        select b.sha256, a.row, a.document, a.operation, a.outcome, r.key
        from arrival a join batch b using (batch_id) left join record r using (record_id) order by b.sha256, a.row
    """,
    "issue": """
        select b.sha256, i.row, i.n, i.code, i.field, i.severity, i.detail::text
        from arrival_issue i join batch b using (batch_id) order by b.sha256, i.row, i.n
    """,
    "cursor": "select source, endpoint, cursor, pages from pull_cursor order by source, endpoint",
    "employer": """
        select credit_code, name, division_code, industry_code, economic_type, size from employer order by credit_code
    """,
    "worker": """
        select i.id_index, i.id_type, i.name_index, w.sex, w.birth_date, w.merged_into is null
        from worker w join vault.identity i using (worker_id) order by 1, 2, 3, 4, 5
    """,
    "alias": """
        select i.id_index, a.name_index from vault.alias a join vault.identity i using (identity_id) order by 1, 2
    """,
    "record": "select key, source, document, version, content, event_on, deleted from record order by key",
    "version": """
        select r.key, v.version, v.event_on, i.id_index, e.credit_code, v.org_code, v.division_code, b.sha256, v.row,
            v.known_to = 'infinity', c.sha256, v.body::text, v.results::text
        from record_version v join record r using (record_id) join batch b using (batch_id)
            left join vault.identity i on i.worker_id = v.worker_id left join employer e using (employer_id)
            left join batch c on c.batch_id = v.closed_by
        order by r.key, v.version
    """,
}
SEALED = {
    "payload": (
        "select b.sha256, p.n, p.sealed, p.batch_id from payload_chunk p join batch b using (batch_id) order by 1, 2",
        lambda row: f"payload:{row[3]}:{row[1]}".encode(),
    ),
    "held": (
        "select b.sha256, h.row, h.sealed from held_row h join batch b using (batch_id) order by 1, 2",
        lambda row: b"held",
    ),
    "identity": (
        "select id_index, name_index, sealed from vault.identity order by 1, 2",
        lambda row: b"identity",
    ),
    "personal": (
        "select r.key, p.version, p.sealed from vault.personal_part p join record r using (record_id) order by 1, 2",
        lambda row: b"personal" + bytes(row[0]),
    ),
}  # fmt: skip


def digest(store: Store) -> dict[str, tuple[int, str]]:
    """For each part of the store: how many rows, and a hash of what they say."""
    with store.transaction(Actor("system", "digest")) as connection:
        parts: dict[str, list[Any]] = {
            name: [tuple(row) for row in connection.execute(text(query))] for name, query in QUERIES.items()
        }
        for name, (query, purpose) in SEALED.items():
            rows = connection.execute(text(query)).all()
            parts[name] = [(*row[:2], store.vault.open(bytes(row[2]), purpose(row))) for row in rows]
    return {name: (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()) for name, rows in parts.items()}
