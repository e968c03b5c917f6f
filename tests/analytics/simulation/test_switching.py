"""An edited file from a day on: the installed text before it, the edited one from it."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from analytics.parameters import FOLDER, parameter, path_of
from analytics.simulation.changes import change
from analytics.simulation.refusing import ChangeError
from analytics.simulation.switching import END, parameter_from, switched, table_from
from schemas import codes
from schemas.codes import codelist
from schemas.overlay import overlaid

DAYS = "gaps/employer_application_days"
INSTALLED = path_of(DAYS).read_text(encoding="utf-8")
EDITED = """
values:
  - value: 60
    source: 修订草案
    verified: false
"""
ON = date(2027, 1, 1)


def day(number: int) -> date:
    return date(2026, 1, number)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([(day(1), END)], [(day(1), END)], [(day(1), END)]),
        ([(day(1), day(20))], [(day(1), END)], [(day(1), END)]),
        ([(day(1), day(20))], [], [(day(1), day(10))]),
        ([], [(day(1), END)], [(day(10), END)]),
        ([(day(12), END)], [], None),
        ([], [(day(1), day(10))], None),
        ([(day(1), day(5))], [(day(15), day(20))], [(day(1), day(5)), (day(15), day(20))]),
    ],
)
def test_spans_change_over_on_the_tenth(old: list, new: list, found: list | None) -> None:
    assert switched({"x": old}, {"x": new}, day(10)).get("x") == found


def test_a_parameter_changes_on_the_day() -> None:
    with overlaid({path_of(DAYS): parameter_from(INSTALLED, EDITED, ON)}):
        known = parameter(DAYS)
        assert [known.on(each).value for each in (date(2026, 12, 31), ON)] == [30, 60]
        assert (known.unit, known.on(ON).verified) == ("calendar days", False)
    assert parameter(DAYS).on(ON).value == 30


def test_the_same_text_changes_nothing() -> None:
    for name in ("gaps/diagnosis_application_days", "entitlements/lump_sum_months", DAYS):
        text = path_of(name).read_text(encoding="utf-8")
        with overlaid({path_of(name): parameter_from(text, text, ON)}):
            again = parameter(name).values
        assert again == parameter(name).values


@pytest.mark.parametrize("text", ["", "values: 3", "values:\n  - value: x\n    source: y\n    verified: true",
                                  "values:\n  - value: 3\n    verified: true", "values: [", "- 1",
                                  "values:\n  - {value: 3, source: y, verified: true, from: soon}"])  # fmt: skip
def test_what_is_no_parameter_is_refused(text: str) -> None:
    with pytest.raises(ChangeError, match="analytics/parameters"):
        parameter_from(INSTALLED, text, ON)


def test_a_unit_cannot_change() -> None:
    with pytest.raises(ChangeError, match="unit"):
        parameter_from(INSTALLED, EDITED + "unit: months\n", ON)


def test_a_list_changes_on_the_day() -> None:
    path = codes.FOLDER / "disease.csv"
    installed = path.read_text(encoding="utf-8")
    edited = "\n".join(line for line in installed.splitlines() if not line.startswith("1101,"))
    with overlaid({path: table_from(installed, edited, ON)}):
        diseases = codelist("disease")
        assert diseases.get("1101", date(2026, 12, 31))
        assert not diseases.get("1101", ON)
        assert diseases.get("1102", ON)
    assert codelist("disease").get("1101", ON)


def test_an_unchanged_list_stays_as_it_is() -> None:
    for name in ("disease", "exam_conclusion", "hazard"):
        text = (codes.FOLDER / f"{name}.csv").read_text(encoding="utf-8")
        with overlaid({codes.FOLDER / f"{name}.csv": table_from(text, text, date(2025, 8, 1))}):
            again = sorted(codelist(name).rows, key=str)
        assert again == sorted(codelist(name).rows, key=str)


@pytest.mark.parametrize(
    "text", ["code,name\n1,x\n", "code,name,valid_from,valid_to,source,group,verified\n1,x,soon,,,1,\n"]
)
def test_a_table_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ChangeError):
        table_from((codes.FOLDER / "disease.csv").read_text(encoding="utf-8"), text, ON)


def test_files_are_known_by_their_names(tmp_path: Path) -> None:
    given = tmp_path / "employer_application_days.yml"
    given.write_text("\ufeff" + EDITED, encoding="utf-8")
    made = change(ON, [given], [], [])
    assert (made.names, set(made.texts)) == (("parameters/gaps/employer_application_days",), {path_of(DAYS)})
    assert (made.lists, made.of_editions, made.of_entitlements) == (frozenset(), False, False)


@pytest.mark.parametrize("kind", [0, 1, 2])
@pytest.mark.parametrize("name", ["unheard_of.csv", "division.csv"])
def test_an_unknown_name_is_refused(tmp_path: Path, kind: int, name: str) -> None:
    given = tmp_path / name
    given.write_text("x", encoding="utf-8")
    files = [[given] if place == kind else [] for place in range(3)]
    with pytest.raises(ChangeError, match="Name the file"):
        change(ON, *files)


def test_what_an_edition_in_force_asks_for_cannot_be_edited(tmp_path: Path) -> None:
    text = (FOLDER / "surveillance" / "intervals.csv").read_text(encoding="utf-8")
    given = tmp_path / "intervals.csv"
    given.write_text(text.replace("5.1.2.3", "5.1.2.4"), encoding="utf-8")
    with pytest.raises(ChangeError, match="new edition"):
        change(ON, [], [], [given])
    given.write_text(text, encoding="utf-8")
    assert change(ON, [], [], [given]).of_editions


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ChangeError, match="cannot be read"):
        change(ON, [tmp_path / "employer_application_days.yml"], [], [])


def test_a_written_parameter_can_be_read_by_people() -> None:
    told = yaml.safe_load(parameter_from(INSTALLED, EDITED, ON))
    assert [(each["value"], each.get("from"), each.get("to")) for each in told["values"]] == [
        (30, date(2004, 1, 1), ON),
        (60, ON, None),
    ]
