"""What an explanation says, in Chinese sentences for people."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

ACTORS = {"employer": "用人单位", "fund": "工伤保险基金", "institution": "医疗卫生机构", "department": "主管部门"}
KINDS = {"raised": "提示", "changed": "依据、期限或者所依记录有变", "closed": "消除"}
DAYS = {"clock_on": "起算日", "as_of": "判断之日"}
UNITS = {
    "calendar days": "日",
    "working days": "个工作日",
    "months": "个月",
    "years": "年",
    "persons": "人",
    "yuan": "元",
}


def sentences(told: dict[str, Any]) -> list[str]:
    """One for each thing to know, the most important first."""
    return [*_duty(told), *_parameters(told["parameters"]), *_records(told["records"]), *_doubts(told), *_decided(told)]


def _duty(told: dict[str, Any]) -> Iterator[str]:
    yield f"规则 {told['rule']}：{told['title_zh']}。"
    if told["clauses"]:
        yield f"依据：{'；'.join(told['clauses'])}。"
    if told["explained"]:
        yield told["explained"]
    if told["clock_on"]:
        yield f"期限自 {told['clock_on']} 起算，至 {told['due_on']} 届满。"
        yield f"截至 {told['seen_on']}，已逾期 {told['days_late']} 日。"
    if told["must_act"]:
        yield f"应由{ACTORS[told['must_act']]}办理。"
    if told["amount"] is not None:
        yield f"按已知记录计算，涉及 {told['amount']:.2f} 元。"
    if told["closed_on"]:
        yield f"该提示已于 {told['closed_on']} 消除。"


def _parameters(parameters: list[dict[str, Any]]) -> Iterator[str]:
    for known in parameters:
        for value in known["values"]:
            number = "、".join(f"{key}：{each:g}" for key, each in (value["table"] or {}).items())
            number = number or f"{value['value']:g}{UNITS.get(known['unit'], '（' + known['unit'] + '）')}"
            when = "和".join(DAYS[day] for day in value["days"])
            yield (
                f"{when}所用的数：{known['description']}为 {number}（{known['clause']}），{_span(value)}；"
                f"来源：{value['source']}{'' if value['verified'] else '（未经核实）'}。"
            )
        if not known["values"]:
            yield f"{known['description']}：起算日和判断之日均无有效数值（{known['clause']}）。"


def _span(value: dict[str, Any]) -> str:
    begins, ends = value["from"], value["to"]
    if not begins and not ends:
        return "起止日期未载"
    return f"{f'自 {begins} 起' if begins else ''}{f'至 {ends} 前一日' if ends else ''}有效"


def _records(records: list[dict[str, Any]]) -> Iterator[str]:
    for each in records:
        if each["document"] is None:
            yield f"所依记录 {each['record_id']} 第 {each['version']} 版，内容不在您的范围之内。"
            continue
        until = f"，{_moment(each['known_to'])} 被更正或者撤销" if each["known_to"] else "，现仍有效"
        yield (
            f"所依记录 {each['record_id']} 第 {each['version']} 版（{each['document']}，{each['event_on']}），"
            f"本中枢于 {_moment(each['known_from'])} 获知{until}。"
        )


def _doubts(told: dict[str, Any]) -> Iterator[str]:
    if told["to_review"]:
        yield "期限是否届满须由人判断，本提示不表示已经欠付。"
    if told["missing"]:
        yield f"缺少或者未见：{'、'.join(told['missing'])}。"
    if told["verified"] is False:
        yield "所用的部分数值未经核实。"
    if told["changes_it"]:
        yield f"下列情况会改变结论：{'；'.join(told['changes_it'])}。"


def _decided(told: dict[str, Any]) -> Iterator[str]:
    decided = told["decided"]
    if decided is None:
        yield "该提示产生于保存决定记录之前，所用规则文本和记录版本无从列出。"
        return
    yield (
        f"现结论作于：按 {decided['as_of']} 的规则，依 {_moment(decided['known_at'])} 所知的记录；"
        f"规则文本 SHA-256 {decided['rule_hash']}，程序版本 {decided['package']}。"
    )
    for each in told["history"]:
        yield f"经过：{each['as_of']} {KINDS[each['kind']]}，期限 {each['due_on'] or '无'}。"


def _moment(when: date | datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S")
