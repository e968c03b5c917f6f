"""The generated page of the worklist: its states as a diagram, its steps and its days as tables."""

from hub.pages.texts import texts
from hub.work.deadlines import DAYS
from hub.work.transitions import TRANSITIONS, Due
from hub.work.transitions import diagram as drawn
from tests.docs.markdown import fenced, table
from tests.docs.parameters import values

DUE = {Due.NONE: "", Due.USUAL: "默认 usual", Due.GIVEN: "必填 must be given"}


def diagram() -> str:
    return fenced("mermaid", drawn())


def steps() -> str:
    """A line for each transition."""
    headings = ["操作 step", "中文", "从 from", "到 to", "权限 permission", "理由 reason", "期限 deadline"]
    zh = texts("zh")
    rows = (
        [f"`{one.name}`", zh[f"work_event_{one.name}"], "、".join(map(state, one.origins)), state(one.target),
         f"`{one.by}`" if one.by else "系统 the hub", "必填 needed" if one.reason else "", DUE[one.due]]
        for one in TRANSITIONS.values()
    )  # fmt: skip
    return table(headings, rows)


def state(name: str) -> str:
    return f"{name} {texts('zh')[f'work_state_{name}']}"


def days() -> str:
    return values([DAYS])
