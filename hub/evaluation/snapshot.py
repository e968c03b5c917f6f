"""The examinations of generated blocks in the layout of the snapshot, without a store: to try detectors on provinces.

Everybody is who they are and every record arrives on the day it is reported: what linking and holding add is not tried.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import duckdb
import orjson
import pyarrow as pa

from hub.intake.split import split
from hub.province.documents import ECONOMIC, Fields, examination
from hub.province.making import Block
from hub.province.visits import Visit
from hub.surveillance.parquet import engine, export, export_versions
from hub.surveillance.snapshot import start
from schemas.base import Record
from schemas.records import RECORDS
from schemas.validation import validate

ZONE = ZoneInfo("Asia/Shanghai")
DOCUMENT = "examination"
VERSIONS = """
create or replace temp table versions as select * replace (known_to::timestamptz as known_to) from told
"""


def write_snapshot(folder: Path, blocks: Sequence[Block]) -> None:
    """All examinations of the blocks, their workers and employers. A worker's id is their number in the truth, an
    employer's too."""
    folder.mkdir(parents=True, exist_ok=True)
    with engine(folder) as duck:
        start(duck, folder)
        years: dict[int, list[dict[str, object]]] = defaultdict(list)
        for row in _versions(blocks):
            years[int(str(row["event_on"])[:4])].append(row)
        for year, rows in sorted(years.items()):
            duck.register("told", pa.Table.from_pylist(rows))
            duck.execute(VERSIONS)
            export_versions(duck, RECORDS[DOCUMENT], folder, year)
        _registers(duck, folder, blocks)


def _versions(blocks: Sequence[Block]) -> Iterator[dict[str, object]]:
    record_id = 0
    for block in blocks:
        chance = Random(f"writing {block.number}")
        for visit in block.visits:
            record_id += 1
            yield _version(record_id, visit, examination(chance, visit))


def _version(record_id: int, visit: Visit, fields: Fields) -> dict[str, object]:
    record = validate(DOCUMENT, fields)
    if not isinstance(record, Record):
        raise TypeError(f"the generator made an invalid examination: {record}")
    parts = split(record)
    reported = fields["reporting"]["reported_on"]
    return {
        "record_id": record_id,
        "version": 1,
        "worker_id": visit.life.person.number,
        "employer_id": visit.job.employer.number,
        "event_on": visit.on,
        "known_from": datetime.combine(reported, time(), ZONE),
        "known_to": None,
        "org_code": fields["reporting"]["org_code"],
        "division_code": visit.job.employer.county,
        "source": "national",
        "batch_id": 1,
        "body": orjson.dumps(parts.body).decode(),
        "results": orjson.dumps(parts.results).decode() if parts.results else None,
    }


def _registers(duck: duckdb.DuckDBPyConnection, folder: Path, blocks: Sequence[Block]) -> None:
    people = [life.person for block in blocks for life in block.lives]
    workers = [{"worker_id": each.number, "person_id": each.number, "sex": each.sex, "birth_year": each.born.year}
               for each in people]  # fmt: skip
    employers = [
        {
            "employer_id": each.number,
            "division_code": each.county,
            "industry_code": each.trade.industry,
            "economic_type": ECONOMIC[each.size],
            "size": each.size,
        }
        for block in blocks
        for each in block.employers
    ]
    for name, rows in (("worker", workers), ("employer", employers)):
        duck.register("register", pa.Table.from_pylist(rows))
        export(duck, "select * from register", folder / f"{name}.parquet")
