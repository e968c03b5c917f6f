"""Rewrites the generated sections of docs/reference in place: `python -m tests.docs.reference`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.analytics.rules.cases import topics
from tests.docs import (
    commands,
    entitlements,
    insurance,
    lists,
    national,
    parameters,
    partner,
    rules,
    sensitivity,
    surveillance,
    worklist,
)
from tests.docs.markdown import filled

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference"

Sections = dict[str, Callable[[], str]]

PAGES: dict[str, Sections] = {
    "national": {
        "documents": national.documents,
        "deviations": national.deviations,
        "largest": national.largest,
        "message": national.message,
    },
    "insurance": {
        "shared": insurance.shared,
        "documents": insurance.documents,
        "codes": insurance.codes,
        "largest": insurance.largest,
        "table": insurance.as_table,
        "lines": insurance.as_lines,
        "page": insurance.as_page,
    },
    "partner-api": {
        "settings": partner.settings,
        "again": partner.again,
        "longest wait": partner.longest_wait,
        "tries": partner.tries,
        "readings": partner.readings,
        "limit": partner.limit,
        "largest": partner.largest,
        "unfinished": partner.unfinished,
        "settled": partner.settled,
        "margin": partner.margin,
    },
    "entitlements": {"items": entitlements.items, "parameters": entitlements.parameters},
    "issues": {"issues": lists.issues},
    "codes": {
        "lists": lists.code_lists,
        "unverified": lists.unverified,
        "maps": lists.maps,
        "crosswalks": lists.crosswalks,
    },
    "cli": {"commands": commands.commands},
    "sensitivity": {"counts": sensitivity.counts, "fields": sensitivity.fields},
    "surveillance": {
        "hazards": surveillance.hazards,
        "interim": surveillance.interim,
        "follow up": surveillance.follow_up,
        "items": surveillance.items,
        "without code": surveillance.without_code,
    },
    "worklist": {"diagram": worklist.diagram, "steps": worklist.steps, "days": worklist.days},
    "parameters": {"parameters": parameters.parameters},
    **{
        f"rules/{topic}": {"overview": partial(rules.overview, topic), "rules": partial(rules.details, topic)}
        for topic in topics()
    },
}


def page(name: str) -> Path:
    """The file of a page."""
    return FOLDER / f"{name}.md"


def generated(name: str) -> str:
    """The page as it should stand now. Raises KeyError for a section that nobody generates."""
    return filled(page(name).read_text(encoding="utf-8"), PAGES[name])


def main() -> None:
    for name in PAGES:
        page(name).write_text(generated(name), encoding="utf-8")


if __name__ == "__main__":
    main()
