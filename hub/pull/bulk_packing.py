"""Packs lines into one gzip file, whose size is known after every block and which comes out in pieces."""

import hashlib
import zlib
from collections.abc import Iterator

from hub.pull import bulk

LEVEL = 6
GZIP = 31  # what zlib calls a window of 32 KiB in the form of RFC 1952
OVERHEAD, SLACK = 1000, 128  # stored as it is, a block grows by 5 bytes in 16 KiB; header, trailer and flush


class Packer:
    """A file in the making: `size` bytes until now, `records` in it; `sha256` of all once it has ended."""

    def __init__(self) -> None:
        self._packing = zlib.compressobj(LEVEL, wbits=GZIP)
        self._hash = hashlib.sha256()
        self._waiting = bytearray()
        self.size = 0
        self.records = 0

    @property
    def sha256(self) -> bytes:
        return self._hash.digest()

    def fits(self, size: int, largest: int) -> bool:
        """Would the file stay within `largest` bytes with `size` bytes of lines more, even if they do not shrink?"""
        return self.size + size + size // OVERHEAD + SLACK <= largest

    def add(self, lines: bytes, records: int) -> None:
        self._take(self._packing.compress(lines) + self._packing.flush(zlib.Z_SYNC_FLUSH))
        self.records += records

    def end(self) -> None:
        self._take(self._packing.flush())

    def pieces(self, *, last: bool = False) -> Iterator[bytes]:
        """What can be written now, bulk.CHUNK bytes at a time; with `last`, the rest too."""
        while len(self._waiting) >= bulk.CHUNK or (last and self._waiting):
            piece = bytes(self._waiting[: bulk.CHUNK])
            del self._waiting[: bulk.CHUNK]
            yield piece

    def _take(self, packed: bytes) -> None:
        self._hash.update(packed)
        self._waiting += packed
        self.size += len(packed)
