"""Commands that look at everybody's records together: analyse, gaps, compliance, clusters."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.security.actor import operator
from hub.surveillance.findings import Finding, current_findings
from hub.work.nightly import keep_up

AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="截止日期 day to judge by; today")]
ONLY = "只运行 only: linkage | gaps | compliance | clusters | quality"
Only = Annotated[list[str] | None, typer.Option("--only", help=ONLY)]
Engine = Annotated[str, typer.Option("--engine", help="引擎 duckdb | spark")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("analyse")(analyse_command)
    app.command("gaps")(gaps_command)
    app.command("compliance")(compliance_command)
    app.command("clusters")(clusters_command)


def analyse_command(as_of: AsOf = None, only: Only = None, engine: Engine = "duckdb", as_json: Json = False) -> None:
    """运行分析 Refresh the snapshot, run the analyses, raise and close findings, and bring the worklist up to them."""
    from hub.surveillance.analyse import analyse

    with opened() as store:
        day = as_of.date() if as_of else datetime.now(store.settings.zone).date()
        runs = analyse(store, operator(), day, only, engine)
        keep_up(store, operator(), day)
    answer([asdict(run) for run in runs], as_json, "ohub analyse")


def gaps_command(as_json: Json = False) -> None:
    """待遇缺口 List who was harmed and has not got what the law gives them."""
    _list("gaps", as_json, _gap)


def compliance_command(as_json: Json = False) -> None:
    """监护义务 List which duties of surveillance are not done, for whom or by which employer."""
    _list("compliance", as_json, _duty)


def clusters_command(as_json: Json = False) -> None:
    """聚集 List signals: where more workers were harmed than expected."""
    _list("clusters", as_json, _cluster)


def _list(analysis: str, as_json: bool, line: Callable[[Finding], dict[str, Any]]) -> None:
    """Everything for machines, one line each for people."""
    with opened() as store:
        found = list(current_findings(store, operator(), analysis))
    answer([asdict(one) if as_json else line(one) for one in found], as_json, f"ohub {analysis}: {len(found)}")


def _gap(found: Finding) -> dict[str, Any]:
    evidence = found.evidence
    return {
        "规则 rule": f"{found.rule} {evidence['title_zh']}",
        "劳动者假名 worker": found.subject,
        "期限 due": found.due_on,
        "逾期天数 days": evidence["days_late"],
        "依据 basis": "；".join(evidence["basis"]),
        "记录 records": ", ".join(map(str, evidence["records"])),
    }


def _duty(found: Finding) -> dict[str, Any]:
    gap = _gap(found)
    about = "、".join(found.evidence["about"])
    return {"规则 rule": gap.pop("规则 rule"), "单位 employer": found.employer_id, "事项 about": about, **gap}


def _cluster(found: Finding) -> dict[str, Any]:
    evidence = found.evidence
    return {
        "规则 rule": found.rule,
        "单位 employers": ", ".join(map(str, evidence["employers"])),
        "危害 hazard": evidence["hazard"],
        "观察 observed": evidence["observed"],
        "期望 expected": f"{evidence['expected']:.2f}",
        "比值 ratio (95 %)": f"{evidence['ratio']:.2f} ({evidence['low']:.2f}–{evidence['high']:.2f})",
        "状态 state": evidence["state"],
        "偶然间隔 by chance every (days)": f"{evidence['recurrence_days']:,.0f}",
        "窗口 window": f"{evidence['window_from']} – {evidence['window_to']}",
    }
