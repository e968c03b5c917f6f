"""Joins pairs into people: a forest whose edges are decisions, so that taking one back parts exactly what it joined."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

Pair = tuple[int, int]
Exam = tuple[date, str]  # the day, and the city that reported


@dataclass
class Facts:
    """What speaks against joining. `apart`: pairs a person has parted; `numbers`: a worker's verified ID numbers;
    `exams`: the days on which a worker was examined and the city."""

    apart: set[Pair] = field(default_factory=set)
    numbers: dict[int, set[str]] = field(default_factory=dict)
    exams: dict[int, set[Exam]] = field(default_factory=dict)


class People:
    """Workers in groups that are each one person."""

    def __init__(self, joined: Iterable[Pair]) -> None:
        self._root: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        for a, b in joined:
            self.join(a, b)

    def root(self, worker: int) -> int:
        """The smallest worker of the person."""
        return self._root.get(worker, worker)

    def members(self, worker: int) -> Sequence[int]:
        root = self.root(worker)
        return self._members.get(root, [root])

    def join(self, a: int, b: int) -> None:
        """Make one person of two; the smallest worker stands for it."""
        root, other = sorted((self.root(a), self.root(b)))
        if root == other:
            return
        self._members[root] = [*self.members(root), *self.members(other)]
        for worker in self._members[root]:
            self._root[worker] = root

    def agree(self, a: int, b: int, facts: Facts) -> bool:
        """May these two be one person, with all that have been joined to either?"""
        left, right = self.members(a), self.members(b)
        if any((min(x, y), max(x, y)) in facts.apart for x in left for y in right):
            return False
        numbers = {number for worker in (*left, *right) for number in facts.numbers.get(worker, ())}
        exams_left, exams_right = ({exam for x in side for exam in facts.exams.get(x, ())} for side in (left, right))
        return len(numbers) <= 1 and not _elsewhere(exams_left, exams_right)

    def roots(self, workers: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Every worker of the people of `workers`, with its root."""
        for root in sorted({self.root(worker) for worker in workers}):
            yield from ((worker, root) for worker in self.members(root))


def _elsewhere(left: set[Exam], right: set[Exam]) -> bool:
    """Examined on one day in two cities?"""
    cities: dict[date, set[str]] = {}
    for day, city in left:
        cities.setdefault(day, set()).add(city)
    return any(day in cities and city not in cities[day] for day, city in right)
