"""Findings in two places, and desks of the people who see to them."""

from datetime import date

from sqlalchemy import text

from hub.db import Store
from hub.security.actor import Actor
from hub.security.scope import Fence, Scope, of_province, of_territory
from hub.work.moving import Desk
from tests.hub.intake.messages import TESTER

TODAY = date(2026, 11, 25)
FINDING = """
insert into finding (finding_id, analysis, rule, subject, period, worker_id, employer_id, division_code, due_on,
    evidence, raised_on, seen_on)
values (:id, :analysis, 'X01', :id, 'x', :worker, 1, :division, :on, jsonb_build_object('title_zh', '某事',
    'title_en', 'Something', 'must_act', cast(:must_act as text)), :on, :on)
"""
# finding, analysis, who must act, division
FINDINGS = (
    (1, "gaps", "employer", "370102"),
    (2, "gaps", "fund", "370102"),
    (3, "clusters", None, "370202"),
    (4, "quality", "institution", "370202004"),
    (5, "compliance", "employer", None),
)


def fill(store: Store) -> None:
    with store.transaction(TESTER) as connection:
        for number, analysis, must_act, division in FINDINGS:
            values = {"id": number, "analysis": analysis, "must_act": must_act, "division": division}
            worker = number if analysis == "gaps" else None
            connection.execute(text(FINDING), {**values, "worker": worker, "on": TODAY})


def close_finding(store: Store, number: int, on: date | None = TODAY) -> None:
    """Close a finding; with `on` None it is true again."""
    with store.transaction(TESTER) as connection:
        connection.execute(text("update finding set closed_on = :on where finding_id = :id"), {"on": on, "id": number})


def desk(store: Store, login: str, scope: Scope | None) -> Desk:
    return Desk(Actor("user", login, scope), store.vault, store.keys, TODAY)


def health(store: Store, division: str, login: str = "h.one") -> Desk:
    """Somebody of the health bureau of a division."""
    scope = of_province() if division == "370000" else of_territory(division, TODAY, organisation=division)
    return desk(store, login, scope)


def insurance(store: Store, division: str) -> Desk:
    return desk(store, "i.one", of_territory(division, TODAY, Fence.INSURANCE, organisation=division))
