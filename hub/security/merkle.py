"""A hash tree over lines (RFC 6962, SHA-256): its root in one pass, the path of one line to the root, and its proof.

A leaf is SHA-256(00 ‖ line), a node SHA-256(01 ‖ left ‖ right), so that no node can pass for a leaf; the root of no
lines at all is SHA-256 of nothing.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple


class _Peak(NamedTuple):
    """The root of 2**height leaves that stand together; `marked`: the line that is followed is one of them."""

    height: int
    hash: bytes
    marked: bool


class Tree:
    """The tree of the lines added so far, in memory that grows with their logarithm.

    `follow` is the place (from 0) of the line whose path to the root is wanted.
    """

    def __init__(self, follow: int | None = None) -> None:
        self.size = 0
        self._follow = follow
        self._peaks: list[_Peak] = []
        self._path: list[bytes] = []

    def add(self, line: bytes) -> None:
        """Add a line, without its line end."""
        last = _Peak(0, leaf(line), self.size == self._follow)
        self.size += 1
        while self._peaks and self._peaks[-1].height == last.height:
            last = _joined(self._peaks.pop(), last, self._path)
        self._peaks.append(last)

    def root(self) -> bytes:
        """32 bytes."""
        return self._folded([])

    def path(self) -> list[bytes]:
        """The hashes that lead the followed line to the root, from the bottom up (RFC 6962, 2.1.1)."""
        path = list(self._path)
        self._folded(path)
        return path

    def _folded(self, path: list[bytes]) -> bytes:
        if not self._peaks:
            return sha256(b"").digest()
        *others, last = self._peaks
        for peak in reversed(others):
            last = _joined(peak, last, path)
        return last.hash


def leaf(line: bytes) -> bytes:
    return sha256(b"\x00" + line).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def tree(lines: Iterable[bytes], follow: int | None = None) -> Tree:
    """The tree of all `lines`."""
    made = Tree(follow)
    for line in lines:
        made.add(line)
    return made


class Place(NamedTuple):
    """Where a line stands: its place from 0, and how many lines there are."""

    n: int
    size: int


def proves(line: bytes, place: Place, path: Sequence[bytes], root: bytes) -> bool:
    """Does `path` lead from the line at `place` to `root`? (RFC 9162, 2.1.3.2)"""
    here, last = place.n, place.size - 1
    if not 0 <= here <= last:
        return False
    found = leaf(line)
    for other in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node(other, found)
            while here and not here & 1:  # levels on which this side had nobody beside it
                here, last = here >> 1, last >> 1
        else:
            found = node(found, other)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def _joined(left: _Peak, right: _Peak, path: list[bytes]) -> _Peak:
    if left.marked:
        path.append(right.hash)
    elif right.marked:
        path.append(left.hash)
    return _Peak(left.height + 1, node(left.hash, right.hash), left.marked or right.marked)
