"""The bytes of a batch, kept compressed and sealed before anything is understood, and read back in bounded memory."""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

import psycopg
import pyarrow as pa

from hub.security.vault import Vault

CHUNK = 1 << 20
SIZE_BYTES = 4


class Filed:
    """What filing a stream came to: its SHA-256 and its size."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.size = 0

    def take(self, chunk: bytes) -> None:
        self._hash.update(chunk)
        self.size += len(chunk)

    @property
    def sha256(self) -> bytes:
        return self._hash.digest()


def file_payload(cursor: psycopg.Cursor[tuple[object, ...]], vault: Vault, batch_id: int, stream: BinaryIO) -> Filed:
    """Keep all of `stream` as chunks of the batch."""
    filed = Filed()
    for n, chunk in enumerate(iter(lambda: stream.read(CHUNK), b"")):
        filed.take(chunk)
        packed = len(chunk).to_bytes(SIZE_BYTES) + pa.compress(chunk, codec="zstd", asbytes=True)
        sealed = vault.seal(packed, _purpose(batch_id, n))
        cursor.execute("insert into payload_chunk values (%b, %b, %b)", (batch_id, n, sealed))
    return filed


class PayloadReader(io.RawIOBase):
    """A batch's bytes as a stream, one chunk in memory at a time."""

    def __init__(self, cursor: psycopg.Cursor[tuple[object, ...]], vault: Vault, batch_id: int) -> None:
        self._chunks = _chunks(cursor, vault, batch_id)
        self._left = memoryview(b"")
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        self.taken += size
        return size


def open_payload(cursor: psycopg.Cursor[tuple[object, ...]], vault: Vault, batch_id: int) -> BinaryIO:
    """The batch's bytes, buffered, for a parser to read from the start."""
    return io.BufferedReader(PayloadReader(cursor, vault, batch_id), CHUNK)


def _chunks(cursor: psycopg.Cursor[tuple[object, ...]], vault: Vault, batch_id: int) -> Iterator[bytes]:
    n = 0
    query = "select sealed from payload_chunk where batch_id = %b and n = %b"
    while row := cursor.execute(query, (batch_id, n), binary=True).fetchone():
        packed = vault.open(bytes(row[0]), _purpose(batch_id, n))  # type: ignore[call-overload]
        size = int.from_bytes(packed[:SIZE_BYTES])
        yield pa.decompress(packed[SIZE_BYTES:], decompressed_size=size, codec="zstd", asbytes=True)
        n += 1


def _purpose(batch_id: int, n: int) -> bytes:
    return f"payload:{batch_id}:{n}".encode()
