"""The generated province: one seed decides its bytes, its people are possible, and its truth is what it says."""

import csv
import hashlib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from analytics.rules import rules
from hub.province.calibration import TARGETS, measure
from hub.province.cases.fates import ODDS, Fate
from hub.province.documents import worker_fields
from hub.province.generating import Made, generate
from hub.province.making import BLOCK, Block, blocks, make_block
from hub.province.people import FIRST_DAY, TODAY
from hub.province.truth import gaps_of, write_truth
from hub.province.visits import NO_MORE_REVIEWS
from hub.province.writing import Files
from schemas.identifiers import CreditCode, ResidentId, parse_credit_code, parse_resident_id

WORKERS = 2_000


@pytest.fixture(scope="module")
def block() -> Block:
    return make_block(1, 0, WORKERS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    folder = tmp_path_factory.mktemp("province")
    return folder, generate(400, 1, folder)


@cache
def whole(seed: int, number: int = 0) -> Block:
    """A block of the province as large as any, which tests only read."""
    return make_block(seed, number, BLOCK)


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def truth(folder: Path, name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted((folder / "truth").glob(f"{name}-*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows += csv.DictReader(stream)
    return rows


@pytest.mark.parametrize(("seed", "same"), [(9, True), (10, False)])
def test_the_seed_decides_every_byte(tmp_path: Path, seed: int, same: bool) -> None:
    for name, with_seed in (("a", 9), ("b", seed)):
        Files(tmp_path / name, make_block(with_seed, 0, 120)).write()
    assert (digests(tmp_path / "a") == digests(tmp_path / "b")) is same


@pytest.mark.parametrize(
    ("workers", "sizes"), [(1, [1]), (5_000, [5_000]), (5_001, [5_000, 1]), (12_000, [5_000, 5_000, 2_000])]
)
def test_blocks_hold_everybody_once(workers: int, sizes: list[int]) -> None:
    assert [size for _, size in blocks(workers)] == sizes
    assert [number for number, _ in blocks(workers)] == list(range(len(sizes)))


def test_numbers_of_people_and_employers_are_valid_and_their_own(block: Block) -> None:
    for life in block.lives:
        read = parse_resident_id(life.person.id_number)
        assert isinstance(read, ResidentId)
        assert (read.birth_date, read.sex) == (life.person.born, life.person.sex)
    assert all(isinstance(parse_credit_code(each.credit_code), CreditCode) for each in block.employers)
    assert len({each.credit_code for each in block.employers}) == len(block.employers)


def test_lives_run_forwards(block: Block) -> None:
    for life in block.lives:
        ends = [job.ended_on for job in life.jobs]
        assert all(
            end is not None and job.started_on < end <= TODAY for job, end in zip(life.jobs[:-1], ends, strict=False)
        )
        assert all(end < after.started_on for end, after in zip(ends, life.jobs[1:], strict=False) if end is not None)
        assert life.died_on is None or all(end is not None and end <= life.died_on for end in ends)


def test_examinations_lie_in_the_story_and_their_conclusions_in_their_time(block: Block) -> None:
    assert 1.5 <= len(block.visits) / WORKERS <= 3.5
    assert all(FIRST_DAY <= visit.on <= TODAY for visit in block.visits)
    assert {visit.conclusion for visit in block.visits} == {"01", "02", "03", "04", "05"}
    assert all(visit.on < NO_MORE_REVIEWS for visit in block.visits if visit.conclusion == "05")
    assert all((visit.conclusion == "02") == (visit.shows is not None) for visit in block.visits)


def test_the_stations_of_a_case_follow_each_other(block: Block) -> None:
    assert block.cases
    for case in block.cases:
        stations = (case.diagnosed_on, case.contested_on, case.appraised_on, case.applied_on, case.accepted_on,
                    case.decided_on, case.served_on)  # fmt: skip
        assessments = [day for each in case.assessments for day in (each.applied_on, each.concluded_on, each.known_on)]
        reached = [day for day in (*stations, *assessments) if day is not None]
        assert reached == sorted(reached)
        assert all(day <= TODAY for day in (*reached, *(each.paid_on for each in case.payments)))
        assert case.decision != "recognised" or None not in (case.applied_on, case.accepted_on, case.decided_on)
        assert all(case.served_on is not None and each.paid_on > case.served_on for each in case.payments)


def test_nobody_is_assessed_or_diagnosed_after_their_death(block: Block) -> None:
    for case in block.cases:
        days = [case.diagnosed_on, case.advanced_on, *(each.concluded_on for each in case.assessments)]
        assert all(day < case.life.died_on for day in days if day is not None and case.life.died_on is not None)


def test_slips_of_the_pen_are_a_few_per_cent(block: Block) -> None:
    """Against the person as they are; a missing number counts, a missing phone does not."""
    slips, total = 0, 0
    for life in block.lives:
        for _ in range(5):
            typed, total = worker_fields(block.chance, life.person), total + 1
            true = (life.person.name, life.person.id_number, life.person.born)
            slips += (typed["name"], typed.get("id_number"), typed["birth_date"]) != true
    assert 0.01 <= slips / total <= 0.05


def test_identities_name_every_record_and_no_person(made: tuple[Path, Made]) -> None:
    folder, result = made
    rows = truth(folder, "identities")
    counted = Counter(row["document"] for row in rows)
    assert counted == {
        name: result.records[name] for name in ("examination", "suspected", "diagnosis", "appraisal") if name in counted
    }
    assert set(rows[0]) == {"document", "sender", "key", "person"}
    assert all(0 <= int(row["person"]) < result.workers for row in rows)
    assert len({(row["document"], row["sender"], row["key"]) for row in rows}) == len(rows)


def test_each_fate_is_planted_and_makes_its_rules_true(block: Block) -> None:
    """In a block half as large as one of the province some may find no place, but every rule has its fate."""
    true: dict[int, set[str]] = {}
    for rule, person, _ in gaps_of(block):
        true.setdefault(person, set()).add(rule)
    assert [
        fate for person, fate in block.planted.items() if not set(ODDS[fate].rules) <= true.get(person, set())
    ] == []
    assert Counter(block.planted.values()) <= Counter({fate: odds.planted for fate, odds in ODDS.items()})
    assert {rule for odds in ODDS.values() for rule in odds.rules} == set(rules("gaps"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_block_has_room_for_every_fate(seed: int) -> None:
    block = whole(seed)
    assert Counter(block.planted.values()) == Counter({fate: odds.planted for fate, odds in ODDS.items()})
    assert {rule for rule, person, _ in gaps_of(block) if person in block.planted} == set(rules("gaps"))


def test_without_a_fate_nothing_goes_wrong() -> None:
    right, others = 0, set[Fate]()
    for seed in (1, 2, 3):
        block = whole(seed)
        behind = {person for _, person, _ in gaps_of(block)}
        going_right = [case for case in block.cases if case.fate is Fate.RIGHT]
        assert [case.life.person.number for case in going_right if case.life.person.number in behind] == []
        right, others = right + len(going_right), others | {case.fate for case in block.cases}
    assert right > 60
    assert others >= {fate for fate, odds in ODDS.items() if odds.natural > 0.03}


def test_the_truth_says_when_each_gap_was_due(tmp_path: Path, block: Block) -> None:
    (tmp_path / "truth").mkdir()
    write_truth(tmp_path / "truth", block, [])
    rows = truth(tmp_path, "gaps")
    assert set(rows[0]) == {"rule", "person", "due", "planted"}
    assert len({(row["rule"], row["person"], row["due"]) for row in rows}) == len(rows)
    assert all((row["due"] < TODAY.isoformat()) != (row["rule"] == "G04") for row in rows)
    assert all((row["planted"] == "True") == (int(row["person"]) in block.planted) for row in rows)


def test_a_planted_cluster_stands_out(block: Block) -> None:
    """At its employer the share of ill is several times that of all others."""
    planted = block.clusters[0]
    there = [life for life in block.lives if life.jobs[-1].employer.credit_code == planted.employer.credit_code]
    others = [life for life in block.lives if life.jobs[-1].employer.credit_code != planted.employer.credit_code]

    def ill(lives: list) -> float:  # type: ignore[type-arg]
        return sum(any(each.harm.hazard == planted.hazard for each in life.illnesses) for life in lives) / len(lives)

    assert ill(there) > 4 * ill(others)


def test_the_published_figures_are_met_at_twenty_thousand_workers() -> None:
    assert {size for _, size in blocks(20_000)} == {BLOCK}
    made = [whole(1, number) for number, _ in blocks(20_000)]
    ours = measure([life for each in made for life in each.lives], [visit for each in made for visit in each.visits])
    assert {
        target.name: ours[target.name] for target in TARGETS if not target.low <= ours[target.name] <= target.high
    } == {}
