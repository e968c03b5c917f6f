"""Examinations of workshops that are all alike, but for one."""

from datetime import date
from typing import Any

AS_OF = date(2026, 11, 1)
ORDINARY = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3)  # harmed of ten workers, as chance alone brings them


def exam(person: int, conclusion: str = "01", **changes: Any) -> dict[str, Any]:
    """An examination at work within the window of AS_OF."""
    return {
        "person": person,
        "record_id": person,
        "exam_type": "02",
        "examined_on": date(2026, 5, 18),
        "exposure": {"months": 60},
        "reporting": {"org_code": "370100901"},
        "conclusions": [{"hazards": ["noise"], "conclusion": conclusion}],
        **changes,
    }


def workshops(bad: int) -> list[dict[str, Any]]:
    """Thirty employers with ten workers, of whom ORDINARY are harmed; at the employer `bad` nine."""
    harmed = {employer: 9 if employer == bad else ORDINARY[employer % 10 - 1] for employer in range(1, 31)}
    return [
        exam(employer * 100 + n, "02" if n < ill else "01", employer_id=employer)
        for employer, ill in harmed.items()
        for n in range(10)
    ]
