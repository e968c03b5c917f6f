"""Lives as fields of the national documents: what institutions wrote down, with their slips of the pen."""

from datetime import date, timedelta
from random import Random
from typing import Any

from hub.province.lives import Life
from hub.province.people import SURNAMES, TODAY, Employer, Person
from hub.province.results import results_of
from hub.province.visits import Visit

Fields = dict[str, Any]
ECONOMIC = {"01": "110", "02": "159", "03": "173", "04": "171"}
OTHER_FINDINGS = ("血压偏高", "轻度脂肪肝", "血脂偏高", "窦性心动过缓", "肺功能轻度下降")
CONTRAINDICATIONS = {
    "dust": "慢性阻塞性肺病",
    "noise": "各种原因引起永久性感音神经性听力损失",
    "benzene": "造血系统疾病",
}


def org_code(employer: Employer) -> str:
    """The institution that examines for this employer: one in each city."""
    return f"{employer.city}901"


def employer_fields(employer: Employer) -> Fields:
    return {
        "name": employer.name,
        "credit_code": employer.credit_code,
        "division_code": employer.county,
        "industry_code": employer.trade.industry,
        "economic_type": ECONOMIC[employer.size],
        "size": employer.size,
    }


def known_worker(chance: Random, person: Person) -> Fields:
    """The person as whoever has the identity card before them writes it: who is to be diagnosed shows it."""
    fields: Fields = {
        "name": person.name,
        "id_type": "01",
        "id_number": person.id_number,
        "sex": person.sex,
        "birth_date": person.born,
    }
    if chance.random() < 0.7:
        fields["phone"] = person.phone
    return fields


def worker_fields(chance: Random, person: Person) -> Fields:
    """The person as somebody typed them in, one of hundreds: now and then wrong, or without a number."""
    fields, slip = known_worker(chance, person), chance.random()
    if slip < 0.006:
        fields["id_number"] = _mistyped(chance, person.id_number)
    elif slip < 0.012:
        fields["name"] = person.name[:-1] + chance.choice("伟平华英军明")
    elif slip < 0.014:
        fields["birth_date"] = person.born + timedelta(days=chance.choice((1, -1, 10, 30)))
    elif slip < 0.026:
        fields |= {"id_type": "88", "id_number": None}
        fields["name"] = fields["name"] if chance.random() < 0.9 else chance.choice(SURNAMES) + person.name[1:]
    return {name: value for name, value in fields.items() if value is not None}


def _mistyped(chance: Random, number: str) -> str:
    """Two neighbouring digits exchanged, or one replaced: the check digit sees it."""
    place = chance.randrange(6, 16)
    if number[place] != number[place + 1] and chance.random() < 0.5:
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    return number[:place] + str((int(number[place]) + chance.randrange(1, 10)) % 10) + number[place + 1 :]


def reporting_fields(employer: Employer, day: date, reported_on: date | None = None) -> Fields:
    return {
        "area_code": f"{employer.city}000",
        "org_code": org_code(employer),
        "written_unit": "示范职业健康检查中心",
        "written_by": "示范填表人",
        "written_on": day,
        "reported_unit": "示范职业健康检查中心",
        "reported_by": "示范报告人",
        "reported_on": reported_on or min(day + timedelta(days=7), TODAY),
    }


def exposure_fields(life: Life, day: date) -> Fields:
    first = min(each.started_on for each in life.jobs)
    months = int(sum(each.years_until(day) for each in life.jobs) * 12)
    return {"started_on": min(first, day), "months": months}


def examination(chance: Random, visit: Visit) -> Fields:
    employer = visit.job.employer
    hazards = tuple(harm.hazard for harm in employer.trade.harms)
    return {
        "employer": employer_fields(employer),
        "worker": (known_worker if visit.planted else worker_fields)(chance, visit.life.person),
        "exam_type": visit.exam_type,
        "examined_on": visit.on,
        "hazards": hazards if chance.random() > 0.002 or visit.planted else (*hazards, "9876"),  # a code nobody knows
        "exposed_hazards": hazards,
        "work_type": employer.trade.work_type,
        "exposure": exposure_fields(visit.life, visit.on),
        "is_review": False,
        "conclusions": _conclusions(chance, visit, hazards),
        "results": results_of(chance, visit),
        "reporting": reporting_fields(employer, visit.on, visit.reported_on),
    }


def _conclusions(chance: Random, visit: Visit, hazards: tuple[str, ...]) -> tuple[Fields, ...]:
    """One for each hazard; the one that matters carries the finding."""
    first = visit.shows.harm.hazard if visit.shows else hazards[0]
    found: Fields = {"hazards": (first,), "conclusion": visit.conclusion}
    if visit.shows is not None:
        found["suspected_disease"] = visit.shows.harm.disease
    elif visit.conclusion == "03":
        found["contraindication"] = CONTRAINDICATIONS[visit.job.employer.trade.harms[0].kind]
    elif visit.conclusion == "04":
        found["other_finding"] = chance.choice(OTHER_FINDINGS)
    return (found, *({"hazards": (hazard,), "conclusion": "01"} for hazard in hazards if hazard != first))
