"""How fresh the sources are: when each last brought anything, as far as the reader may see batches."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from connectors.registry import sources

LAST = """
select s.source, b.received_at
from unnest(cast(:sources as text[])) s (source)
cross join lateral (
    select received_at from batch b where b.source = s.source order by received_at desc limit 1
) b
order by received_at desc
"""


@dataclass(frozen=True)
class Fresh:
    """A source and when its last batch was received."""

    source: str
    received_at: datetime


def fresh(connection: Connection) -> list[Fresh]:
    """Sources that ever brought anything, the freshest first. Empty where the fence shows no batches."""
    rows = connection.execute(text(LAST), {"sources": sorted(sources())})
    return [Fresh(source, received_at) for source, received_at in rows]
