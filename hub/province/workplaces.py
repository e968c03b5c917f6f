"""Workplaces as fields of the national documents: what employers report of themselves, and what is measured there."""

from datetime import date
from random import Random

from hub.province.documents import Fields, employer_fields, reporting_fields
from hub.province.people import Employer

LIMITS = {"1021": (4.0, "mg/m3"), "1038": (1.0, "mg/m3"), "1006": (4.0, "mg/m3"), "2013": (3.0, "mg/m3")}


def measurement(chance: Random, employer: Employer, year: int, workers: int) -> Fields:
    on = date(year, chance.randint(3, 10), chance.randint(1, 28))
    readings = tuple(_reading(chance, employer, harm.hazard, on) for harm in employer.trade.harms for _ in range(3))
    exposed = int(workers * 0.6)
    return {
        "employer": employer_fields(employer),
        "workers": workers,
        "production_workers": int(workers * 0.8),
        "exposed_workers": exposed,
        "measured_by_unit": "示范检测技术服务机构",
        "reported_on": on,
        "results": readings,
        "reporting": reporting_fields(employer, on),
    }


def _reading(chance: Random, employer: Employer, hazard: str, on: date) -> Fields:
    ratio = employer.trade.level * employer.level * chance.lognormvariate(0, 0.4)
    limit, unit = LIMITS.get(hazard, (85.0, "dB(A)"))
    value = limit * ratio if hazard in LIMITS else 85.0 + 16.0 * (ratio - 1) / (ratio + 1)
    return {
        "hazards": (hazard,),
        "workplace": f"{employer.trade.name}车间",
        "post": employer.trade.name[:4] + "岗",
        "density_type": "01",
        "unit": unit,
        "value": f"{value:.2f}",
        "measured_on": on,
        "compliance": "01" if value <= limit else "02",
    }


def employer_report(employer: Employer) -> Fields:
    """The yearly declaration; of an employer that closed, its last one on that day."""
    on = employer.closed or date(2025, 6, 1 + employer.number % 28)
    return {"employer": employer_fields(employer), "reported_on": on, "reporting": reporting_fields(employer, on)}
