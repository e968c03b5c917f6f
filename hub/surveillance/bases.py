"""What the findings of a rule rest on in a run: the text of the rule, the numbers in force, the tables it reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from analytics.clusters import nightly
from analytics.parameters import Parameter, parameter
from analytics.rules import rules
from analytics.rules.base import Rule
from analytics.rules.text import module_of, tables_of, text_hash
from analytics.surveillance.editions import edition_on

CLUSTER = "C01"
CLUSTER_ZH = "受损劳动者多于预期"
CLUSTER_EN = "More harmed workers than expected"
NUMBERS = ("window_months", "least_observed", "least_ratio", "false_alarms_a_month", "fading_days")
EDITIONS = "surveillance/editions"


@dataclass(frozen=True)
class Basis:
    """`key` is the SHA-256 of `content`, which is the same for all findings of the rule in a run."""

    key: str
    rule: str
    rule_hash: str
    content: dict[str, Any]


def bases(topic: str, as_of: date) -> list[Basis]:
    """One for each rule of gaps, compliance or quality, or the only one of clusters."""
    if topic == "clusters":
        return [_cluster_basis(as_of)]
    return [_rule_basis(rule, as_of) for rule in rules(topic).values()]


def _rule_basis(rule: Rule, as_of: date) -> Basis:
    said = {
        "title_zh": rule.title_zh,
        "title_en": rule.title_en,
        "clauses": rule.basis,
        "must_act": rule.must_act,
        "subject": rule.subject,
        "to_review": rule.to_review,
        "explained": rule.explained,
        "changes_it": rule.changes_it,
    }
    return _basis(rule.id, module_of(rule), said, rule.parameters, as_of)


def _cluster_basis(as_of: date) -> Basis:
    said = {"title_zh": CLUSTER_ZH, "title_en": CLUSTER_EN, "clauses": (), "subject": "employer"}
    names = [f"clusters/{name}" for name in NUMBERS]
    return _basis(CLUSTER, nightly.__name__, said, names, as_of)


def _basis(rule: str, module: str, said: dict[str, Any], names: Iterable[str], as_of: date) -> Basis:
    rule_hash = text_hash(module)
    content = {
        "rule": rule,
        "rule_hash": rule_hash,
        **said,
        "parameters": [_version(parameter(name), as_of) for name in names],
        "tables": [_table(name, text, as_of) for name, text in tables_of(module).items()],
    }
    key = sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Basis(key, rule, rule_hash, content)


def _version(known: Parameter, as_of: date) -> dict[str, Any]:
    """A parameter with the value in force on `as_of`, and all its values: a case may go by an earlier day."""
    in_force = next((value.as_json() for value in known.values if value.in_force(as_of)), None)
    return {
        "name": known.name,
        "description": known.description,
        "unit": known.unit,
        "clause": known.clause,
        "text_hash": known.text_hash,
        "in_force": in_force,
        "values": [value.as_json() for value in known.values],
    }


def _table(name: str, sha: str, as_of: date) -> dict[str, Any]:
    edition = edition_on(as_of) if name == EDITIONS else None
    return {"name": name, "text_hash": sha, "in_force": edition.name if edition else None}
