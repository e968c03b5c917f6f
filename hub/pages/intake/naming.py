"""What a sender is called: an employer by its name, an institution or bureau by its place and code."""

from sqlalchemy import Connection, text

from hub.pages.queries import place_name
from hub.pages.texts import say

EMPLOYER = text("select name from employer where credit_code = :code")


def sender_name(connection: Connection, code: str | None, lang: str) -> str:
    """In words, as far as the reader may know the employer."""
    if not code:
        return say(lang, "sender_unknown")
    if len(code) == 18:
        return connection.execute(EMPLOYER, {"code": code}).scalar() or code
    return f"{place_name(code if len(code) == 6 else code[:4] + '00')} {code}".strip()
