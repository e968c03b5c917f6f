"""Signals of clusters as findings: known again from night to night by what the last finding said of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
from sqlalchemy import text

from analytics.clusters.layers.corroborating import corroborated
from analytics.clusters.layers.harmed import PAIR
from analytics.clusters.nightly import adjusted_for, watch
from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.signals.budget import Budget
from analytics.clusters.signals.continuity import Followed, State, follow
from analytics.clusters.signals.merging import Signal, merged
from analytics.frames import Frames
from analytics.parameters import parameter
from hub.db import Store
from hub.security.actor import Actor
from hub.surveillance.alarm_sentences import why_en, why_zh
from hub.surveillance.bases import CLUSTER, CLUSTER_EN, CLUSTER_ZH
from hub.surveillance.contributing import Contributors, concerned
from hub.surveillance.raising import Found

FADING = "clusters/fading_days"
STANDING = """
select subject, period, evidence from finding
where analysis = 'clusters' and evidence ? 'alarms' and raised_on <= :on and (closed_on is null or closed_on > :on)
order by finding_id
"""
MOST = 20  # employers of a signal of whom it is told what else speaks for it, surest first


def standing(store: Store, actor: Actor, on: date) -> list[Followed]:
    """The signals that stood on a day, as they were last seen."""
    with store.transaction(actor) as connection:
        rows = connection.execute(text(STANDING), {"on": on}).all()
    return [_read(*row) for row in rows]


def seek_clusters(frames: Frames, as_of: date, before: Sequence[Followed]) -> Iterator[Found]:
    """Tonight's signals and those that fade; one that is closed comes a last time, with its reason."""
    night = watch(frames, as_of)
    followed = follow(before, merged(night.alarms), as_of, int(parameter(FADING).on(as_of).value))
    shown = [one for one in followed if one.began <= as_of]
    leads = [one.signal.lead for one in shown]
    beside = corroborated(frames, night.counts, night.window, leads) if leads and len(night.counts) else None
    who = Contributors(frames, night.window.last, leads)
    for one in shown:
        yield _found(one, night.budget, who.of(one.signal.lead), beside)


def _found(one: Followed, budget: Budget, theirs: pd.DataFrame, beside: pd.DataFrame | None) -> Found:
    lead = one.signal.lead
    low, high = lead.interval()
    evidence = {
        "title_zh": CLUSTER_ZH,
        "title_en": CLUSTER_EN,
        "state": one.state,
        "reason": one.reason,
        "hazard": lead.hazard,
        "outcome": lead.outcome,
        "observed": int(lead.observed),
        "expected": lead.expected,
        "ratio": lead.ratio,
        "low": low,
        "high": high,
        "p": lead.p,
        "recurrence_days": budget.recurrence(lead),
        "window_from": lead.first,
        "window_to": lead.last,
        "alarmed_on": one.alarmed_on,
        "layers": one.signal.layers,
        "employers": sorted(lead.employers),
        "workers": sorted(theirs.person_id.astype(str).unique().tolist()),
        "records": sorted(theirs.record_id.astype("int64").unique().tolist()),
        "beside": _beside(lead, beside),
        "adjusted_for": adjusted_for(lead.layer),
        "alarms": [_alarm(alarm) for alarm in (lead, *one.signal.others)],
    }
    evidence |= {"why_zh": why_zh(evidence), "why_en": why_en(evidence)}
    employer = min(lead.employers) if len(lead.employers) == 1 else None
    return Found(CLUSTER, one.name, one.began.isoformat(), None, employer, None, None, evidence)


def _beside(lead: Alarm, beside: pd.DataFrame | None) -> list[dict[str, Any]]:
    """How sure the ratios of its employers are among all of the province, and what was measured there."""
    if beside is None:
        return []
    mine = concerned(lead, beside.reset_index())
    surest = mine.sort_values(["eb05", *PAIR], ascending=[False, True, True]).head(MOST).astype(object)
    rows: list[dict[str, Any]] = surest.where(surest.notna(), None).to_dict("records")
    return rows


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {
        "layer": alarm.layer,
        "outcome": alarm.outcome,
        "hazard": alarm.hazard,
        "employers": sorted(alarm.employers),
        "first": alarm.first,
        "last": alarm.last,
        "observed": alarm.observed,
        "expected": alarm.expected,
        "p": alarm.p,
        "where": alarm.where,
    }


def _read(name: str, began: str, evidence: dict[str, Any]) -> Followed:
    lead, *others = (_alarm_of(told) for told in evidence["alarms"])
    alarmed_on, state = date.fromisoformat(evidence["alarmed_on"]), State(evidence["state"])
    signal = Signal(lead, tuple(others))
    return Followed(name, date.fromisoformat(began), alarmed_on, state, signal, evidence["reason"])


def _alarm_of(told: dict[str, Any]) -> Alarm:
    days = {name: date.fromisoformat(told[name]) for name in ("first", "last")}
    return Alarm(**(told | days | {"employers": frozenset(told["employers"])}))
