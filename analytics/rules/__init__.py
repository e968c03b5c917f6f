"""Law as code: one rule, one module. Every module below this folder with a `RULE` is found; there is no list."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from analytics.rules.base import Rule


@cache
def rules(topic: str) -> dict[str, Rule]:
    """The rules of a topic (a folder, such as gaps) by their ids."""
    package = import_module(f"analytics.rules.{topic}")
    found = [import_module(entry.name).RULE for entry in walk_packages(package.__path__, f"{package.__name__}.")]
    return {rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)}
