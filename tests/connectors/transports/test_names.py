"""Which files of a folder are new: none is ever passed over, and few are taken twice."""

import json
import random

import pytest

from connectors.transports.names import DAY, Found, Shelf

NOW = 100 * DAY
SETTLED = 10
Files = list[tuple[int, str]]


def found(files: Files) -> list[Found]:
    return [Found(changed_at, name, 1) for changed_at, name in files]


def shelf(files: Files, cursor: str | None, settled_s: int = SETTLED) -> Shelf:
    return Shelf(found(files), cursor, NOW, settled_s)


def take(files: Files, cursor: str | None = None, at_most: int = 1000) -> tuple[list[str], str | None]:
    """Take what is new, and give the cursor after it."""
    lying, taken = shelf(files, cursor), []
    for file in lying.new()[:at_most]:
        taken.append(file.name)
        cursor = lying.cursor_after(file)
    return taken, cursor


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([(10, "b"), (10, "a"), (9, "c")], ["c", "a", "b"]),
        ([(10, "a"), (11, "b.part"), (12, "c.tmp"), (12, ".d")], ["a"]),
        ([(12, ".e/f"), (12, "g.part/h"), (12, "i/j")], ["i/j"]),
        ([(10, "a"), (NOW - 10, "b"), (NOW - 9, "c")], ["a", "b"]),  # c was written less than ten seconds ago
        ([(10, "a"), (NOW + 10 * DAY, "b")], ["a"]),
        ([], []),
    ],
)  # fmt: skip
def test_what_is_taken_at_first(files: Files, expected: list[str]) -> None:
    assert take(files)[0] == expected


BEFORE: Files = [(5, "a"), (DAY + 5, "b"), (DAY + 6, "c"), (3 * DAY, "d"), (3 * DAY + 9, "e"), (3 * DAY + 9, "x.part")]
NEXT = [(3 * DAY + 10, "f")]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, []),
        (BEFORE + NEXT, ["f"]),
        ([*BEFORE, (3 * DAY + 9, "x")], ["x"]),  # renamed after younger files were taken
        ([*BEFORE, (3 * DAY + 1, "y")], ["y"]),  # moved in, with the time at which it was written
        ([*BEFORE, (6, "y")], ["a", "y"]),  # copied with an old time: that day is taken once more
        ([*BEFORE, (2 * DAY, "y")], ["y"]),
        ([*BEFORE[1:], (5, "A")], ["A"]),  # renamed, and so perhaps another
        ([(5, "a"), (DAY + 5, "b"), *BEFORE[3:]], ["b"]),  # c has gone: that day is taken once more
        (BEFORE[3:], []),  # whole days have gone
        (BEFORE[4:], []),
    ],
)
def test_what_is_taken_afterwards(now: Files, expected: list[str]) -> None:
    _, cursor = take(BEFORE)
    taken, after = take(now, cursor)
    assert taken == expected
    assert take(now, after)[0] == []


def test_the_same_name_with_other_bytes_is_another_file() -> None:
    _, cursor = take(BEFORE)
    assert [file.name for file in Shelf([Found(3 * DAY, "d", 2)], cursor, NOW, SETTLED).new()] == ["d"]


@pytest.mark.parametrize("old", ['[5, "a"]', '[259209, "e"]', "17", "null"])
def test_a_cursor_of_another_form_tells_of_nothing(old: str) -> None:
    assert take(BEFORE, old)[0] == ["a", "b", "c", "d", "e"]


def test_a_file_that_was_not_taken_stays_new() -> None:
    """It has gone between listing and opening, and comes back as it was."""
    lying = shelf(BEFORE, None)
    cursor = None
    for file in lying.new():
        cursor = lying.cursor_after(file) if file.name != "b" else cursor
    assert take(BEFORE, cursor)[0] == ["b"]


def test_cut_off_anywhere_the_cursors_are_the_same() -> None:
    whole, end = take(BEFORE)
    taken: list[str] = []
    cursor = None
    while len(taken) < len(whole):
        one, cursor = take(BEFORE, cursor, at_most=1)
        taken += one
    assert (taken, cursor) == (whole, end)


def test_nothing_is_lost_whatever_comes_and_goes() -> None:
    for seed in range(50):
        chance = random.Random(seed)
        cursor, taken, lying = None, set(), set[tuple[int, str]]()
        for step in range(20):
            lying = {file for file in lying if chance.random() > 0.1}
            lying |= {(chance.randrange(4 * DAY), f"{step}-{n}") for n in range(chance.randrange(4))}
            names, cursor = take(sorted(lying), cursor, at_most=chance.randrange(8))
            taken |= set(names)
        names, _ = take(sorted(lying), cursor)
        assert {name for _, name in lying} <= taken | set(names)


def test_a_cursor_stays_short_and_holds_no_name() -> None:
    """Two years of a file a day, then a day of a hundred."""
    days: Files = [(n * DAY, f"示例甲-{n}.csv") for n in range(-730, 0)]
    files = [*days, *((n, f"示例乙-{n}.csv") for n in range(100))]
    taken, cursor = take(files)
    assert len(taken) == len(files)
    assert cursor is not None
    assert len(cursor) < 20_000
    assert "示例" not in cursor
    assert len(json.loads(cursor)) == 731
