"""The items of the law in OpenFisca-core, as its documentation has rules written: the peer of the benchmark.

Everything is known of its people, so that it need not tell what is unknown; sums of money are its 32-bit floats.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from analytics.entitlements.columns import NURSING, Columns
from analytics.parameters import parameter
from tests.benchmarks import fisca_rules as rules
from tests.benchmarks.fisca_rules import YEARS, fen

MONTH = "2026-11"
PERSON = Entity("person", "persons", "a person", "")
TABLES = ("lump_sum_months", "allowance_percent", "medical_months", "employment_months")
YEARLY = ("average_monthly_wage", "national_disposable_income")
DAYS = ("diagnosed", "assessed", "ended", "died")
WORDS = ("nursing", "employment", "reason", "cause")
FLAGS = ("suitable", "in_leave")
WEIGHTS = 3

Grade = Enum("Grade", {f"g{number}": f"g{number}" for number in range(1, 11)})
Nursing = Enum("Nursing", {name: name for name in NURSING})
Formula = Callable[[Any, str, Any], Any]


def _parameters() -> ParameterNode:
    """The tables of the statute by grade, and each yearly number by month, as OpenFisca keeps them."""
    data: dict[str, Any] = {
        name: {f"g{n}": _once(_table(name).get(str(n), 0)) for n in range(1, 11)} for name in TABLES
    }
    data["nursing_percent"] = {name: _once(_table("nursing_percent").get(name, 0)) for name in NURSING}
    for name in YEARLY:
        values = {day: {"value": parameter(f"entitlements/{name}").on(day).value} for day in map(_new_year, YEARS)}
        data[name] = {"values": {f"{day}": value for day, value in values.items()}}
    data["minimum_wage"] = _once(_table("minimum_wage")["first"])
    return ParameterNode("", data=data)


def _table(name: str) -> dict[str, float]:
    return dict(parameter(f"entitlements/{name}").values[-1].table)


def _once(value: float) -> dict[str, Any]:
    return {"values": {"2011-01-01": {"value": value}}}


def _new_year(year: int) -> date:
    return date(year, 1, 1)


def _input(name: str, kind: Any, **more: Any) -> type[Variable]:
    content = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.ETERNITY, "label": name}
    return type(name, (Variable,), content | more)


def _computed(name: str, formula: Formula, kind: Any = float) -> type[Variable]:
    content = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.MONTH, "label": name}
    return type(name, (Variable,), content | {"formula": formula})


def scale(person: Any, period: Any, parameters: Any) -> Any:
    """What each percent of the wage comes to, where all together must not exceed it."""
    total = sum(person(f"weight_{place}", period) for place in range(WEIGHTS))
    return person("own_wage", period) / np.maximum(total, 100) * person("leaves_two", period)


def _pension(place: int) -> Formula:
    def formula(person: Any, period: Any, parameters: Any) -> Any:
        return fen(person(f"weight_{place}", period) * person("scale", period))

    return formula


MONEY = (
    rules.disability_lump_sum,
    rules.disability_allowance,
    rules.nursing_allowance,
    rules.medical_lump_sum,
    rules.employment_lump_sum,
    rules.funeral_subsidy,
    rules.death_lump_sum,
)
STEPS = (rules.own_wage, scale)
FACTS = (rules.has_ended, rules.is_due_at_end, rules.is_dead, rules.in_leave_by_harm, rules.leaves_two)


def system() -> TaxBenefitSystem:
    """The whole law, made once; it is not part of what is timed."""
    law = TaxBenefitSystem([PERSON])
    law.parameters = _parameters()
    variables = [
        _input("grade", Enum, possible_values=Grade, default_value=next(iter(Grade))),
        _input("nursing", Enum, possible_values=Nursing, default_value=next(iter(Nursing))),
        *(_input(name, int) for name in (*(word for word in WORDS if word != "nursing"), *FLAGS)),
        *(_input(name, float) for name in ("wage", "pension")),
        *(_input(name, date) for name in DAYS),
        *(_input(f"weight_{place}", int) for place in range(WEIGHTS)),
        *(_computed(formula.__name__, formula) for formula in (*MONEY, *STEPS)),
        *(_computed(formula.__name__, formula, bool) for formula in FACTS),
        *(_computed(f"dependant_pension_{place}", _pension(place)) for place in range(WEIGHTS)),
    ]
    law.add_variables(*variables)
    return law


def inputs(people: Columns) -> dict[str, Any]:
    """The columns as OpenFisca takes them; not part of what is timed."""
    found: dict[str, Any] = {name: getattr(people, name).astype(np.int32) for name in (*WORDS, *FLAGS)}
    found |= {name: getattr(people, name).astype("datetime64[D]") for name in DAYS}
    found |= {name: (getattr(people, name) / 100).astype(np.float32) for name in ("wage", "pension")}
    found |= {f"weight_{place}": people.weights[:, place].astype(np.int32) for place in range(WEIGHTS)}
    return found | {"grade": (people.grade - 1).astype(np.int16), "nursing": people.nursing.astype(np.int16)}


def simulate(law: TaxBenefitSystem, given: dict[str, Any], n: int) -> dict[str, Any]:
    """Every amount in yuan, by item code; the pensions by dependant."""
    simulation: Simulation = SimulationBuilder().build_default_simulation(law, count=n)
    for name, column in given.items():
        simulation.set_input(name, DateUnit.ETERNITY, column)
    names = [formula.__name__ for formula in MONEY] + [f"dependant_pension_{place}" for place in range(WEIGHTS)]
    return {name: simulation.calculate(name, MONTH) for name in names}
