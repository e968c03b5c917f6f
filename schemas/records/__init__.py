"""All documents of the shared language, found by looking: a new module with a `Record` in it is all that one takes."""

from importlib import import_module
from pathlib import Path

from schemas.base import Record


def _records(base: type[Record]) -> list[type[Record]]:
    """The classes below `base` that name a document."""
    below = [record for child in base.__subclasses__() for record in _records(child)]
    return [base, *below] if "document" in vars(base) else below


for _module in sorted(Path(__file__).parent.glob("[!_]*.py")):
    import_module(f"{__name__}.{_module.stem}")

RECORDS: dict[str, type[Record]] = {record.document: record for record in _records(Record)}
