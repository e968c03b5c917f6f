"""Another key: everything is sealed anew while records keep arriving, nothing is lost, and the old key can go."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from hub.db import Store
from hub.errors import HubError
from hub.keeping.resealing import SEALED, left, reseal
from hub.security.keys import Algorithm, add_key, forget_key, read_ring
from hub.work.attachments import attach
from hub.work.commenting import comment
from hub.work.drafts import keep
from hub.work.moving import Desk
from hub.work.nightly import keep_up
from hub.work.tasks import one_task
from tests.benchmarks.documents import write_examinations
from tests.digest import digest
from tests.hub.intake.messages import TESTER, bring, fetch, message
from tests.hub.work.tasks import TODAY
from tests.hub.work.tasks import fill as fill_tasks

USER = """
insert into app_user (login, display_name, role, organisation_kind, organisation_key, active_from, password_hash,
    recovery_codes, created_at, created_by, changed_at, changed_by)
values ('somebody', :name, 'auditor', 'bureau', 'x', :now, 'x', '{}', :now, 'x', :now, 'x')
"""

# One proves the hub by a secret, the other by a key.
PROVIDERS = """
insert into identity_provider (name, title, issuer, client_id, secret, signing_key, accepts, created_at, created_by,
    changed_at, changed_by)
values ('province', 'x', 'https://a.example', 'x', :province, null, '{}', :now, 'x', :now, 'x'),
    ('city', 'x', 'https://b.example', 'x', null, :city, '{}', :now, 'x', :now, 'x')
"""
SUBSCRIPTION = """
insert into notice_subscription (subscription_id, login, channel, tasks, kinds, target, after_event)
values (:id, 'somebody', 'mail', 'mine', '{}', :target, 0)
"""


def fill(store: Store, tmp_path: Path) -> None:
    """Something sealed in every column: a name that differs, a held row, a user with a second factor."""
    bring(store, write_examinations(tmp_path / "a.xml", 200).read_bytes())
    bring(store, message("x", worker__name="测试乙"))
    bring(store, message("y", worker__name="测试丙"))
    bring(store, message("z").replace(b"<EXAM_TYPE_CODE>02", b"<EXAM_TYPE_CODE>09"))
    now = datetime.now(UTC)
    seal = store.vault.seal
    with store.transaction(TESTER) as connection:
        connection.execute(text(USER), {"name": seal(b"name", b"display-name:somebody"), "now": now})
        user = connection.execute(text("select user_id from app_user")).scalar_one()
        secret = seal(b"secret", f"totp:{user}".encode())
        connection.execute(text("update app_user set totp_secret = :s, totp_offered = :s"), {"s": secret})
        sealed = {name: seal(b"secret", f"identity-provider:{name}".encode()) for name in ("province", "city")}
        connection.execute(text(PROVIDERS), {**sealed, "now": now})
        one = uuid4()
        connection.execute(text(SUBSCRIPTION), {"id": one, "target": seal(b"x", f"notice-target:{one}".encode())})
    written_about_a_task(store)


def written_about_a_task(store: Store) -> None:
    """A remark, a file and a draft."""
    fill_tasks(store)
    keep_up(store, TESTER, TODAY)
    desk = Desk(TESTER, store.vault, store.keys, TODAY)
    with store.transaction(TESTER) as connection:
        comment(connection, desk, one_task(connection, 1), "some remark")
        attach(connection, desk, 1, "a.pdf", b"%PDF-1.7")
        keep(connection, store.vault, "somebody", "task/1", "half a sentence")


def prefixes(store: Store) -> set[bytes]:
    return {
        bytes(row[0])
        for sealed in SEALED
        for row in fetch(
            store,
            f"select distinct substring({sealed.column} from 1 for 3) from {sealed.table} where {sealed.column} <> ''",
        )
    }


def test_every_column_is_sealed_anew_and_says_the_same(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    before = digest(store)
    counts = {f"{s.table}.{s.column}": fetch(store, f"select count({s.column}) from {s.table}")[0][0] for s in SEALED}
    assert all(counts.values())
    assert prefixes(store) == {b"\x02k1"}
    assert add_key(store.keys_path, Algorithm.SM4) == "k2"
    assert reseal(store, TESTER) == counts
    assert prefixes(store) == {b"\x02k2"}
    assert digest(store) == before
    assert sum(reseal(store, TESTER).values()) == 0


def test_records_arrive_meanwhile(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    files = [write_examinations(tmp_path / f"b{n}.xml", 60, (n + 1) * 10_000).read_bytes() for n in range(6)]
    wrong: list[BaseException] = []

    def arrive() -> None:
        try:
            for payload in files:
                bring(store, payload)
        except BaseException as problem:  # noqa: BLE001 told below
            wrong.append(problem)

    thread = threading.Thread(target=arrive)
    thread.start()
    add_key(store.keys_path, Algorithm.AES)
    while thread.is_alive():
        reseal(store, TESTER)
    thread.join()
    reseal(store, TESTER)
    assert wrong == []
    assert prefixes(store) == {b"\x02k2"}
    assert left(store, TESTER, "k1") == 0
    forget_key(store.keys_path, "k1")
    assert digest(store)["record"][0] == 200 + 2 + 6 * 60


def test_one_broken_value_does_not_pass_silently(store: Store, tmp_path: Path) -> None:
    bring(store, message("a"))
    with store.transaction(TESTER) as connection:
        connection.execute(text("update vault.identity set sealed = overlay(sealed placing '\\x00' from 20)"))
    add_key(store.keys_path, Algorithm.AES)
    with pytest.raises(HubError):
        reseal(store, TESTER)
    assert left(store, TESTER, "k1") > 0
    assert "k1" in read_ring(store.keys_path).vault
