"""What the text of a rule is: its module and every module of analytics it reaches, and the tables these read.

Only texts are looked at, never places or times, so that the same text has the same hash on every machine.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from analytics.rules.base import Rule
from analytics.surveillance import tables
from schemas import codes
from schemas.overlay import cached, text_of

PACKAGE = "analytics"
# What reads a table by its name, and where that lies. A call with a name worked out at run time cannot be seen here.
READERS = {"codelist": codes.FOLDER, "rows": tables.FOLDER}
DISEASE_MAP = codes.FOLDER / "maps" / "disease_2013_2024.csv"
ALSO_READ = {"schemas.codes.diseases": (codes.FOLDER / "disease.csv", DISEASE_MAP)}


def module_of(rule: Rule) -> str:
    """The module in which a rule is written."""
    return rule.find.__module__


@cache
def text_hash(module: str) -> str:
    """SHA-256 over the names and texts of the module and all modules of analytics it reaches."""
    return sha256("".join(f"{_hash(_source(name))}  {name}\n" for name in reached(module)).encode()).hexdigest()


@cache
def reached(module: str) -> tuple[str, ...]:
    """The module and those of analytics it imports, and these in turn, in the order of their names."""
    found, waiting = set[str](), [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += (other for other in _imported(name) if _is_ours(other))
    return tuple(sorted(found))


@cached
def tables_of(module: str) -> dict[str, str]:
    """The code lists and tables of editions that the module and those it reaches read, with the SHA-256 of each."""
    paths = {path for name in reached(module) for path in _tables(name)}
    return {_short(path): _hash(text_of(path)) for path in sorted(paths)}


def _imported(module: str) -> Iterator[str]:
    """Modules, their packages, and names that may be modules: `from analytics import parameters`."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            yield from _with_packages(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from _with_packages([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    yield from _with_packages([module])


def _with_packages(names: Iterable[str]) -> Iterator[str]:
    """Importing a module runs the packages it is in."""
    for name in names:
        parts = name.split(".")
        yield from (".".join(parts[: end + 1]) for end in range(len(parts)))


@cache
def _is_ours(name: str) -> bool:
    if name.split(".", maxsplit=1)[0] != PACKAGE:
        return False
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a name of a module, and no module itself
        return False


def _tables(module: str) -> Iterator[Path]:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS and node.args:
            told = ast.unparse(node.args[0]).strip("'")
            if (path := READERS[node.func.id] / f"{told}.csv").is_file():
                yield path
        elif isinstance(node, ast.ImportFrom):
            yield from ALSO_READ.get(node.module or "", ())


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_source(module))


@cache
def _source(module: str) -> str:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(module)
    return Path(spec.origin).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _short(path: Path) -> str:
    """Like codes/disease or surveillance/editions."""
    above = codes.FOLDER.parent if codes.FOLDER in path.parents else path.parents[1]
    return path.relative_to(above).with_suffix("").as_posix()
