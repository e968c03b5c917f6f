"""The duties of surveillance by how urgent they are, and what each is about, in words."""

from collections.abc import Sequence

from schemas.codes import codelist

# In the order of urgency. The last but one is recommended only; the last is for institutions to mend.
KINDS: dict[str, tuple[str, ...]] = {
    "contraindicated": ("D08", "D11", "D10"),
    "dismissed": ("D09",),
    "poisoned": ("D05",),
    "review": ("D06", "D07", "V07"),
    "overdue": ("D02", "D01", "D03"),
    "workplace": ("E03", "E04", "E02"),
    "declaration": ("E01",),
    "after": ("D04",),
    "institution": ("V01", "V02", "V03", "V04", "V05", "E05"),
}
KIND_OF = {rule: kind for kind, rules in KINDS.items() for rule in rules}
ORDER = tuple(KIND_OF)  # of rules
BETWEEN = " · "


def about(rule: str, told: Sequence[str]) -> list[str]:
    """What a finding is about: hazard, type of examination and clause; hazard and post; or the items examined."""
    return [_named(rule, each) for each in told]


def _named(rule: str, told: str) -> str:
    if rule.startswith("V") and rule != "V07":
        return _name("exam_item", told)
    first, *more = told.split(BETWEEN)
    code, _, post = first.partition("@")
    hazard = _name("hazard", code)
    if len(more) > 1:
        return f"{hazard}：{_name('exam_type', more[0])}（{more[1]}）"
    return f"{hazard}（{post}）" if post else hazard


def _name(codes: str, code: str) -> str:
    known = codelist(codes).get(code)
    return known.name if known else code
