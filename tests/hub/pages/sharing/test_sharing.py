"""Sharing: clients and agreements for the security administrator, endpoints for the system administrator, no secret."""

from datetime import timedelta

from hub.db import Store
from hub.door.clients import today
from hub.pull.reconcile import reconcile
from hub.pull.views import view_named
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pages.test_calibration import cells
from tests.hub.pull.examples import example
from tests.hub.pull.exchanging import put
from tests.hub.routers.pulling import INSURANCE, agreed, asking, fenced, system
from tests.hub.service import client

PATH = "/sharing"
CLIENT = f"{PATH}/clients/insurance-jinan"


def paper(store: Store) -> dict[str, str]:
    on = today(store)
    return {
        "number": "协议二",
        "client": "insurance-jinan",
        "view": INSURANCE,
        "purpose": "核定待遇",
        "basis": "社会保险法 第八十条",
        "signed_on": on.isoformat(),
        "valid_from": on.isoformat(),
        "valid_until": (on + timedelta(days=300)).isoformat(),
    }


def test_agreements_are_added_and_ended_on_the_record(store: Store) -> None:
    system(store)
    with client(store, Role.SECURITY_ADMIN) as ask:
        assert "还没有协议" in ask.get(PATH).text
        assert ask.post(f"{PATH}/agreements", data=paper(store)).status_code == 303
        shown = ask.get(PATH).text
        again = ask.post(f"{PATH}/agreements", data=paper(store) | {"number": "协议三"})
        wrong = [
            ask.post(f"{PATH}/agreements", data=paper(store) | typed)
            for typed in ({"valid_until": "2027"}, {"view": "everything"}, {"client": "nobody"}, {"purpose": ""})
        ]
        assert ask.post(f"{PATH}/agreements/end", data={"number": "协议二"}).status_code == 303
        ended = ask.get(PATH).text
        assert ask.post(f"{PATH}/agreements/end", data={"number": "协议二"}).status_code == 404
    assert "✓ 有效" in shown
    assert "同一视图在同一时期已有协议 协议二" in again.text
    assert 'value="协议三"' in again.text
    assert all(answer.status_code in (404, 409, 400) for answer in wrong), [answer.status_code for answer in wrong]
    assert "– 已终止" in ended
    query = "select verb from audit_entry where detail ? 'agreement' and actor ~ '^user' order by entry_id"
    verbs = fetch(store, query)
    assert [row[0] for row in verbs] == ["grant", "revoke"]


def test_what_a_client_took_and_what_it_must_hold(store: Store) -> None:
    """It pulls once: the page tells when, which view, and of how many people; the tally is that of its own fence."""
    who = system(store)
    agreed(store)
    put(store, ("a", example("diagnosis")))
    with asking(store, who) as pull:
        assert pull.get(f"/api/v1/pull/{INSURANCE}").status_code == 200
    day = today(store)
    with client(store, Role.SECURITY_ADMIN) as ask:
        page = ask.get(CLIENT, params={"view": INSURANCE, "day": day.isoformat()}).text
        bad = ask.get(CLIENT, params={"view": INSURANCE, "day": "x"})
        none = ask.get(CLIENT, params={"view": "case_status", "day": day.isoformat()})
        assert INSURANCE in ask.get(PATH).text
        assert ask.post(f"{CLIENT}/disable").status_code == 303
        assert "✕ 已停用" in ask.get(CLIENT).text
        assert ask.get(f"{PATH}/clients/nobody").status_code == 404
    assert cells(page.split('id="taken"')[1].split("</section>")[0])[0][1:4] == ["查看", INSURANCE, "1"]
    with store.transaction(fenced(store)) as connection:
        tally = reconcile(connection, store.vault, view_named(INSURANCE), day)
    assert tally.records
    assert tally.sha256 in page
    assert (bad.status_code, none.status_code) == (400, 403)
    assert "没有包含数据视图" in none.text


def test_each_administrator_sees_their_part_and_no_secret(store: Store) -> None:
    keys = system(store).jwks or []
    (store.settings.home / "sources.yml").write_text(
        "feeds:\n- {name: drop, source: national, transport: folder, path: /nowhere}\n", encoding="utf-8"
    )
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql("insert into pull_cursor values ('national', 'old', 'secret-cursor', 7, now())")
    with client(store, Role.SYSTEM_ADMIN) as ask:
        endpoints = ask.get(PATH).text
        assert ask.get(CLIENT).status_code == 404
        assert ask.post(f"{PATH}/agreements", data=paper(store)).status_code == 404
        (store.settings.home / "sources.yml").write_text("feeds: 7", encoding="utf-8")
        assert 'role="alert"' in ask.get(PATH).text
    with client(store, Role.SECURITY_ADMIN) as ask:
        clients = ask.get(PATH, params={"lang": "en"}).text + ask.get(CLIENT).text
    assert "insurance-jinan" not in endpoints
    rows = {row[1]: row[2:4] for row in cells(endpoints)}
    assert rows == {"drop": ["在用", "0"], "old": ["已不在设置中", "7"]}
    assert "secret-cursor" not in endpoints + clients
    assert 'id="endpoints"' not in clients
    assert keys
    assert not any(str(key[part]) in clients for key in keys for part in ("x", "n") if part in key)
