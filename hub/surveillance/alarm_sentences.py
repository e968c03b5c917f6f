"""Why there is an alarm (为什么报警), in plain words: who, when, how many against how many, and how rare by chance."""

from typing import Any

from analytics.clusters.nightly import OWN_PAST
from schemas.codes import codelist

YEAR = 365.25
MARKERS = {  # what is followed in each worker, in words
    "hearing_2_3_4_khz": ("听力（2、3、4 kHz）", "hearing at 2, 3 and 4 kHz"),
    "blood_lead": ("血铅", "ground in blood lead"),
    "white_cells": ("白细胞计数", "white cells"),
    "neutrophils": ("中性粒细胞计数", "neutrophils"),
    "platelets": ("血小板计数", "platelets"),
    "haemoglobin": ("血红蛋白", "haemoglobin"),
    "fev1_percent": ("第一秒用力呼气量", "FEV1"),
    "fvc_percent": ("用力肺活量", "FVC"),
    "fev1_litres": ("第一秒用力呼气量", "FEV1"),
    "fvc_litres": ("用力肺活量", "FVC"),
}
LONG = 10_000  # years: beyond, a number says no more


def why_zh(told: dict[str, Any]) -> str:
    """One paragraph of the evidence of a signal."""
    return (
        f"{told['window_from']} 至 {told['window_to']}，{_employers_zh(told)}接触{_hazard_zh(told)}的劳动者中有 "
        f"{told['observed']} 人{_what_zh(told)}，预期 {told['expected']:.1f} 人，为预期的 {told['ratio']:.1f} 倍"
        f"（95% 区间 {told['low']:.1f}–{told['high']:.1f}）。"
        f"全省同时看这么多单位和危害，纯属偶然出现同样程度的报警，约 {often_zh(told['recurrence_days'])}才有一次。"
    )


def why_en(told: dict[str, Any]) -> str:
    """The same in English."""
    several = len(told["employers"])
    where = "one employer" if several == 1 else f"{several} employers"
    return (
        f"From {told['window_from']} to {told['window_to']}, {told['observed']} workers exposed to {_hazard(told)} at "
        f"{where} {_what_en(told)}; {told['expected']:.1f} were expected "
        f"({told['ratio']:.1f} times; 95 % interval {told['low']:.1f}–{told['high']:.1f}). Chance alone would bring an "
        f"alarm like this anywhere in the province once in {often_en(told['recurrence_days'])}."
    )


def _what_zh(told: dict[str, Any]) -> str:
    marker = MARKERS.get(told["outcome"])
    if marker is None and _by_own_past(told):
        return "查出疑似职业病或者职业禁忌证；按其自身以往的水平（已扣除检查人数、检查机构和全省变化的影响）"
    if marker is None:
        return "查出疑似职业病或者职业禁忌证；按全省其他单位同危害、同性别、年龄、接害工龄和检查类别者的水平"
    return f"的{marker[0]}比本人基线变差，且属于全省同类劳动者中变差最多的十分之一；按其他单位的水平"


def _what_en(told: dict[str, Any]) -> str:
    marker = MARKERS.get(told["outcome"])
    if marker is None and _by_own_past(told):
        return (
            "were found with a suspected occupational disease or a contraindication, by their own past, with numbers "
            "examined, institutions and what happened in the whole province taken off"
        )
    if marker is None:
        return (
            "were found with a suspected occupational disease or a contraindication, by the rates of workers elsewhere "
            "alike in hazard, sex, age, years of exposure and kind of examination"
        )
    return f"have lost {marker[1]} since their own baseline and are among the worst tenth of those alike"


def _by_own_past(told: dict[str, Any]) -> bool:
    """Whether the leading alarm is of a layer that does so."""
    return told["alarms"][0]["layer"] in OWN_PAST


def _hazard(told: dict[str, Any]) -> str:
    row = codelist("hazard").get(told["hazard"]) if told["hazard"] else None
    return row.name if row else told["hazard"] or "several hazards"


def _hazard_zh(told: dict[str, Any]) -> str:
    return _hazard(told) if told["hazard"] else "多种危害因素"


def _employers_zh(told: dict[str, Any]) -> str:
    several = len(told["employers"])
    return "该单位" if several == 1 else f"{several} 家单位"


def often_zh(days: float) -> str:
    """A recurrence interval in words."""
    if days >= LONG * YEAR:
        return f"超过 {LONG:,} 年"
    return f"{days / YEAR:,.0f} 年" if days >= 2 * YEAR else f"{days:.0f} 日"


def often_en(days: float) -> str:
    """The same in English."""
    if days >= LONG * YEAR:
        return f"more than {LONG:,} years"
    return f"{days / YEAR:,.0f} years" if days >= 2 * YEAR else f"{days:.0f} days"
