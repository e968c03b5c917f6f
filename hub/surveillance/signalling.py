"""Signals of clusters as findings: known again from night to night by what the last finding said of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from analytics.clusters.harm import harmed
from analytics.clusters.layers.changed import CHANGE, worsened
from analytics.clusters.layers.harmed import HARMED
from analytics.clusters.nightly import ADJUSTED_FOR, CHANGE_ADJUSTED_FOR, Night, watch
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
from hub.surveillance.raising import Found

FADING = "clusters/fading_days"
STANDING = """
select subject, period, evidence from finding
where analysis = 'clusters' and evidence ? 'alarms' and raised_on <= :on and (closed_on is null or closed_on > :on)
order by finding_id
"""
# (outcome, employer, hazard) -> (person, record) of each who contributes
Contributors = dict[tuple[str, int, str], list[tuple[int, int]]]


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
    who = _contributors(frames, night, [one.signal.lead for one in shown])
    for one in shown:
        yield _found(one, night.budget, who)


def _contributors(frames: Frames, night: Night, leads: Sequence[Alarm]) -> Contributors:
    found: Contributors = {}
    ill = sorted({each for lead in leads if lead.layer != CHANGE for each in lead.employers})
    worse = sorted({each for lead in leads if lead.layer == CHANGE for each in lead.employers})
    window, rows = night.window, list[dict[str, Any]]()
    if ill:
        told = harmed(frames, window.first, window.last, ill).to_pyarrow().to_pylist()
        rows += [row | {"outcome": HARMED} for row in told]
    if worse:
        rows += worsened(frames, window, worse).to_dict("records")
    for row in sorted(rows, key=lambda row: int(row["record_id"])):
        key = (str(row["outcome"]), int(row["employer_id"]), str(row["hazard"]))
        found.setdefault(key, []).append((int(row["person_id"]), int(row["record_id"])))
    return found


def _found(one: Followed, budget: Budget, who: Contributors) -> Found:
    lead = one.signal.lead
    low, high = lead.interval()
    theirs = [pair for key, pairs in who.items() for pair in pairs if _of(lead, *key)]
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
        "workers": sorted({str(person) for person, _ in theirs}),
        "records": sorted({record for _, record in theirs}),
        "adjusted_for": CHANGE_ADJUSTED_FOR if lead.layer == CHANGE else ADJUSTED_FOR,
        "alarms": [_alarm(alarm) for alarm in (lead, *one.signal.others)],
    }
    evidence |= {"why_zh": why_zh(evidence), "why_en": why_en(evidence)}
    employer = min(lead.employers) if len(lead.employers) == 1 else None
    return Found(CLUSTER, one.name, one.began.isoformat(), None, employer, None, None, evidence)


def _of(lead: Alarm, outcome: str, employer: int, hazard: str) -> bool:
    return outcome == lead.outcome and employer in lead.employers and lead.hazard in (None, hazard)


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
