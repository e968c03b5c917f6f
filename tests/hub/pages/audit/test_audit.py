"""The audit for the auditor: found by every filter, read on the record, unusual looks first, the chain verified."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.db import Store
from hub.jobs import build
from hub.keeping.checkpoints import chain, checkpoint_folder, keep_checkpoint
from hub.keeping.verifying import verifications
from hub.pages.audit.looks import judged
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb, record_access
from hub.security.permissions import Permission, Role, may
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pages.filed import filed
from tests.hub.service import client

PATHS = ("/audit", "/audit/looks", "/audit/chain")
LOOKING, OTHER = Actor("user", "case.regulator"), Actor("user", "second.user")


def fill(store: Store) -> None:
    """One looks at thirty people, one of them often; another at two."""
    for actor, looks in ((LOOKING, [[n] for n in range(1, 31)] + [[7]] * 12), (OTHER, [[1], [2]])):
        with store.transaction(actor) as connection:
            for workers in looks:
                record_access(connection, store.keys, actor, Access(Verb.READ, "核对待遇", workers, [1], "10.0.0.1"))
    with store.transaction(OTHER) as connection:
        record_access(connection, store.keys, OTHER, Access(Verb.UNMASK, "电话联系", [2], detail={"fields": ["phone"]}))


def rows(page: str) -> list[str]:
    return re.findall(r"<tr>.*?</tr>", page.split("<tbody>", 1)[1], re.DOTALL) if "<tbody>" in page else []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CLIENT])
def test_the_auditor_alone_reads_the_audit(store: Store, role: Role) -> None:
    where = {Role.EMPLOYER: "employer:91370100M000100Y4B", Role.WORKER: "person:1"}
    is_sender = role in (Role.EXAM_INSTITUTION, Role.DIAGNOSIS_INSTITUTION)
    with client(store, role, where.get(role, "institution:370102001" if is_sender else "bureau:370100")) as ask:
        found = [ask.get(path).status_code for path in PATHS]
    assert found == [200 if may(role, Permission.AUDIT_READ) else 404] * 3


def test_entries_by_every_filter_and_page_by_page(store: Store) -> None:
    fill(store)
    today = datetime.now(store.settings.zone).date()
    counts: list[tuple[dict[str, Any], int]] = [
        ({"actor": "second.user"}, 3),
        ({"actor": "user:second.user", "verb": "unmask"}, 1),
        ({"worker": "7"}, 13),
        ({"worker": "2", "actor": "second.user"}, 2),
        ({"actor": "second.user", "since": today.isoformat(), "until": today.isoformat()}, 3),
        ({"actor": "second.user", "until": (today - timedelta(days=1)).isoformat()}, 0),
    ]
    with client(store, Role.AUDITOR) as ask:
        for chosen, count in counts:
            assert len(rows(ask.get("/audit", params=chosen).text)) == count, chosen
        assert "没有符合条件的条目" in ask.get("/audit", params={"worker": "999"}).text
        first = ask.get("/audit")
        assert len(rows(first.text)) == 50
        following = re.search(r'href="([^"]+)" ?>?[^>]*rel="next"|rel="next" href="([^"]+)"', first.text)
        assert following
        second = ask.get((following[1] or following[2]).replace("&amp;", "&"))
        assert not set(rows(second.text)) & set(rows(first.text))
        for wrong in ({"worker": "李四"}, {"since": "31.1.2026"}, {"verb": "peek"}, {"cursor": "x"}):
            assert ask.get("/audit", params=wrong).status_code in (400, 422), wrong
        english = ask.get("/audit/looks", params={"lang": "en"}).text
    assert "What counts as unusual" in english


def test_reading_the_audit_is_written_down_and_told_to_whom_it_is_about(store: Store) -> None:
    with client(store, Role.AUDITOR) as ask:
        ask.get("/audit", params={"worker": "5"})
        ask.get("/audit/looks")
        ask.get("/audit/chain")
    found = fetch(store, "select workers, detail ->> 'what' from audit_entry where detail ? 'what' order by entry_id")
    assert [tuple(row) for row in found if row[1].startswith("audit-")] == [
        ([5], "audit-entries"),
        ([], "audit-looks"),
        ([], "audit-chain"),
    ]


def test_unusual_lookers_come_first_with_the_reason(store: Store) -> None:
    fill(store)
    with client(store, Role.AUDITOR) as ask:
        shown = rows(ask.get("/audit/looks").text)
    assert "case.regulator" in shown[0]
    assert "▲ 反复看一人" in shown[0]
    assert "7 号，13 次" in shown[0]
    assert "second.user" in shown[1]
    assert "＝ 寻常" in shown[1]


# people, looks, unmasked, same, at_night of somebody beside two who looked at three people each; the signs
SIGNS = [
    ((30, 30, 0, 1, 0), ["audit_many"]),
    ((14, 30, 0, 1, 0), []),
    ((3, 30, 10, 1, 0), ["audit_unmasked_often"]),
    ((3, 30, 0, 10, 0), ["audit_same_often"]),
    ((3, 8, 0, 1, 5), ["audit_at_night"]),
    ((3, 30, 0, 1, 5), []),
]


@pytest.mark.parametrize(("numbers", "signs"), SIGNS)
def test_what_is_unusual(numbers: tuple[int, ...], signs: list[str]) -> None:
    names = ("people", "looks", "unmasked", "same", "at_night")
    others = [{"actor": f"user:o{n}", **dict(zip(names, (3, 3, 0, 1, 0), strict=True))} for n in range(2)]
    found = judged([*others, {"actor": "user:x", **dict(zip(names, numbers, strict=True))}])
    assert [list(each.signs) for each in found if each.login == "x"] == [signs]


def test_a_verification_is_asked_for_done_by_a_worker_and_shown(store: Store) -> None:
    """Whole first; then an entry is changed behind its back, and the page says which."""
    fill(store)
    keep_checkpoint(store, TESTER)
    with client(store, Role.AUDITOR) as ask:
        assert ask.post("/audit/chain/verify", headers={"X-CSRF-Token": ""}).status_code == 403
        assert ask.post("/audit/chain/verify").status_code == 303
        assert "核对已排队" in ask.get("/audit/chain").text
        build(store).run_worker(wait=False, install_signal_handlers=False)
        page = ask.get("/audit/chain").text
        assert "✓ 完整" in page
        assert "✓ 本系统签署" in page
        name = re.search(r'/audit/chain/checkpoints/([^"]+)"', page)
        assert name
        taken = ask.get(f"/audit/chain/checkpoints/{name[1]}")
        assert taken.content == (checkpoint_folder(store) / name[1]).read_bytes()
        for other in ("..%2Fkeys%2Fring.json", "20260101T000000Z-1.json"):
            assert ask.get(f"/audit/chain/checkpoints/{other}").status_code == 404
        _tamper(store)
        ask.post("/audit/chain/verify")
        build(store).run_worker(wait=False, install_signal_handlers=False)
        broken = ask.get("/audit/chain").text
    assert "✕ 1 处不符" in broken
    assert "第 3 条的内容被改动。" in broken
    assert [each.wrong for each in verifications(store, 5)] == [1, 0]
    assert datetime.now(UTC) - verifications(store, 1)[0].at < timedelta(minutes=5)


def _tamper(store: Store) -> None:
    """As only the owner of the database could."""
    from sqlalchemy import create_engine

    chain(store, TESTER)
    engine = create_engine(store.owner_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "update audit_entry set purpose = '' from audit_link l where l.entry_id = audit_entry.entry_id "
            "and l.number = 3"
        )
    engine.dispose()


def test_entries_as_a_file_and_that_is_an_entry_too(store: Store) -> None:
    fill(store)
    with client(store, Role.AUDITOR) as ask:
        looks = filed(ask, "/audit?actor=case.regulator")
        unmasked = filed(ask, "/audit?verb=unmask&worker=2&lang=en")
        assert ask.get("/audit?verb=peek&as=csv").status_code == 422
        assert "as=csv" in ask.get("/audit?verb=unmask").text
    assert [row["关于谁"] for row in looks] == ["7"] * 12 + [str(n) for n in range(30, 0, -1)]
    (one,) = unmasked
    assert (one["Who"], one["People"], one["Detail"]) == ("user:second.user", "1", "fields=phone")
    mine = "select purpose, workers, verb from audit_entry where purpose = '审计 audit' order by entry_id limit 4"
    noted = [([], "read"), ([], "export"), ([2], "read"), ([], "export")]
    assert fetch(store, mine) == [("审计 audit", *each) for each in noted]
