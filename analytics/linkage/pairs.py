"""Finds the pairs of workers that are probably one person: a table in, a table out, nothing kept or put on disk."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from splink import DuckDBAPI, Linker, block_on

from analytics.linkage.model import HIGHEST_UNSURE, REVIEW, UNSURE, settings
from schemas.identifiers import ResidentId, parse_resident_id

WORKERS = pa.schema(
    [
        ("worker_id", pa.int64()),
        ("name", pa.string()),
        ("sex", pa.string()),
        ("birth_date", pa.date32()),
        ("id_number", pa.string()),
        ("phone", pa.string()),
        ("employers", pa.list_(pa.int64())),
    ]
)
PAIRS = """
select least(worker_id_l, worker_id_r) as worker_id, greatest(worker_id_l, worker_id_r) as other_id,
    round(max(if({unsure}, least(match_probability, {highest}), match_probability)), 6) as probability
from {scored} where worker_id_l <> worker_id_r group by all order by all
"""
SHARED_BY = 6  # a telephone of so many workers is that of an office
SEED = 1
SAMPLE_PAIRS = 2e6
LEARN_FROM = 1000  # rows; fewer teach nothing, and the parameters stand as written
LEARN_PAIRS = 200


def find_pairs(workers: pa.Table, threshold: float = REVIEW) -> pa.Table:
    """Pairs (worker_id < other_id, probability) at or above `threshold`, in order of the workers.

    `workers` has the columns WORKERS, one row for each name that a worker came under; anything but worker_id may be
    null. The same table gives the same pairs, whatever the order of its rows.
    """
    rows = _prepared(workers.select(WORKERS.names).cast(WORKERS))
    with duckdb.connect(config={"temp_directory": ""}) as duck:
        linker = _linker(duck, rows)
        if len(rows) >= LEARN_FROM:
            _learn(linker, rows)
        scored = linker.inference.predict(threshold_match_probability=threshold, warning_mode="never")
        query = PAIRS.format(scored=scored.physical_name, unsure=UNSURE, highest=HIGHEST_UNSURE)
        return duck.sql(query).to_arrow_table()


def _linker(duck: duckdb.DuckDBPyConnection, rows: pa.Table) -> Linker:
    """Splink says nothing of its own accord: its messages are not ours to vouch for."""
    count = len(pc.unique(rows["worker_id"]))
    frame = DuckDBAPI(duck).register(rows)
    return Linker(frame, settings(count, len(rows) >= LEARN_FROM), log_level=None)


def _learn(linker: Linker, rows: pa.Table) -> None:
    """Chance agreement from a sample; agreement within one person by expectation maximisation where pairs suffice.

    Pairs with one telephone teach names and employers, pairs with one name and birth date teach telephones: in both,
    one person is common enough for the estimate to be stable at any size of the table.
    """
    training = linker.training
    training.estimate_u_using_random_sampling(max_pairs=SAMPLE_PAIRS, seed=SEED, min_count_per_level=None)
    for keys in (("phone",), ("name", "birth_date")):
        if _pairs_sharing(rows, keys) >= LEARN_PAIRS:
            training.estimate_parameters_using_expectation_maximisation(block_on(*keys))


def _pairs_sharing(rows: pa.Table, keys: Sequence[str]) -> int:
    known = rows.select(keys).drop_null()
    sizes = known.group_by(list(keys)).aggregate([([], "count_all")])["count_all"].to_numpy()
    return int((sizes * (sizes - 1) // 2).sum())


def _prepared(workers: pa.Table) -> pa.Table:
    """Names and numbers in one form, in one order; unusable values become unknown."""
    names = [_name(name) for name in workers["name"].to_pylist()]
    numbers = [_number(number) for number in workers["id_number"].to_pylist()]
    employers = [sorted(set(each)) if each else None for each in workers["employers"].to_pylist()]
    columns = {
        "worker_id": workers["worker_id"],
        "name": pa.array(names, pa.string()),
        "sex": workers["sex"],
        "birth_date": workers["birth_date"],
        "id_number": pa.array(numbers, pa.string()),
        "verified": pa.array([number is not None and verified(number) is not None for number in numbers], pa.bool_()),
        "phone": pa.array(_own_phones(workers["phone"].to_pylist()), pa.string()),
        "employers": pa.array(employers, pa.list_(pa.int64())),
    }
    rows = pa.table(columns).sort_by([("worker_id", "ascending"), ("name", "ascending")])
    return rows.append_column("row", pa.array(range(len(rows)), pa.int64()))


def verified(number: str) -> tuple[str, date] | None:
    """The 18 characters and birth date of a resident identity number with a right check character, else None."""
    found = parse_resident_id(number)
    return (found.number18, found.birth_date) if isinstance(found, ResidentId) else None


def _name(name: str | None) -> str | None:
    """Without spaces, dots between the parts of a name, and differences of width or case."""
    if name is None:
        return None
    return "".join(c for c in unicodedata.normalize("NFKC", name).upper() if c.isalnum()) or None


def _number(number: str | None) -> str | None:
    """Capitals and digits only, 15-digit resident numbers in 18 digits; what is too short to compare is unknown."""
    if number is None:
        return None
    plain = "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())
    known = verified(plain)
    return known[0] if known else plain if len(plain) >= 7 else None


def _own_phones(phones: Sequence[str | None]) -> list[str | None]:
    plain = ["".join(c for c in phone if c.isdecimal())[-11:] if phone else "" for phone in phones]
    uses = Counter(plain)
    return [phone if len(phone) >= 7 and uses[phone] < SHARED_BY else None for phone in plain]
