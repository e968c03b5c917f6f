"""What somebody was writing in a form: sealed, one for each form, kept for some days in case their session is lost."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.security.vault import Vault

KEPT_DAYS = 7
KEEP = """
insert into form_draft (login, form, sealed) values (:login, :form, :sealed)
on conflict (login, form) do update set sealed = excluded.sealed, saved_at = now()
"""
FORGET = "delete from form_draft where login = :login and form = :form"
CLEAR = "delete from form_draft where saved_at < :before"
FIND = "select sealed, saved_at from form_draft where login = :login and form = :form"


class Draft(NamedTuple):
    written: str
    saved_at: datetime


def purpose(login: str, form: str) -> bytes:
    return f"draft:{login}:{form}".encode()


def keep(connection: Connection, vault: Vault, login: str, form: str, written: str) -> None:
    """Keep what is written in a form; nothing written is nothing to keep."""
    if not written.strip():
        forget(connection, login, form)
        return
    sealed = vault.seal(written.encode(), purpose(login, form))
    connection.execute(text(KEEP), {"login": login, "form": form, "sealed": sealed})


def find(connection: Connection, vault: Vault, login: str, form: str) -> Draft | None:
    row = connection.execute(text(FIND), {"login": login, "form": form}).first()
    return Draft(vault.open(bytes(row[0]), purpose(login, form)).decode(), row[1]) if row else None


def forget(connection: Connection, login: str, form: str) -> None:
    connection.execute(text(FORGET), {"login": login, "form": form})


def clear_old(connection: Connection, now: datetime) -> None:
    """Delete what nobody came back for."""
    connection.execute(text(CLEAR), {"before": now - timedelta(days=KEPT_DAYS)})
