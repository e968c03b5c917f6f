"""Data-sharing agreements: which views a client may pull, of which territory, for what, from when to when.

What is not agreed is refused with a sentence for the client itself, which says what is missing.
"""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from hub.errors import HubError
from schemas.codes.divisions import subtree

COLUMNS = """
agreement_id, number, title, client_id, views, purpose, basis, territory, signed_on, valid_from, valid_until, ended_at
"""
ALL = f"""
select {COLUMNS} from agreement where cast(:client as text) is null or client_id = :client order by agreement_id
"""
OF_VIEW = f"select {COLUMNS} from agreement where client_id = :client and cast(:view as text) = any(views)"
IN_FORCE = f"{OF_VIEW} and ended_at is null and valid_from <= :on and :on <= valid_until"
NEAREST = f"{OF_VIEW} order by ended_at is null desc, valid_until desc, agreement_id desc limit 1"


class NoAgreementError(HubError):
    """What is asked for is not agreed."""

    status = 403


class Agreement(NamedTuple):
    """An agreement as it was added. Days are inclusive; `ended_at` when it was ended, before its last day or after."""

    agreement_id: int
    number: str
    title: str
    client_id: str
    views: list[str]
    purpose: str
    basis: str
    territory: str
    signed_on: date
    valid_from: date
    valid_until: date
    ended_at: datetime | None


def agreement_for(connection: Connection, client_id: str, view: str, on: date) -> Agreement | None:
    """The agreement under which a client may pull a view on a day; None for none. There is never more than one, and one
    that was ended is in force on no day any more."""
    row = connection.execute(text(IN_FORCE), {"client": client_id, "view": view, "on": on}).one_or_none()
    return Agreement(*row) if row else None


def required_agreement(connection: Connection, client_id: str, view: str, on: date) -> Agreement:
    """The same. Raises NoAgreementError, which says whether there is none, or from or until when it holds."""
    if found := agreement_for(connection, client_id, view, on):
        return found
    row = connection.execute(text(NEAREST), {"client": client_id, "view": view}).one_or_none()
    raise NoAgreementError(*_reason(Agreement(*row) if row else None, view, on))


def check_territory(agreement: Agreement, division: str, on: date) -> None:
    """Raise NoAgreementError unless a division, of any time, lies on a day within what is agreed."""
    if division not in subtree(agreement.territory, on):
        raise NoAgreementError(
            f"协议 {agreement.number} 只及于行政区划 {agreement.territory} 之内；请改为其中的区划，或另签协议。",
            f"Agreement {agreement.number} covers what lies in division {agreement.territory} only; "
            "ask for a division within it, or make another agreement.",
        )


def all_agreements(connection: Connection, client_id: str | None = None) -> list[Agreement]:
    """All agreements, ended ones too, of one client or of all, in the order in which they were added."""
    return [Agreement(*row) for row in connection.execute(text(ALL), {"client": client_id})]


def _reason(nearest: Agreement | None, view: str, on: date) -> tuple[str, str]:
    """Why there is none in force, by the one that comes nearest."""
    mend = "请与数据中枢管理单位签订或续签协议。", "Make or renew one with the bureau that runs the hub."
    if nearest is None:
        zh, en = f"没有包含数据视图 {view} 的数据共享协议", f"There is no data-sharing agreement on the view {view}"
    elif nearest.ended_at:
        day = nearest.ended_at.date()
        zh, en = f"协议 {nearest.number} 已于 {day} 终止", f"Agreement {nearest.number} was ended on {day}"
    elif on < nearest.valid_from:
        day = nearest.valid_from
        zh, en = f"协议 {nearest.number} 自 {day} 起才生效", f"Agreement {nearest.number} is in force from {day} only"
    else:
        day = nearest.valid_until
        zh, en = f"协议 {nearest.number} 已于 {day} 到期", f"Agreement {nearest.number} ran out on {day}"
    return f"{zh}；{mend[0]}", f"{en}. {mend[1]}"
