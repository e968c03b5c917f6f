"""An export as a whole: its header, its refusals, and that it sees one moment in bounded memory."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from connectors.registry import sources
from connectors.rows import Operation
from hub.db import Store
from hub.errors import HubError, UnavailableError
from hub.pull.export import Exported, export_national
from hub.pull.increments import Increment, read_operation
from tests.hub.intake.messages import TESTER, bring, message
from tests.hub.pull.examples import example
from tests.hub.pull.exchanging import ORG, exported, put
from tests.memory import forget_peak, peak_mib

EXAMINATIONS = Increment("examination", Operation.ADD, None)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "out.xml"


@pytest.fixture
def ready(store: Store) -> Store:
    """A store that may export, with two examinations."""
    store.settings.org_code = ORG
    bring(store, message("a", "b"))
    return store


def refused(store: Store, out: Path, wanted: Increment = EXAMINATIONS) -> HubError:
    """The refusal, which leaves nothing behind."""
    with pytest.raises(HubError) as refusal:
        export_national(store, TESTER, wanted, out)
    assert list(out.parent.iterdir()) == []
    return refusal.value


def test_the_header_says_who_reports(ready: Store, out: Path) -> None:
    done = export_national(ready, TESTER, EXAMINATIONS, out)
    assert done == Exported("examination", "add", 2, str(out))
    head = out.read_text(encoding="utf-8")[:600]
    assert re.search(rf"<DocumentId>{ORG}-examination-add-\d{{20}}</DocumentId>", head)
    assert "<OperateType>Add</OperateType>" in head
    assert f"<ReportOrgCode>{ORG}</ReportOrgCode>" in head
    assert "<ReportZoneCode>370000000</ReportZoneCode>" in head


def test_zone_and_licence_are_those_of_the_settings(ready: Store, tmp_path: Path) -> None:
    ready.settings.zone_code, ready.settings.license = "370100000", "授权"
    content = exported(ready, "examination", tmp_path / "out.xml").decode()
    assert "<License>授权</License><ReportZoneCode>370100000</ReportZoneCode>" in content


@pytest.mark.parametrize("code", ["", "37000080", "37000080A", "３７００００８０１"])
def test_without_its_own_code_nobody_reports(ready: Store, out: Path, code: str) -> None:
    ready.settings.org_code = code
    refusal = refused(ready, out)
    assert "OHUB_ORG_CODE" in refusal.zh
    assert "OHUB_ORG_CODE" in refusal.en


def test_a_wrong_zone_is_refused(ready: Store, out: Path) -> None:
    ready.settings.zone_code = "3701"
    assert "OHUB_ZONE_CODE" in refused(ready, out).zh


@pytest.mark.parametrize("document", ["benefit", "weather", ""])
def test_only_the_eight_are_national(ready: Store, out: Path, document: str) -> None:
    refusal = refused(ready, out, Increment(document, Operation.ADD, None))
    assert all(name in refusal.zh and name in refusal.en for name in sources()["national"].card.documents)


@pytest.mark.parametrize("name", ["put", "Add", ""])
def test_only_three_operations_can_be_told(name: str) -> None:
    with pytest.raises(HubError, match="add、update、delete"):
        read_operation(name)


def test_an_existing_file_stays(ready: Store, out: Path) -> None:
    out.write_bytes(b"precious")
    with pytest.raises(HubError, match="已经存在"):
        export_national(ready, TESTER, EXAMINATIONS, out)
    assert out.read_bytes() == b"precious"


@pytest.mark.parametrize("unwritable", ["\v", "\uffff"])
def test_text_that_xml_cannot_hold_is_told_by_its_record(ready: Store, out: Path, unwritable: str) -> None:
    """The provincial tables may bring such text."""
    sample = sources()["shandong"].sample.read_bytes()
    bring(ready, sample.replace("张示例".encode(), f"张{unwritable}示例".encode()), "shandong")
    refusal = refused(ready, out)
    assert re.search(r"OHUB-\d+ ", refusal.zh)
    assert "张" not in str(refusal) + repr(refusal.__cause__)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("results = null", "results"),
        ("body = body || jsonb_build_object('exam_type', 7, 'weather', 'fine')", "exam_type、weather"),
        ("version = 2", "worker.name"),
    ],
)
def test_a_record_that_is_not_whole_is_told_by_number_and_field(
    ready: Store, out: Path, change: str, fields: str
) -> None:
    with ready.transaction(TESTER) as connection:
        connection.execute(text(f"update record_version set {change}"))
    refusal = refused(ready, out)
    assert re.search(rf"编号为 \d+ 的记录与现行数据规范不符（{fields}）", refusal.zh)


def test_an_altered_personal_part_stops_the_export(ready: Store, out: Path) -> None:
    with ready.transaction(TESTER) as connection:
        connection.execute(
            text("update vault.personal_part set sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1)")
        )
    assert isinstance(refused(ready, out), UnavailableError)


def test_an_export_sees_one_moment(store: Store, tmp_path: Path) -> None:
    """What is brought in while it runs belongs to the next."""
    bring(store, message(*map(str, range(1200))))
    put(store, ("x", example("diagnosis")))
    store.settings.org_code = ORG

    def meanwhile(count: int) -> None:
        if count == 500:
            bring(store, message("late", exam_type="03"))
            bring(store, message("1199", operation=Operation.DELETE))

    done = export_national(store, TESTER, EXAMINATIONS, tmp_path / "out.xml", meanwhile)
    assert done.records == 1200


def test_memory_does_not_grow_with_the_records(ready: Store, tmp_path: Path) -> None:
    from tests.benchmarks.documents import write_examinations

    needed = []
    for count in (500, 2500):
        bring(ready, write_examinations(tmp_path / f"{count}.in", count, count * 10).read_bytes())
        exported(ready, "examination", tmp_path / "warm.xml")
        forget_peak()
        before = peak_mib()
        export_national(ready, TESTER, EXAMINATIONS, tmp_path / f"{count}.xml")
        needed.append(peak_mib() - before)
    assert needed[1] < needed[0] + 15
