"""The answer of a scan: its clusters with the names of their places, their dates, and how often chance would do so."""

from time import perf_counter
from typing import Any

import numpy as np

from analytics.clusters.refusal import Refusal
from analytics.clusters.scan.flexible import scan_flexible
from analytics.clusters.scan.permutation import scan_permutation
from analytics.clusters.scan.space_time import scan_space_time
from analytics.clusters.scan.spatial import scan_spatial
from analytics.clusters.scan.windows import Cluster, Scan, Settings
from analytics.clusters.significance import recurrence_days
from hub.errors import HubError
from hub.scanning.study import Asked, Study, read_study

Answer = dict[str, Any]


def scan_files(asked: Asked, settings: Settings) -> tuple[Study, Answer]:
    """Reads, scans and answers: clusters with p below 1, or all without replicates. Raises HubError."""
    begun = perf_counter()
    study = read_study(asked)
    try:
        scan = _scan(study, asked, settings)
    except Refusal as refusal:
        raise HubError(refusal.zh, refusal.en) from None
    worth = [each for each in scan.clusters if each.p_value < 1 or not settings.replicates]
    clusters = [_cluster(rank, each, study, asked) for rank, each in enumerate(worth, 1)]
    told = {"clusters": clusters, **_about(study, asked, settings), "seconds": round(perf_counter() - begun, 3)}
    return study, told


def _scan(study: Study, asked: Asked, settings: Settings) -> Scan:
    if not study.cases.any():
        return Scan([], np.zeros(settings.replicates))
    if asked.window == "flexible":
        return _flexible(study, asked, settings)
    prospective = asked.time == "prospective"
    if study.expected is None:
        return scan_permutation(study.places, study.cases, settings, prospective)
    if asked.time == "none":
        return scan_spatial(study.places, study.cases[:, 0], study.expected[:, 0], settings, asked.model)
    return scan_space_time(study.places, study.cases, study.expected, settings, asked.model, prospective)


def _flexible(study: Study, asked: Asked, settings: Settings) -> Scan:
    if study.expected is None or asked.time != "none":
        raise HubError("flexible 窗口只用于不分时段的泊松、贝努利模型；请用 --time none。",
                       "Flexible windows are for Poisson and Bernoulli without time; use --time none.")  # fmt: skip
    return scan_flexible(study.places, study.cases[:, 0], study.expected[:, 0], settings, model=asked.model)


def _cluster(rank: int, found: Cluster, study: Study, asked: Asked) -> Answer:
    dates: Answer = {"start": None, "end": None}
    recurrence = None
    if study.period is not None and found.first is not None and found.last is not None:
        dates = {"start": study.period.start(found.first), "end": study.period.end(found.last)}
        if asked.time == "prospective":
            recurrence = max(round(float(recurrence_days(found.p_value, study.period.days)), 1), 1.0)
    return {
        "rank": rank,
        "locations": [study.ids[each] for each in found.members],
        "centre": study.ids[found.centre],
        "radius": round(found.radius, 6),
        "observed": found.observed,
        "expected": found.expected,
        "relative_risk": found.relative_risk if np.isfinite(found.relative_risk) else None,
        "llr": found.llr,
        "p_value": found.p_value,
        "recurrence_interval_days": recurrence,
        **dates,
    }


def _about(study: Study, asked: Asked, settings: Settings) -> Answer:
    cases = int(study.cases.sum())
    said = list(study.warnings)
    if not cases:
        said.append({"zh": "没有病例，故没有聚集。", "en": "There are no cases, and so no clusters."})
    period = study.period
    return {
        "model": asked.model,
        "time": asked.time,
        "places": len(study.ids),
        "cases": cases,
        "population": None if study.expected is None else round(float(study.population.sum()), 3),
        "period": None
        if period is None
        else {
            "start": period.first,
            "end": period.last,
            "unit": period.unit,
            "intervals": period.intervals,
        },
        "replicates": settings.replicates,
        "seed": settings.seed,
        "warnings": said,
    }
