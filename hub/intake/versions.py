"""By what rows were judged: hashes of the code lists, the checks, the sentences and the source, and the program."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import schemas
from connectors.registry import sources

SCHEMAS = Path(schemas.__file__).parent
DISTRIBUTION = "occupational-health-hub"


@cache
def versions(source: str) -> dict[str, str]:
    """What judges rows of `source` in this process: the program's version, and SHA-256 (hex) of each part."""
    folder = sources()[source].folder
    return {
        "program": version(DISTRIBUTION),
        "source": files_hash(folder, _read(folder)),  # parser, card, crosswalks; not the sample
        **_shared(),
    }


@cache
def _shared() -> dict[str, str]:
    return {
        "code_lists": files_hash(SCHEMAS, (SCHEMAS / "codes").glob("*.csv")),
        "checks": files_hash(SCHEMAS, SCHEMAS.rglob("*.py")),
        "issue_sentences": files_hash(SCHEMAS, [SCHEMAS / "issues.csv"]),
    }


def files_hash(folder: Path, paths: Iterable[Path]) -> str:
    """SHA-256 over a line for each file in the order of their names: its SHA-256, two blanks, its path in `folder`.

    It is what `sha256sum FILES | sha256sum` says in the folder.
    """
    named = sorted((path.relative_to(folder).as_posix(), path) for path in paths)
    lines = [f"{sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in named]
    return sha256("".join(lines).encode()).hexdigest()


def _read(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.suffix in {".py", ".yml", ".csv"} and path.stem != "sample")
