"""Verifying the audit: walks the whole chain, recomputes every hash, and says of each wrong entry what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from hub.security.audit.chain import ALL, BATCH, EMPTY, Head
from hub.security.audit.form import COLUMNS, is_stamped, link, stored
from hub.security.keys import KeyRing

MOST = 100  # problems that are told one by one

WALK = text(f"""
select l.number, l.hash, e.stamp, {COLUMNS} from audit_link l left join audit_entry e on e.entry_id = l.entry_id
order by l.number
""")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the entry of this number; without a number, with one that is not chained."""

    number: int | None
    zh: str
    en: str


@dataclass
class Verdict:
    """Chained and waiting entries, the end of the chain, the first problems, and how many there are in all."""

    chained: int = 0
    waiting: int = 0
    head: Head = EMPTY
    problems: list[Problem] = field(default_factory=list)
    wrong: int = 0

    def tell(self, number: int | None, zh: str, en: str) -> None:
        self.wrong += 1
        if len(self.problems) < MOST:
            self.problems.append(Problem(number, zh, en))


def verify_chain(connection: Connection, keys: KeyRing, known: Sequence[tuple[int, bytes]] = ()) -> Verdict:
    """What the chain is worth, in bounded memory and without changing it; `known` are number and hash of checkpoints.

    Meant for a transaction that sees one moment. An entry that was removed before it was chained, and a tail cut
    since the last of `known`, leave no trace.
    """
    verdict = Verdict()
    marks: dict[int, set[bytes]] = {}
    for number, mark in known:
        marks.setdefault(number, set()).add(mark)
    for row in connection.execute(WALK, execution_options={"yield_per": BATCH}):
        _step(verdict, keys, row)
        _compare(verdict, row[0], row[1], marks.pop(row[0], set()))
    for row in connection.execute(ALL, execution_options={"yield_per": BATCH}):
        _unchained(verdict, keys, row)
    _compare(verdict, 0, EMPTY.hash, marks.pop(0, set()))
    for number in sorted(marks):
        _missing(verdict, number)
    return verdict


def _step(verdict: Verdict, keys: KeyRing, row: Sequence[Any]) -> None:
    """One link further."""
    number, mark, stamped, *columns = row
    expected = verdict.head.number + 1
    _tell_place(verdict, number, expected)
    content = stored(columns) if columns[0] else None
    if columns[0] is None:
        verdict.tell(number, f"第 {number} 条已被删除。", f"Entry {number} was removed.")
    elif not is_stamped(content, keys, stamped):
        verdict.tell(number, f"第 {number} 条的内容被改动。", f"Entry {number} was changed.")
    elif number == expected and link(keys, number, verdict.head.hash, content) != mark:
        verdict.tell(
            number,
            f"第 {number} 条不是原来链接在此处的条目：被插入、改了编号，或前一条被改动。",
            f"Entry {number} is not what was chained in this place: it was inserted or re-numbered, or the one before "
            "it was altered.",
        )
    verdict.chained += 1
    verdict.head = Head(max(number, verdict.head.number), mark)


def _tell_place(verdict: Verdict, number: int, expected: int) -> None:
    if number > expected:
        gap = f"{expected}" if number == expected + 1 else f"{expected}–{number - 1}"
        verdict.tell(
            expected, f"第 {gap} 条缺失：已被删除或改了编号。", f"Entry {gap} is missing: removed or re-numbered."
        )
    elif number < expected:
        verdict.tell(
            number,
            f"编号 {number} 出现不止一次，或不是编号：有插入。",
            f"Number {number} is out of its place: inserted.",
        )


def _unchained(verdict: Verdict, keys: KeyRing, row: Sequence[Any]) -> None:
    content = stored(row[1:])
    if is_stamped(content, keys, row[0]):
        verdict.waiting += 1
        return
    verdict.tell(
        None,
        f"条目 {row[1]} 未经本系统写入，或在链接之前被改动。",
        f"Entry {row[1]} was not written by the hub, or was changed before it was chained.",
    )


def _compare(verdict: Verdict, number: int, mark: bytes, marks: set[bytes]) -> None:
    """Is the entry of a checkpoint's number the one that the checkpoint vouches for?"""
    if marks - {mark}:
        verdict.tell(
            number,
            f"第 {number} 条与检查点不符：检查点之前的链被重写。",
            f"Entry {number} does not match its checkpoint: the chain up to it was rewritten.",
        )


def _missing(verdict: Verdict, number: int) -> None:
    end = verdict.head.number
    verdict.tell(
        number,
        f"检查点证明有第 {number} 条，而链止于第 {end} 条：尾部被截去。" if number > end else
        f"检查点证明有第 {number} 条，现已缺失。",
        f"A checkpoint vouches for entry {number}, but the chain ends at {end}: its tail was cut." if number > end else
        f"A checkpoint vouches for entry {number}, which is missing.",
    )  # fmt: skip
