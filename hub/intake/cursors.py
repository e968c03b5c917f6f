"""How far each partner's endpoint has been pulled; the cursor moves in the transaction of the page's data."""

from sqlalchemy import Connection, text

from hub.intake.storing import Cursor


def move_cursor(working: Cursor, source: str, endpoint: str, after: str) -> None:
    """Move the cursor of an endpoint, in the transaction of the page's data."""
    working.execute(
        """
        insert into pull_cursor as c (source, endpoint, cursor, pages, updated_at) values (%s, %s, %s, 1, now())
        on conflict (source, endpoint) do update set cursor = excluded.cursor, pages = c.pages + 1, updated_at = now()
        """,
        (source, endpoint, after),
    )


def cursor_of(connection: Connection, source: str, endpoint: str) -> str | None:
    """The cursor to ask for the next page with; None before the first."""
    query = text("select cursor from pull_cursor where source = :source and endpoint = :endpoint")
    cursor: str | None = connection.execute(query, {"source": source, "endpoint": endpoint}).scalar()
    return cursor
