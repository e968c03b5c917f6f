"""Writes a block as its partners would send it: national XML, provincial tables, insurance pages; and the truth."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from connectors.rows import Operation
from connectors.sources.insurance.writer import write_csv, write_page
from connectors.sources.national.writer import Header
from connectors.sources.national.writer import write as write_xml
from hub.province import case_documents, documents, insurance, provincial, workplaces
from hub.province.documents import Fields
from hub.province.making import Block
from hub.province.people import Employer
from hub.province.truth import Identified, write_truth
from schemas.base import Record
from schemas.validation import validate

PER_MESSAGE = 500
PER_PAGE = 1_000
PROVINCIAL_CITY = "371600"  # 滨州 uploads tables in the platform's coding
TABLE_CITY = "371700"  # 菏泽 hands over insurance tables instead of pages
CORRECTED, WITHDRAWN = 0.004, 0.001

Entry = tuple[str, Fields]


class Files:
    """The files of one block."""

    def __init__(self, out: Path, block: Block) -> None:
        self._out = out
        self._block = block
        self._identities: list[Identified] = []
        self._counts: dict[str, int] = defaultdict(int)

    def write(self) -> dict[str, int]:
        """Write everything. Returns how many records of each document."""
        self._write_employers()
        self._write_examinations()
        self._write_cases()
        self._write_insurance()
        write_truth(self._folder("truth"), self._block, self._identities)
        return dict(self._counts)

    def _write_employers(self) -> None:
        chance, staff = self._block.chance, Counter[int]()
        for life in self._block.lives:
            staff[life.jobs[-1].employer.number] += 1
        reports, measured = [], []
        for employer in self._block.employers:
            reports.append((f"E{employer.number}", workplaces.employer_report(employer)))
            if chance.random() < 0.4:
                last = employer.closed.year - 1 if employer.closed else 2025
                year, workers = chance.randint(min(2018, last), last), max(3, staff[employer.number])
                measured.append((f"M{employer.number}", workplaces.measurement(chance, employer, year, workers)))
        self._national("1-employer", "employer", reports)
        self._national("7-measurement", "measurement", measured)

    def _write_examinations(self) -> None:
        chance, entries = self._block.chance, []
        for n, visit in enumerate(self._block.visits):
            key = f"X{self._block.number}-{n}"
            entries.append((key, documents.examination(chance, visit)))
            self._is("examination", key, visit.job.employer, visit.life.person.number)
        provincial_entries = [entry for entry in entries if _org(entry).startswith(PROVINCIAL_CITY[:4])]
        national = [entry for entry in entries if not _org(entry).startswith(PROVINCIAL_CITY[:4])]
        self._national("2-examination", "examination", national)
        corrected = [entry for entry in national if chance.random() < CORRECTED]
        self._national("8-correction", "examination", [_corrected(entry) for entry in corrected], Operation.UPDATE)
        withdrawn = [entry for entry in national if chance.random() < WITHDRAWN]
        self._national("9-withdrawal", "examination", withdrawn, Operation.DELETE)
        if provincial_entries:
            self._counts["examination"] += len(provincial_entries)
            path = self._folder("shandong") / f"b{self._block.number:04d}.csv"
            with path.open("w", encoding="utf-8-sig", newline="") as stream:
                provincial.write(provincial_entries, stream)

    def _write_cases(self) -> None:
        suspected, diagnosed, appraised = [], [], []
        for n, case in enumerate(self._block.cases):
            key, chance = f"{self._block.number}-{n}", self._block.chance
            number, employer = case.life.person.number, case.illness.job.employer
            if case.suspected_on:
                suspected.append((f"S{key}", case_documents.suspected(chance, case, case.suspected_on)))
                self._is("suspected", f"S{key}", employer, number)
            if case.diagnosed_on:
                diagnosed.append((f"D{key}", case_documents.diagnosis(chance, case, case.diagnosed_on)))
                self._is("diagnosis", f"D{key}", employer, number)
            if case.advanced_on:
                diagnosed.append((f"V{key}", case_documents.advance(chance, case, case.advanced_on)))
                self._is("diagnosis", f"V{key}", employer, number)
            if case.appraised_on:
                appraised.append((f"A{key}", case_documents.appraisal(chance, case, case.appraised_on)))
                self._is("appraisal", f"A{key}", employer, number)
        self._national("3-suspected", "suspected", suspected)
        self._national("4-diagnosis", "diagnosis", diagnosed)
        self._national("5-appraisal", "appraisal", appraised)

    def _write_insurance(self) -> None:
        by_city: dict[str, list[tuple[str, Record]]] = defaultdict(list)
        for n, (document, fields) in enumerate(insurance.records_of(self._block)):
            by_city[fields["area"]].append((f"I{self._block.number}-{n}", _record(document, fields)))
            self._counts[document] += 1
        for city, rows in sorted(by_city.items()):
            if city == TABLE_CITY:
                self._tables(rows)
                continue
            for page, part in enumerate(_parts(rows, PER_PAGE)):
                path = self._folder("insurance", city) / f"b{self._block.number:04d}-{page:03d}.json"
                with path.open("wb") as stream:
                    write_page([(key, Operation.ADD, record) for key, record in part], stream)

    def _tables(self, rows: list[tuple[str, Record]]) -> None:
        for document in sorted({record.document for _, record in rows}):
            path = self._folder("insurance", TABLE_CITY) / f"b{self._block.number:04d}-{document}.csv"
            chosen = [(key, Operation.ADD, record) for key, record in rows if record.document == document]
            with path.open("wb") as stream:
                write_csv(document, chosen, stream)

    def _national(
        self, name: str, document: str, entries: Sequence[Entry], operation: Operation = Operation.ADD
    ) -> None:
        """Messages of one document, a folder for each institution."""
        by_org: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_org[_org(entry)].append(entry)
        for org, own in sorted(by_org.items()):
            for n, part in enumerate(_parts(own, PER_MESSAGE)):
                stem = f"b{self._block.number:04d}-{name}-{n:03d}"
                header = Header(operation, org, f"{org[:4]}00000", "", f"{org}-{stem}")
                with (self._folder("national", org) / f"{stem}.xml").open("wb") as stream:
                    write_xml(document, ((key, _record(document, fields)) for key, fields in part), stream, header)
        self._counts[document] += len(entries) if operation is Operation.ADD else 0

    def _is(self, document: str, key: str, employer: Employer, person: int) -> None:
        self._identities.append((document, documents.org_code(employer), key, person))

    def _folder(self, *names: str) -> Path:
        folder = self._out.joinpath(*names)
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _org(entry: Entry) -> str:
    org: str = entry[1]["reporting"]["org_code"]
    return org


def _corrected(entry: Entry) -> Entry:
    key, fields = entry
    return key, fields | {"is_review": True}


def _record(document: str, fields: Fields) -> Record:
    found = validate(document, fields)
    if not isinstance(found, Record):
        raise TypeError(f"the generator made an invalid {document}: {found}")
    return found


def _parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
