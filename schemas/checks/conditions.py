"""Fields that another field's content makes necessary (必填条件), as a table."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.checks.parts import Seen
from schemas.codes import codelist
from schemas.issues import Issue


@dataclass(frozen=True)
class Need:
    """When `field` holds one of `codes`, `needed` must be there. `when` says it to people."""

    field: str
    codes: frozenset[str]
    needed: str
    when: str


@cache
def _others(name: str) -> frozenset[str]:
    """The codes of a list that mean “something else, named beside”."""
    return frozenset(row.code for row in codelist(name).rows if row.name.startswith("其他"))


@cache
def _pneumoconioses() -> frozenset[str]:
    return frozenset(row.code for row in codelist("disease").rows if row.extra.get("group") == "11")


def _codes(*codes: str) -> Callable[[], frozenset[str]]:
    return lambda: frozenset(codes)


SUSPECTED = "体检结论为疑似职业病 the conclusion is a suspected disease"
CONTRAINDICATION = "体检结论为职业禁忌证 the conclusion is a contraindication"
OTHER_FINDING = "体检结论为其他疾病或异常 the conclusion is another disease or finding"
OTHER_NAMED = "代码表示“其他” the code means “other”"
PNEUMOCONIOSIS = "职业病为尘肺病 the disease is a pneumoconiosis"
DIED = "转归为死亡 the outcome is death"

# document: (list of parts or "", field, codes, needed, when)
_TABLE: dict[str, tuple[tuple[str, str, Callable[[], frozenset[str]], str, str], ...]] = {
    "examination": (
        ("conclusions", "conclusion", _codes("02"), "suspected_disease", SUSPECTED),
        ("conclusions", "conclusion", _codes("03"), "contraindication", CONTRAINDICATION),
        ("conclusions", "conclusion", _codes("04"), "other_finding", OTHER_FINDING),
        ("", "hazards", lambda: _others("hazard"), "hazard_other", OTHER_NAMED),
        ("", "work_type", lambda: _others("work_type"), "work_type_other", OTHER_NAMED),
    ),
    "suspected": (
        ("", "hazards", lambda: _others("hazard"), "hazard_other", OTHER_NAMED),
        ("", "work_type", lambda: _others("work_type"), "work_type_other", OTHER_NAMED),
        ("", "disease", lambda: _others("disease"), "disease_other", OTHER_NAMED),
    ),
    "diagnosis": (
        ("", "disease", _pneumoconioses, "case_type", PNEUMOCONIOSIS),
        ("", "disease", lambda: _others("disease"), "disease_other", OTHER_NAMED),
        ("", "work_type", lambda: _others("work_type"), "work_type_other", OTHER_NAMED),
    ),
    "poisoning": (
        ("", "outcome", _codes("04"), "died_on", DIED),
        ("", "pesticide", lambda: _others("pesticide"), "pesticide_other", OTHER_NAMED),
    ),
}


def find(seen: Seen) -> Iterator[Issue]:
    """One issue for each field that is missing though another field asks for it."""
    for inner, need in _needs(seen.record.document):
        if not inner:
            yield from _missing(seen.record, need, "")
            continue
        for n, part in enumerate(getattr(seen.record, inner) or ()):
            yield from _missing(part, need, f"{inner}.{n}.")


def _missing(part: Any, need: Need, path: str) -> Iterator[Issue]:
    values = part.__dict__
    held = values[need.field]
    asked = held in need.codes if isinstance(held, str) else any(code in need.codes for code in _many(held))
    if asked and values[need.needed] is None:
        yield Issue("condition_missing", f"{path}{need.needed}", {"when": need.when})


def _many(held: Iterable[str] | None) -> Iterable[str]:
    return held or ()


@cache
def _needs(document: str) -> tuple[tuple[str, Need], ...]:
    rows = _TABLE.get(document, ())
    return tuple((inner, Need(field, codes(), needed, when)) for inner, field, codes, needed, when in rows)
