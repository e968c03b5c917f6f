"""The generated pages of rules, one for each topic: what the rule of law declares, and the cases that test it."""

import inspect
from collections.abc import Iterator
from pathlib import Path

from analytics.rules import rules
from analytics.rules.base import Rule
from tests.analytics.rules.cases import Case, boundaries, cases, file_of
from tests.docs.markdown import table
from tests.docs.parameters import values
from tests.docs.words import MISSING, SUBJECTS, WHO

ROOT = Path(__file__).parents[2]
UP = "../../../"  # from a page of rules to the root
TO_REVIEW = "是：是否逾期、是否欠付由人判断 yes, whether it is late is for a person to say"


def overview(topic: str) -> str:
    """A line for each rule of the topic."""
    headings = ["规则 rule", "名称", "title", "应当办理 who must act", "须人工审查 to review"]
    rows = (
        [f"[{rule.id}](#{rule.id.lower()})", rule.title_zh, rule.title_en, WHO[rule.must_act], _yes(rule.to_review)]
        for rule in rules(topic).values()
    )
    return table(headings, rows)


def details(topic: str) -> str:
    """The rules of the topic, each below a heading of its own."""
    return "\n\n".join("\n\n".join(_rule(topic, rule)) for rule in rules(topic).values())


def _rule(topic: str, rule: Rule) -> Iterator[str]:
    of = cases(topic, rule.id) if file_of(topic, rule.id).exists() else ()
    yield f"## {rule.id}"
    yield f"**{rule.title_zh}** · {rule.title_en}"
    if rule.explained:
        yield rule.explained
    yield f"*{' '.join((inspect.getdoc(rule.find) or '').split())}* [{_module(rule)}]({UP}{_module(rule)})"
    yield table(["", ""], _facts(rule, of))
    if rule.parameters:
        yield values(rule.parameters)
    if rule.changes_it:
        yield "会改变结论的情形 What would change the answer:\n\n" + "\n".join(f"- {each}" for each in rule.changes_it)
    yield _tested(topic, rule, of)


def _facts(rule: Rule, of: tuple[Case, ...]) -> Iterator[list[str]]:
    yield ["依据 basis", "；".join(rule.basis)]
    yield ["对象 subject", SUBJECTS[rule.subject]]
    yield ["应当办理 who must act", _who(rule, _told(of, "must_act"))]
    yield ["须人工审查 to review", TO_REVIEW if rule.to_review else "否 no"]
    if missing := sorted(_told(of, "missing")):
        yield ["可能所缺信息 what may be missing", "、".join(f"{MISSING.get(name, '')}`{name}`" for name in missing)]


def _who(rule: Rule, told: set[str]) -> str:
    others = "、".join(WHO[each] for each in sorted(told - {rule.must_act}))
    return WHO[rule.must_act] + (f"；视情形 or: {others}" if others else "")


def _told(of: tuple[Case, ...], what: str) -> set[str]:
    """Everything that the cases expect a finding to say of `what`."""
    said = [case.told.get(what) or () for case in of]
    return {each for one in said for each in ([one] if isinstance(one, str) else one)}


def _tested(topic: str, rule: Rule, of: tuple[Case, ...]) -> str:
    """How many cases of which kind, and their names."""
    path = file_of(topic, rule.id).relative_to(ROOT).as_posix()
    if not of:
        return f"检验 tested by: 尚无案例 no cases yet (`{path}`)"
    kinds = {
        "查出 found": [case for case in of if case.found],
        "没有问题 nothing wrong": [case for case in of if case.nothing_wrong],
        "期限或者界限的两侧 a boundary": boundaries(of),
        "信息不明 something unknown": [case for case in of if case.unknown],
    }
    counted = "，".join(f"{kind} {len(some)}" for kind, some in kinds.items())
    names = "\n".join(f"- {case.name}" for case in of)
    head = f"检验 tested by: [{len(of)} 个案例 cases]({UP}{path})（{counted}）"
    return f"{head}\n\n<details><summary>案例 cases</summary>\n\n{names}\n\n</details>"


def _module(rule: Rule) -> str:
    return rule.find.__module__.replace(".", "/") + ".py"


def _yes(is_so: bool) -> str:
    return "是" if is_so else ""
