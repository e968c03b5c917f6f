"""Small files of cases, population and coordinates for the tests."""

from pathlib import Path

from hub.scanning.study import Asked

GEO = "a 0 0\nb 1 0\nc 5 5\n"
POP = "a 2020 100\nb 2020 200\nc 2020 700\n"


def asked(tmp_path: Path, cases: str, population: str | None = POP, coordinates: str = GEO, **more: object) -> Asked:
    """Files as a person gives them, with `suffixes` of `more` for named columns and a text for `controls`."""
    end = more.pop("suffix", None)
    told = {"cases": (cases, "cas"), "population": (population, "pop"), "coordinates": (coordinates, "geo"),
            "controls": (more.pop("controls", None), "ctl")}  # fmt: skip
    paths = {}
    for name, (text, suffix) in told.items():
        if isinstance(text, str):
            paths[name] = tmp_path / f"{name}.{end or suffix}"
            paths[name].write_text(text, encoding="utf-8")
    return Asked(**paths, **more)  # type: ignore[arg-type]
