"""Data files as they are installed, or, inside `overlaid`, as somebody would have them: nothing on disk is touched.

An overlay holds for the block and the thread that opened it. Whatever keeps what it made of data files keeps it with
`cached`, so that what was made inside an overlay is not used outside, nor the other way round.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Overlay:
    """`texts`: what stands in the place of which installed file, by its full path."""

    texts: Mapping[Path, str]
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)


_IN_FORCE: ContextVar[Overlay | None] = ContextVar("overlay", default=None)


@contextmanager
def overlaid(texts: Mapping[Path, str]) -> Iterator[Overlay]:
    """Read `texts` in the place of installed files. One inside another replaces it, and does not add to it."""
    overlay = Overlay(dict(texts))
    outer = _IN_FORCE.set(overlay)
    try:
        yield overlay
    finally:
        _IN_FORCE.reset(outer)


def text_of(path: Path) -> str:
    """The text of a data file, as it is in force here; new lines as they are on every machine."""
    overlay = _IN_FORCE.get()
    if overlay and path in overlay.texts:
        return overlay.texts[path]
    return path.read_text(encoding="utf-8")


def cached(make: Callable[P, T]) -> Callable[P, T]:
    """`functools.cache`, kept apart for each overlay."""
    installed = cache(make)

    @wraps(make)
    def kept(*args: P.args, **named: P.kwargs) -> T:
        overlay = _IN_FORCE.get()
        if overlay is None:
            return installed(*args, **named)  # type: ignore[arg-type]
        key = (make, args, tuple(sorted(named.items())))
        if key not in overlay.kept:
            overlay.kept[key] = make(*args, **named)
        found: T = overlay.kept[key]
        return found

    return kept
