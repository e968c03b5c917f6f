"""Signals like one: those that share an employer, or the hazard together with the trade or the city."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from hub.pages import queries
from hub.pages.signals.signal import FIELDS, Signal
from hub.pages.signals.workplaces import Workplace
from hub.surveillance.bases import CLUSTER

MOST = 20
CITY = 4  # digits of a division
SHARED = ("same_employer", "same_hazard", "same_industry", "same_city")
# A trade is the two digits of an industry (大类); section letters before them are left out. A signal of several
# employers shares what any of them does.
SIMILAR = f"""
select {FIELDS}, f.evidence - '{{workers,records,beside}}'::text[] as told,
    s.same_employer, s.same_industry, s.same_city, f.evidence ->> 'hazard' = :hazard as same_hazard
from finding f left join employer e using (employer_id) left join task t using (finding_id), lateral (
    select coalesce(bool_or(m.employer_id = any(:employers)), false) as same_employer,
        coalesce(bool_or(substring(m.industry_code from '[0-9]{{2}}') = any(:industries)), false) as same_industry,
        coalesce(bool_or(left(m.division_code, {CITY}) = any(:cities)), false) as same_city
    from jsonb_array_elements_text(coalesce(f.evidence -> 'employers', jsonb_build_array(f.employer_id))) one
    join employer m on m.employer_id = one.value::bigint
) s
where f.rule = '{CLUSTER}' and f.finding_id <> :finding
    and (s.same_employer or (f.evidence ->> 'hazard' = :hazard and (s.same_industry or s.same_city)))
order by s.same_employer desc, same_hazard desc nulls last, s.same_industry::int + s.same_city::int desc,
    f.raised_on desc, f.finding_id desc
limit {MOST}
"""


@dataclass(frozen=True)
class Similar:
    """`shared` are those of SHARED that hold."""

    signal: Signal
    shared: list[str]


def similar(connection: Connection, signal: Signal, workplaces: Sequence[Workplace]) -> list[Similar]:
    """Those that share most, then the latest."""
    codes = {each.industry_code.lstrip("ABCDEFGHIJKLMNOPQRST")[:2] for each in workplaces if each.industry_code}
    cities = {each.division_code[:CITY] for each in workplaces if each.division_code}
    values = {"employers": signal.employers, "industries": sorted(codes), "cities": sorted(cities)}
    rows = queries.rows(connection, SIMILAR, **values, hazard=signal.told["hazard"], finding=signal.finding_id)
    return [_similar(dict(row), signal.lang) for row in rows]


def _similar(row: dict[str, Any], lang: str) -> Similar:
    shared = [name for name in SHARED if row.pop(name)]
    return Similar(Signal(**row, lang=lang), shared)
