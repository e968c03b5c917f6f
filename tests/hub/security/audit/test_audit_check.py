"""Whatever an owner of the database does to the audit in SQL, verifying says what and at which number."""

import pytest

from hub.db import Store
from hub.security.audit import check as audit_check
from tests.hub.security.audit.auditing import as_owner, chain, chained, verdict, write

ENTRY_3 = "entry_id = (select entry_id from audit_link where number = 3)"
CHANGED = "Entry 3 was changed"
DISPLACED = "is not what was chained in this place"
# what is done to six chained entries -> the number and a piece of the sentence of each problem, in their order
TAMPERED: dict[str, tuple[list[str], list[tuple[int | None, str]]]] = {
    "another actor": ([f"update audit_entry set actor = 'user:u8' where {ENTRY_3}"], [(3, CHANGED)]),
    "another purpose": ([f"update audit_entry set purpose = '' where {ENTRY_3}"], [(3, CHANGED)]),
    "another verb": ([f"update audit_entry set verb = 'read' where {ENTRY_3}"], [(3, CHANGED)]),
    "another worker": ([f"update audit_entry set workers = '{{9}}' where {ENTRY_3}"], [(3, CHANGED)]),
    "another record": ([f"update audit_entry set records = '{{9}}' where {ENTRY_3}"], [(3, CHANGED)]),
    "another address": ([f"update audit_entry set address = '::1' where {ENTRY_3}"], [(3, CHANGED)]),
    "another detail": ([f"update audit_entry set detail = '{{\"a\": 1}}' where {ENTRY_3}"], [(3, CHANGED)]),
    "another moment": ([f"update audit_entry set at = at + '1 us'::interval where {ENTRY_3}"], [(3, CHANGED)]),
    "no moment": ([f"update audit_entry set at = 'infinity' where {ENTRY_3}"], [(3, CHANGED)]),
    "no JSON of ours": ([f"update audit_entry set detail = '{{\"a\": {10**30}}}' where {ENTRY_3}"], [(3, CHANGED)]),
    "too deep": (
        [f"update audit_entry set detail = (repeat('[', 2000) || repeat(']', 2000))::jsonb where {ENTRY_3}"],
        [(3, CHANGED)],
    ),
    "another stamp": ([f"update audit_entry set stamp = sha256('x') where {ENTRY_3}"], [(3, CHANGED)]),
    "another hash": (["update audit_link set hash = sha256('x') where number = 3"], [(3, DISPLACED), (4, DISPLACED)]),
    "entry removed": ([f"delete from audit_entry where {ENTRY_3}"], [(3, "Entry 3 was removed")]),
    "entry and link removed": (
        [f"delete from audit_entry where {ENTRY_3}", "delete from audit_link where number = 3"],
        [(3, "Entry 3 is missing")],
    ),
    "three removed": (["delete from audit_link where number between 2 and 4"], [(2, "Entry 2–4 is missing")]),
    "the first removed": (["delete from audit_link where number = 1"], [(1, "Entry 1 is missing")]),
    "removed and closed up": (
        [
            f"delete from audit_entry where {ENTRY_3}",
            "delete from audit_link where number = 3",
            *(f"update audit_link set number = {n - 1} where number = {n}" for n in (4, 5, 6)),
        ],
        [(3, DISPLACED), (4, DISPLACED), (5, DISPLACED)],
    ),
    "two exchanged": (
        [f"update audit_link set number = {to} where number = {n}" for n, to in ((2, 100), (3, 2), (100, 3))],
        [(2, DISPLACED), (3, DISPLACED), (4, DISPLACED)],
    ),
    "two entries exchanged": (
        [
            "alter table audit_link drop constraint audit_link_entry_id_key",
            "update audit_link l set entry_id = o.entry_id from audit_link o "
            "where (l.number, o.number) in ((2, 3), (3, 2))",
        ],
        [(2, DISPLACED), (3, DISPLACED)],
    ),
    "renumbered to the end": (
        ["update audit_link set number = 7 where number = 3"],
        [(3, "Entry 3 is missing"), (7, DISPLACED)],
    ),
    "inserted, not chained": (
        [
            "insert into audit_entry select gen_random_uuid(), at, actor, verb, purpose, workers, records, address, "
            f"detail, stamp from audit_entry where {ENTRY_3}"
        ],
        [(None, "was not written by the hub")],
    ),
    "inserted at the end": (
        [
            "insert into audit_entry select '00000000-0000-7000-8000-000000000000', at, actor, verb, purpose, workers, "
            f"records, address, detail, stamp from audit_entry where {ENTRY_3}",
            "insert into audit_link values (7, '00000000-0000-7000-8000-000000000000', sha256('x'), 1)",
        ],
        [(7, "Entry 7 was changed")],
    ),
    "a true entry again": (
        [
            "alter table audit_link drop constraint audit_link_entry_id_key",
            "insert into audit_link select 7, entry_id, hash, horizon from audit_link where number = 3",
        ],
        [(7, DISPLACED)],
    ),
    "a number again": (
        [
            "alter table audit_link drop constraint audit_link_pkey",
            "alter table audit_link drop constraint audit_link_entry_id_key",
            "insert into audit_link select * from audit_link where number = 3",
        ],
        [(3, "Number 3 is out of its place")],
    ),
    "an entry twice": (
        [
            "alter table audit_entry drop constraint audit_entry_pkey cascade",
            f"insert into audit_entry select * from audit_entry where {ENTRY_3}",
        ],
        [(3, "Number 3 is out of its place")],
    ),
}


@pytest.mark.parametrize("done", TAMPERED)
def test_tampering_is_found(store: Store, done: str) -> None:
    statements, expected = TAMPERED[done]
    assert verdict(chained(store, 6)).wrong == 0
    as_owner(store, *statements)
    found = verdict(store)
    assert [problem.number for problem in found.problems] == [number for number, _ in expected]
    for problem, (_, sentence) in zip(found.problems, expected, strict=True):
        assert sentence in problem.en
    assert found.wrong == len(expected)


def test_what_was_tampered_with_does_not_stop_the_chain(store: Store) -> None:
    as_owner(chained(store, 3), "update audit_entry set purpose = 'x' where workers = '{2}'")
    write(store)
    assert chain(store).number == 4
    assert [problem.number for problem in verdict(store).problems] == [2]


def test_an_entry_changed_before_it_was_chained(store: Store) -> None:
    write(store)
    as_owner(store, "update audit_entry set purpose = 'y'")
    chain(store)
    found = verdict(store)
    assert (found.chained, found.waiting, found.wrong) == (0, 0, 1)
    assert "changed before it was chained" in found.problems[0].en


def test_a_tail_cut_shows_against_a_checkpoint_alone(store: Store) -> None:
    chained(store, 4)
    mark = verdict(store).head
    as_owner(
        store,
        "delete from audit_link where number > 2",
        "delete from audit_entry where entry_id not in (select entry_id from audit_link)",
    )
    assert verdict(store).wrong == 0
    [problem] = verdict(store, (mark.number, mark.hash)).problems
    assert (problem.number, "ends at 2: its tail was cut" in problem.en) == (4, True)
    for _ in range(3):  # and grown again to the same length
        write(store)
    chain(store)
    [problem] = verdict(store, (mark.number, mark.hash)).problems
    assert (problem.number, "does not match its checkpoint" in problem.en) == (4, True)


def test_a_chain_rewritten_with_the_keys_shows_against_a_checkpoint_alone(store: Store) -> None:
    """With database and key ring an entry can be dropped and the rest chained anew, so that all hashes are right."""
    chained(store, 4)
    mark = verdict(store).head
    as_owner(store, f"delete from audit_entry where {ENTRY_3}", "delete from audit_link")
    assert (chain(store, thorough=True).number, verdict(store).wrong) == (3, 0)
    write(store)
    chain(store)
    assert (verdict(store).chained, verdict(store).wrong) == (4, 0)
    assert [problem.number for problem in verdict(store, (mark.number, mark.hash)).problems] == [4]


def test_checkpoints_of_all_numbers_match(store: Store) -> None:
    known = [(0, bytes(32))]
    for _ in range(3):
        write(store)
        known.append(chain(store)[:2])
    assert verdict(store, *known).wrong == 0
    assert verdict(store, *known, (2, known[1][1])).wrong == 1
    assert verdict(store, (0, bytes([1] * 32))).wrong == 1


def test_another_ring_does_not_verify(store: Store) -> None:
    chained(store, 2)
    other = store.keys.__class__(**{**vars(store.keys), "index": bytes(32)})
    store.__dict__["keys"] = other
    assert verdict(store).wrong == 2


def test_many_problems_are_counted_and_some_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_check, "MOST", 3)
    as_owner(chained(store, 5), "update audit_entry set actor = 'x'")
    assert (verdict(store).wrong, len(verdict(store).problems)) == (5, 3)
