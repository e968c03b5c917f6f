"""What the tables say of both editions, against a comparison written apart from them."""

import pytest

from analytics.surveillance.editions import editions
from analytics.surveillance.intervals import of_section
from analytics.surveillance.tables import rows

OLD, NEW = editions()
REQUIRED = {(row["edition"], row["section"], row["type"]): row for row in rows("requirements")}

# Months between examinations in service for a job never graded, longest: section in 2014 and 2025, months, R where
# only recommended. From the comparison of both editions.
COMPARED = """
矽尘         6.1  12     6.1  12
煤尘         6.2  24     6.2  24
石棉         6.3  12     6.3  12
其他无机粉尘   6.4  36     6.4  36
铅          5.1  12     5.1  12
汞          5.3  12     5.3  12
砷          5.9  12     5.9  12
黄磷         5.11 12     5.11 12
苯          5.19 12     5.19 12
四氯化碳      5.21 36     5.21 12
二甲基甲酰胺   5.45 36     5.44 12
苯的氨基硝基   5.27 R36    5.27 12
三硝基甲苯    5.28 12     5.28 12
光气         5.34 R36    5.34 12
一甲胺        5.36 R36    5.36 12
有机氟        5.43 R36    5.43 12
硫酸二甲酯    5.52 R36    5.51 12
一氧化碳      5.37 R36    5.37 R36
硫化氢        5.38 R36    5.38 R36
甲醇         5.22 R36    5.22 R36
氯乙烯        5.39 12     5.39 12
三氯乙烯      5.40 36     5.40 36
有机磷        5.53 36     5.52 36
氨基甲酸酯     5.54 36     5.53 36
酸雾酸酐      5.56 24     5.55 24
焦炉逸散物     5.58 12     5.57 12
手传振动      7.2  24     7.2  24
高温         7.3  12     7.3  12
高气压        7.4  12     7.4  12
微波         7.6  24     7.6  24
布鲁氏菌      8.1  12     8.1  12
炭疽         8.2  R24    8.2  R12
电工         9.1  24     9.1  24
高处         9.2  12     9.2  12
压力容器      9.3  24     9.3  24
高原         9.8  12     9.5  12
航空         9.9  12     9.6  12
视屏         9.7  24     C.5  R24
"""
# Sections that only the new edition has.
ADDED = "5.58 R36|5.59 12|5.60 R36|5.61 12|5.62 R36|5.63 12|5.64 12|5.65 12|6.7 24|6.8 12|6.9 12|7.7 R36|7.8 36|8.4 12"


def ungraded(edition: str, section: str) -> str:
    """The longest interval after two years on a job that was never graded."""
    (row,) = [
        row
        for row in of_section(edition, section)
        if row.graded.holds(2) and (row.since.high is None) and not row.level.asks and not row.group
    ]
    return ("" if REQUIRED[edition, section, "02"]["mandatory"] == "true" else "R") + str(row.months)


@pytest.mark.parametrize("line", COMPARED.strip().splitlines())
def test_both_editions_compared(line: str) -> None:
    _, old, old_months, new, new_months = line.split()
    assert (ungraded(OLD.name, old), ungraded(NEW.name, new)) == (old_months, new_months)


@pytest.mark.parametrize("line", ADDED.split("|"))
def test_added_sections(line: str) -> None:
    section, months = line.split()
    assert ungraded(NEW.name, section) == months


LEAVING_ADDED = {
    "5.27": "苯的氨基与硝基化合物",
    "5.34": "光气",
    "5.36": "一甲胺",
    "5.43": "有机氟",
    "5.51": "硫酸二甲酯",
}


@pytest.mark.parametrize("section", LEAVING_ADDED)
def test_leaving_examinations_that_were_added(section: str) -> None:
    old = {"5.51": "5.52"}.get(section, section)
    assert REQUIRED[NEW.name, section, "03"]["hazard"] == LEAVING_ADDED[section]
    assert (OLD.name, old, "03") not in REQUIRED
