"""Agreements: in force from the first to the last day, for the views and the territory they name, until ended."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from hub.db import Store
from hub.errors import HubError, NotFoundError
from hub.security.accounts.organisations import Organisation
from hub.security.clients.agreeing import AgreementError, end_agreement
from hub.security.clients.agreements import (
    Agreement,
    NoAgreementError,
    agreement_for,
    all_agreements,
    check_territory,
    required_agreement,
)
from tests.hub.intake.messages import fetch
from tests.hub.security.clients.systems import ACTOR, DAY, NOW, add, agree

WHO = "insurance-jinan"
CREDIT_CODE = "91370100M000100Y4B"


def in_force(store: Store, on: date = DAY, view: str = "case_status", client: str = WHO) -> Agreement | None:
    with store.transaction(ACTOR) as connection:
        return agreement_for(connection, client, view, on)


def why_not(store: Store, on: date = DAY, view: str = "case_status", client: str = WHO) -> str:
    with pytest.raises(NoAgreementError) as refused, store.transaction(ACTOR) as connection:
        required_agreement(connection, client, view, on)
    assert refused.value.status == 403
    return refused.value.zh


def end(store: Store, number: str) -> Agreement:
    with store.transaction(ACTOR) as connection:
        return end_agreement(connection, store.keys, ACTOR, number, NOW)


def test_an_agreement_is_kept_as_it_was_signed(any_store: Store) -> None:
    add(any_store)
    made = agree(any_store, views=["work_injury_insurance", "case_status", "case_status"], territory="370102")
    assert in_force(any_store) == made == in_force(any_store, view="work_injury_insurance")
    assert (made.views, made.territory) == (["case_status", "work_injury_insurance"], "370102")
    with any_store.transaction(ACTOR) as connection:
        assert required_agreement(connection, WHO, "case_status", DAY) == made
        assert all_agreements(connection) == all_agreements(connection, WHO) == [made]
        assert all_agreements(connection, "insurance-qingdao") == []
    told = fetch(any_store, "select verb, detail from audit_entry order by entry_id desc limit 1")[0]
    said = {"agreement": made.agreement_id, "client": WHO, "views": made.views, "territory": "370102"}
    assert tuple(told) == ("grant", said)


@pytest.mark.parametrize(
    ("on", "holds"),
    [(date(2026, 1, 9), False), (date(2026, 1, 10), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_both_its_days_are_within(store: Store, on: date, holds: bool) -> None:
    add(store)
    agree(store)
    assert bool(in_force(store, on)) is holds


def test_others_and_other_views_are_not_agreed(store: Store) -> None:
    add(store)
    add(store, "insurance-qingdao")
    agree(store)
    assert in_force(store, client="insurance-qingdao") is None
    assert in_force(store, view="work_injury_insurance") is None
    assert in_force(store, view="case") is None


def test_the_refusal_says_what_is_missing(store: Store) -> None:
    add(store)
    assert "没有包含数据视图 case_status 的数据共享协议" in why_not(store)
    agree(store)
    assert "协议 济卫共享2026-1 自 2026-01-10 起才生效" in why_not(store, date(2026, 1, 9))
    assert "协议 济卫共享2026-1 已于 2026-12-31 到期" in why_not(store, date(2027, 1, 1))
    assert "没有包含数据视图 work_injury_insurance" in why_not(store, view="work_injury_insurance")
    end(store, "济卫共享2026-1")
    assert "协议 济卫共享2026-1 已于 2026-03-02 终止" in why_not(store)
    agree(store, "济卫共享2026-2", valid_from=date(2026, 3, 3))
    assert "协议 济卫共享2026-2 自 2026-03-03 起才生效" in why_not(store)


def test_what_was_ended_holds_on_no_day_and_is_still_there(any_store: Store) -> None:
    add(any_store)
    made = agree(any_store)
    ended = end(any_store, made.number)
    assert (ended.ended_at, ended.agreement_id) == (NOW, made.agreement_id)
    assert [in_force(any_store, on) for on in (DAY - timedelta(1), DAY)] == [None, None]
    with pytest.raises(NotFoundError, match="没有这个编号"):
        end(any_store, made.number)
    again = agree(any_store)  # the same paper, added rightly this time
    assert in_force(any_store) == again
    with any_store.transaction(ACTOR) as connection:
        assert [each.agreement_id for each in all_agreements(connection)] == [made.agreement_id, again.agreement_id]
    verbs = [row[0] for row in fetch(any_store, "select verb from audit_entry order by entry_id")]
    assert verbs == ["grant", "grant", "revoke", "grant"]


SECOND = "济卫共享2026-2"
NEXT_YEAR = {"valid_from": date(2027, 1, 1), "valid_until": date(2027, 12, 31)}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"views": ["work_injury_insurance", "case_status"]},
        {"territory": "370102"},
        {"valid_from": date(2026, 12, 31), "valid_until": date(2027, 12, 31)},
        {"valid_from": date(2025, 1, 1), "valid_until": date(2026, 1, 10)},
    ],
)
def test_two_on_one_view_at_one_time_are_refused(store: Store, changes: dict[str, Any]) -> None:
    add(store)
    agree(store)
    with pytest.raises(AgreementError, match="已有协议 济卫共享2026-1"):
        agree(store, SECOND, **changes)


@pytest.mark.parametrize(
    "changes", [{"views": ["work_injury_insurance"]}, NEXT_YEAR, {"client_id": "insurance-qingdao"}]
)
def test_side_by_side_and_one_after_the_other_is_fine(store: Store, changes: dict[str, Any]) -> None:
    add(store)
    add(store, "insurance-qingdao")
    agree(store)
    assert agree(store, SECOND, **changes)
    with pytest.raises(AgreementError, match="编号已被使用"):
        agree(store, SECOND, views=["another"], client_id="insurance-qingdao")


def test_of_many_at_once_one_is_added(any_store: Store) -> None:
    add(any_store)
    begun = threading.Barrier(6)

    def try_it(number: int) -> bool:
        begun.wait()
        try:
            return bool(agree(any_store, f"n{number}"))
        except AgreementError:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(try_it, range(6))) == [False] * 5 + [True]


BAD: list[tuple[dict[str, Any], str]] = [
    *(({field: ""}, "各写一行") for field in ("number", "title", "purpose", "basis")),
    *(({field: "x\ny"}, "各写一行") for field in ("number", "title", "purpose", "basis")),
    ({"purpose": "查询370102198003071217"}, "各写一行"),
    ({"purpose": "x" * 201}, "各写一行"),
    ({"views": []}, "数据视图"),
    ({"views": ["Case"]}, "数据视图"),
    ({"valid_until": date(2026, 1, 9)}, "日期不对"),
    ({"signed_on": date(2026, 3, 3)}, "日期不对"),
    ({"territory": "370200"}, "辖区不在"),
    ({"territory": "370000"}, "辖区不在"),
    ({"territory": "999999"}, "辖区不是"),
    ({"client_id": "nobody-there"}, "没有这个客户端"),
]


def test_agreements_that_there_cannot_be(store: Store) -> None:
    add(store)
    for changes, refused in BAD:
        with pytest.raises(HubError, match=refused):
            agree(store, **changes)
    assert fetch(store, "select 1 from agreement") == []


@pytest.mark.parametrize("territory", [None, "370102"])
def test_with_an_employers_system_there_is_nothing_to_agree(store: Store, territory: str | None) -> None:
    add(store, organisation=Organisation("employer", CREDIT_CODE))
    with pytest.raises(AgreementError, match="行政机关"):
        agree(store, territory=territory)


def test_the_territory_is_what_lies_in_it(store: Store) -> None:
    add(store)
    made = agree(store, territory="370100")
    for within in ("370100", "370102", "371202"):  # the last became part of the city
        check_territory(made, within, DAY)
    for outside in ("370200", "370000", "370202", "999999", ""):
        with pytest.raises(NoAgreementError, match="只及于行政区划 370100"):
            check_territory(made, outside, DAY)
