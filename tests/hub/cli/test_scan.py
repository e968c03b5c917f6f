"""The command of the scan as it is typed: the field's own tool's answers on New York, pictures, and refusals."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli.app import build
from hub.errors import HubError

NEW_YORK = Path(__file__).parents[2] / "analytics" / "clusters" / "scan" / "new_york.csv"
FOUND = [(37, 117, 70.61, 1.834, 15.005562), (11, 47, 25.31, 1.9365, 7.851015), (16, 44, 23.83, 1.921, 7.199672)]


def run(*words: str) -> str:
    """What the command prints."""
    result = CliRunner().invoke(build(), ["scan", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def numbers(found: dict[str, Any]) -> list[tuple[int, int, float, float, float]]:
    """Places, observed, expected, relative risk and LLR of the first three clusters."""
    return [
        (len(each["locations"]), each["observed"], each["expected"], each["relative_risk"], each["llr"])
        for each in found["clusters"][:3]
    ]


def as_files(folder: Path, latlong: bool = False) -> list[str]:
    """New York as a .cas, a .pop and a .geo."""
    with NEW_YORK.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    axes = ("latitude", "longitude") if latlong else ("x", "y")
    told = {
        "cas": [f"{row['id']} {row['cases']}" for row in rows],
        "pop": [f"{row['id']} 1980 {row['population']}" for row in rows],
        "geo": [f"{row['id']}\t{row[axes[0]]}\t{row[axes[1]]}" for row in rows],
    }
    for suffix, lines in told.items():
        (folder / f"ny.{suffix}").write_text("\n".join(lines), encoding="utf-8")
    return ["--cases", str(folder / "ny.cas"), "--population", str(folder / "ny.pop"),
            "--coordinates", str(folder / "ny.geo")]  # fmt: skip


def test_new_york_from_the_tools_own_files_and_from_one_table(tmp_path: Path) -> None:
    found = json.loads(run(*as_files(tmp_path), "--json", "--replicates", "99"))
    for ours, reference in zip(numbers(found), FOUND, strict=True):
        assert ours == pytest.approx(reference, rel=1e-3)
        assert ours[-1] == pytest.approx(reference[-1], abs=1e-6)
    assert found["clusters"][0]["p_value"] == 0.01
    assert found["clusters"][0]["start"] is None
    table = str(NEW_YORK)
    named = ["--cases", table, "--population", table, "--coordinates", table]
    again = json.loads(run(*named, "--coordinate-system", "cartesian", "--json", "--replicates", "99"))
    assert again["clusters"] == found["clusters"]


def test_new_york_on_the_globe(tmp_path: Path) -> None:
    words = [*as_files(tmp_path, latlong=True), "--coordinate-system", "latlong", "--json", "--replicates", "9"]
    first = json.loads(run(*words))["clusters"][0]
    assert len(first["locations"]) == 31
    assert first["llr"] == pytest.approx(14.780276, abs=1e-6)
    assert first["locations"][0] == first["centre"]


def test_a_window_may_be_of_any_shape(tmp_path: Path) -> None:
    """Ten places in a row across a grid have all the excess: no circle holds them without many others."""
    places = [(f"{x}-{y}", x, y) for x in range(10) for y in range(10)]
    (tmp_path / "r.cas").write_text("\n".join(f"{n} {9 if y == 5 else 2}" for n, _, y in places), encoding="utf-8")
    (tmp_path / "r.pop").write_text("\n".join(f"{n} 2020 1000" for n, _, _ in places), encoding="utf-8")
    (tmp_path / "r.geo").write_text("\n".join(f"{n} {x} {y}" for n, x, y in places), encoding="utf-8")
    files = ["--cases", "r.cas", "--population", "r.pop", "--coordinates", "r.geo"]
    words = [str(tmp_path / word) if word.startswith("r.") else word for word in files]
    llr = {}
    for window in ("circular", "flexible"):
        first = json.loads(run(*words, "--window", window, "--json", "--replicates", "99"))["clusters"][0]
        llr[window] = first["llr"]
    assert llr["flexible"] > llr["circular"]
    with pytest.raises(HubError):
        run(*words, "--window", "flexible", "--model", "permutation")


def months(folder: Path) -> list[str]:
    """Twelve places over a year; the first three have many cases in the last two months."""
    lines = [
        f"p{place} {9 if place < 3 and month > 10 else 1} 2023/{month}" for place in range(12) for month in range(1, 13)
    ]
    (folder / "m.cas").write_text("\n".join(lines), encoding="utf-8")
    (folder / "m.pop").write_text("\n".join(f"p{at} 2023 1000" for at in range(12)), encoding="utf-8")
    (folder / "m.geo").write_text("\n".join(f"p{at} {at} {at % 2}" for at in range(12)), encoding="utf-8")
    return ["--cases", str(folder / "m.cas"), "--coordinates", str(folder / "m.geo"), "--json", "--replicates", "99"]


@pytest.mark.parametrize("time", ["retrospective", "prospective"])
@pytest.mark.parametrize("model", ["poisson", "permutation"])
def test_a_cluster_has_its_places_and_dates(tmp_path: Path, model: str, time: str) -> None:
    people = ["--population", str(tmp_path / "m.pop")] if model == "poisson" else []
    found = json.loads(run(*months(tmp_path), *people, "--model", model, "--time", time))
    first = found["clusters"][0]
    assert set(first["locations"]) == {"p0", "p1", "p2"}
    assert (first["start"], first["end"], first["observed"]) == ("2023-11-01", "2023-12-31", 54)
    recurrence = first["recurrence_interval_days"]
    assert recurrence == (pytest.approx(365.25 / 12 * 100, abs=0.1) if time == "prospective" else None)
    assert found["period"] == {"start": "2023-01-01", "end": "2023-12-31", "unit": "month", "intervals": 12}


def test_for_people_and_pictures(tmp_path: Path) -> None:
    words = [*as_files(tmp_path), "--replicates", "99"]
    assert "15.005562" in run(*words, "--plot", str(tmp_path / "map.png"))
    run(*words, "--plot", str(tmp_path / "map.html"))
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert page.count('class="place"') == 281
    assert "http" not in page, "it asks nothing of other addresses"


def test_names_in_a_picture_are_only_names(tmp_path: Path) -> None:
    (tmp_path / "a.cas").write_text("<script> 3\nb 1\n", encoding="utf-8")
    (tmp_path / "a.pop").write_text("<script> 2020 1\nb 2020 9\n", encoding="utf-8")
    (tmp_path / "a.geo").write_text("<script> 0 0\nb 1 1\n", encoding="utf-8")
    run(*[word for kind, end in (("cases", "cas"), ("population", "pop"), ("coordinates", "geo"))
          for word in (f"--{kind}", str(tmp_path / f"a.{end}"))], "--plot", str(tmp_path / "a.html"))  # fmt: skip
    assert "<script>" not in (tmp_path / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("plot", ["map.pdf", "no/map.png"])
def test_a_picture_that_cannot_be_is_refused_first(tmp_path: Path, plot: str) -> None:
    with pytest.raises(HubError):
        run(*as_files(tmp_path), "--plot", str(tmp_path / plot))


def test_no_cases_and_one_place(tmp_path: Path) -> None:
    for name, text in {"a.cas": "a 0\n", "a.pop": "a 2020 5\n", "a.geo": "a 1 1\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = ["--cases", "a.cas", "--population", "a.pop", "--coordinates", "a.geo"]
    words = [str(tmp_path / word) if word.startswith("a.") else word for word in files]
    found = json.loads(run(*words, "--json"))
    assert found["clusters"] == []
    assert "没有病例" in found["warnings"][0]["zh"]
    (tmp_path / "a.cas").write_text("a 7\n", encoding="utf-8")
    assert json.loads(run(*words, "--json"))["clusters"] == [], "all cases at the only place are as expected"
