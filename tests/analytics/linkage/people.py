"""People of our own making: a seeded population, entered again with the errors that typists make."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pyarrow as pa

from analytics.linkage.pairs import WORKERS

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍鹏红辉斌波宇浩凯健俊帆雪婷建国志文海燕春梅"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Entry:
    """One worker as entered once."""

    name: str
    sex: str
    birth_date: date
    id_number: str | None
    phone: str | None
    employers: tuple[int, ...]


def resident_id(birth_date: date, sequence: int, division: str = "370102") -> str:
    """A resident number with its check character."""
    body = f"{division}{birth_date:%Y%m%d}{sequence:03}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


def person(random: Random, employers: int) -> Entry:
    born = date(1958, 1, 1) + timedelta(days=random.randrange(45 * 365))
    sex, sequence = random.choice("12"), random.randrange(500) * 2
    given = "".join(random.choices(GIVEN, k=random.choice((1, 2, 2, 2))))
    division = f"37{random.randint(1, 17):02}{random.randint(1, 10):02}"
    number = resident_id(born, sequence + (sex == "1"), division)
    phone = f"13{random.randrange(10**9):09}" if random.random() < 0.8 else None
    surname = random.choices(SURNAMES, range(len(SURNAMES), 0, -1))[0]
    return Entry(surname + given, sex, born, number, phone, (random.randrange(employers),))


def again(entry: Entry, random: Random) -> Entry:
    """The same person entered a second time: without the number, with another document's, or mistyped."""
    number = random.choices((None, mistyped(entry.id_number or "", random), f"E{random.randrange(10**8):08}"),
                            (3, 5, 2))[0]  # fmt: skip
    second = replace(entry, id_number=number)
    if random.random() < 0.3:
        second = replace(second, phone=f"15{random.randrange(10**9):09}")
    if random.random() < 0.3:
        second = replace(second, employers=(*entry.employers, 10**6 + random.randrange(500))[-1:])
    if random.random() < 0.05:
        second = replace(second, name=_other_character(entry.name, random))
    elif random.random() < 0.04:
        second = replace(second, birth_date=_other_day(entry.birth_date, random))
    return second


def mistyped(number: str, random: Random) -> str:
    """One digit different or two neighbours exchanged; never another right number."""
    n = random.randrange(6, len(number) - 1)
    if random.random() < 0.5 and number[n] != number[n + 1]:
        return number[:n] + number[n + 1] + number[n] + number[n + 2 :]
    return number[:n] + random.choice([d for d in "0123456789" if d != number[n]]) + number[n + 1 :]


def _other_character(name: str, random: Random) -> str:
    return name[:-1] + random.choice([c for c in GIVEN if c != name[-1]])


def _other_day(day: date, random: Random) -> date:
    if day.day <= 12 and day.day != day.month:
        return day.replace(month=day.day, day=day.month)
    return day.replace(year=day.year + random.choice((1, -1)))


def population(seed: int, people: int, duplicates: float = 0.03) -> tuple[pa.Table, pa.Table]:
    """Workers, a share of whom are entered twice, and the truth about them (worker_id, person_id)."""
    entries = list(_entries(Random(seed), people, duplicates))
    truth = {"worker_id": range(len(entries)), "person_id": [who for who, _ in entries]}
    return table(entry for _, entry in entries), pa.table({name: list(values) for name, values in truth.items()})


def _entries(random: Random, people: int, duplicates: float) -> Iterator[tuple[int, Entry]]:
    for who in range(people):
        entry = person(random, max(people // 100, 1))
        yield who, entry
        if random.random() < duplicates:
            yield who, again(entry, random)


def table(entries: "Iterator[Entry] | list[Entry]") -> pa.Table:
    rows = [{"worker_id": n, **vars(entry), "employers": list(entry.employers)} for n, entry in enumerate(entries)]
    return pa.Table.from_pylist(rows, WORKERS)


def entries_of(workers: pa.Table) -> list[Entry]:
    """A table of workers as entries again, in its order."""
    return [Entry(*(row[name] for name in WORKERS.names[1:])) for row in workers.to_pylist()]


def renumbered(workers: pa.Table, first: int) -> pa.Table:
    """The same workers, counted from `first`."""
    return workers.set_column(0, "worker_id", pa.array(range(first, first + len(workers)), pa.int64()))


def twin(entry: Entry, random: Random) -> Entry:
    """Born with `entry`, of one surname and employer, often at one telephone; sometimes without a number."""
    number = entry.id_number or ""
    other = resident_id(entry.birth_date, (int(number[14:17]) + 2) % 1000, number[:6])
    second = replace(entry, name=_other_character(entry.name, random), id_number=random.choice((other, other, None)))
    return second if random.random() < 0.5 else replace(second, phone=None)
