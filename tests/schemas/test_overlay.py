"""An overlay holds for its block and its thread, and leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from analytics.parameters import parameter, path_of
from analytics.surveillance.editions import editions
from analytics.surveillance.tables import rows
from schemas import codes
from schemas.codes import codelist
from schemas.overlay import cached, overlaid, text_of

DAYS = path_of("gaps/employer_application_days")
DISEASES = codes.FOLDER / "disease.csv"
HEAD = "code,name,valid_from,valid_to,source,group,verified\n"


def test_it_holds_inside_and_not_outside() -> None:
    with overlaid({DISEASES: HEAD + "1,甲,,,x,1,true\n"}):
        assert [row.code for row in codelist("disease").rows] == ["1"]
    assert len(codelist("disease").rows) > 100


def test_what_was_kept_before_is_not_used_inside() -> None:
    before = parameter("gaps/employer_application_days").on(date(2026, 1, 1)).value
    with overlaid({DAYS: DAYS.read_text(encoding="utf-8").replace("value: 30", "value: 31")}):
        assert parameter("gaps/employer_application_days").on(date(2026, 1, 1)).value == before + 1


def test_it_ends_with_a_failure_too() -> None:
    with pytest.raises(OSError, match="full"), overlaid({DISEASES: HEAD}):
        raise OSError("full")
    assert text_of(DISEASES) == DISEASES.read_text(encoding="utf-8")


def test_other_threads_do_not_see_it() -> None:
    with overlaid({DISEASES: HEAD}), ThreadPoolExecutor(1) as pool:
        assert codelist("disease").rows == []
        assert pool.submit(lambda: len(codelist("disease").rows)).result() > 100


def test_tables_of_editions_are_read_anew() -> None:
    text = "\n".join(
        text_of(codes.FOLDER.parents[1] / "analytics/parameters/surveillance/editions.csv").splitlines()[:2]
    )
    path = codes.FOLDER.parents[1] / "analytics" / "parameters" / "surveillance" / "editions.csv"
    assert len(editions()) == 2
    with overlaid({path: text}):
        assert (len(editions()), len(rows("editions"))) == (1, 1)
    assert len(editions()) == 2


def test_within_one_overlay_things_are_made_once() -> None:
    made = []

    @cached
    def make(name: str) -> str:
        made.append(name)
        return name

    for _ in range(2):
        make("a")
    for _ in range(2):
        with overlaid({}):
            make("a")
            make("a")
    assert made == ["a"] * 3
