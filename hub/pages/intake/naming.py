"""What a sender is called: an employer by its name, an institution or bureau by its place and code."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

from hub.pages.queries import place_name
from hub.pages.texts import say

EMPLOYERS = text("select credit_code, name from employer where credit_code = any(:codes)")


def sender_name(connection: Connection, code: str | None, lang: str) -> str:
    """In words, as far as the reader may know the employer."""
    return sender_names(connection, [code], lang)[0]


def sender_names(connection: Connection, codes: Sequence[str | None], lang: str) -> list[str]:
    """The same of many at once, in their order."""
    asked = [code for code in codes if code and len(code) == 18]
    employers = {row.credit_code: row.name for row in connection.execute(EMPLOYERS, {"codes": asked})} if asked else {}
    return [_name(code, employers, lang) for code in codes]


def _name(code: str | None, employers: Mapping[str, str], lang: str) -> str:
    if not code:
        return say(lang, "sender_unknown")
    if len(code) == 18:
        return employers.get(code, code)
    return f"{place_name(code if len(code) == 6 else code[:4] + '00')} {code}".strip()
