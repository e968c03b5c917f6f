"""The words of letters, from `letters.yml`, with the facts of a finding filled in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hub.papers.paper import Block, Grid, Heading, Paragraph
from hub.surveillance.sentences import ACTORS

FILE = Path(__file__).parent / "letters.yml"
LINE = "＿＿＿＿＿＿＿＿"  # to be filled in by hand


@cache
def wording() -> dict[str, Any]:
    with FILE.open(encoding="utf-8") as file:
        words: dict[str, Any] = yaml.safe_load(file)
    return words


def letter_blocks(kind: str, told: Mapping[str, Any], on: str) -> list[Block]:
    """The letter from its address to its seal. `told` is an explanation of a finding (`hub.surveillance.explaining`)
    with worker, employer and place as they may be shown; `on` is the day in words."""
    words, closing = wording()["kinds"][kind], wording()["closing"]
    blanks = {**told, "clauses": "、".join(map(cited, told["clauses"])), "place": told["place"] or LINE}
    blocks: list[Block] = [Paragraph(_address(words["addressed_to"], blanks), "open"), Paragraph(words["opening"])]
    blocks.append(Grid("有关情况", [], _facts(words["facts"], blanks)))
    blocks += [Paragraph(each.format_map(blanks)) for each in words["body"]]
    if kind == "notice":
        blocks += [Heading(closing["claim"]), Paragraph(wording()["claims"][told["rule"]]), Paragraph(closing["take"])]
    blocks += [Paragraph(each) for each in _doubts(closing, told)]
    blocks += [Paragraph(closing["contact"], "open"), Paragraph(closing["seal"], "end"), Paragraph(on, "end")]
    state = closing["clear" if told["in_clear"] else "masked"]
    return [*blocks, Paragraph(closing["mark"].format(finding=told["finding_id"], state=state), "small")]


def cited(clause: str) -> str:
    """A clause as it is cited: the instrument in its marks, then the article."""
    instrument, found, article = clause.partition(" 第")
    return f"《{instrument}》第{article}" if found else clause


def _address(whom: str, blanks: Mapping[str, Any]) -> str:
    if whom == "worker":
        return f"{blanks['worker']}："
    address: str = wording()["addressed"][blanks["must_act"]]
    return address.format_map({**blanks, "employer": blanks["employer"] or LINE})


def _facts(names: list[str], told: Mapping[str, Any]) -> list[list[str]]:
    """Those that are known, each under its name."""
    cells = {
        **{name: told[name] for name in ("worker", "employer", "clock_on", "due_on", "clauses")},
        "title": told["title_zh"],
        "days_late": f"{told['days_late']} 日（截至 {told['seen_on']}）" if told["days_late"] is not None else None,
        "must_act": ACTORS[told["must_act"]],
        "amount": f"{told['amount']:.2f} 元" if told["amount"] is not None else None,
        "missing": "、".join(wording()["missing"].get(name, name) for name in told["missing"] or []),
        "finding": f"{told['rule']} / {told['finding_id']}",
    }
    titles = wording()["facts"]
    return [[titles[name], str(cells[name])] for name in names if cells[name]]


def _doubts(closing: Mapping[str, str], told: Mapping[str, Any]) -> list[str]:
    """What the reader must know before relying on it."""
    found = [closing["amount"]] if told["amount"] is not None else []
    found += [closing["to_review"]] if told["to_review"] else []
    found += [closing["unverified"]] if told["verified"] is False else []
    changes = "；".join(told["changes_it"])
    return [*found, *([closing["changes"].format(changes=changes)] if changes else [])]
