"""Checks receipts without any store: the signature, the rows handed out beside it, the file, the proof of one row."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson

from hub.errors import HubError
from hub.intake.payload import CHUNK, Filed
from hub.intake.receipts import KIND
from hub.security.merkle import Place, proves, tree
from hub.security.signing import KeySet, verify

COUNTED = {"accepted": "accepted", "held": "held", "rejected": "rejected", "duplicate": "duplicates"}
Document = dict[str, Any]


class MismatchError(HubError):
    """Something that was handed over is not what the receipt vouches for."""


def open_receipt(signed: str, keys: KeySet) -> Document:
    """What a receipt says, once its signature is found to be good. Raises SignatureError."""
    return verify(signed, KIND, keys)


def check_file(receipt: Document, stream: BinaryIO) -> None:
    """Is this the file that the receipt is about? Raises MismatchError."""
    found, told = Filed(), receipt["file"]
    for chunk in iter(lambda: stream.read(CHUNK), b""):
        found.take(chunk)
    if (found.sha256.hex(), found.size) != (told["sha256"], told["bytes"]):
        raise MismatchError(
            f"原文件与回执不符：回执所指的文件有 {told['bytes']} 字节，SHA-256 为 {told['sha256']}；"
            "请换成当时报送的文件。",
            f"The file is not the one of the receipt, which has {told['bytes']} bytes and the SHA-256 "
            f"{told['sha256']}; use the file that was sent.",
        )


def check_rows(receipt: Document, stream: Iterable[bytes]) -> None:
    """Are these the lines that the receipt vouches for, all of them and in their order? Raises MismatchError."""
    counts: Counter[str] = Counter()
    found = tree(_counted(whole_lines(stream), counts))
    told = receipt["rows"]
    if found.size != told["size"]:
        raise MismatchError(
            f"行清单有 {found.size} 行，而回执写明 {told['size']} 行；有行被增加或删去，请重新下载行清单。",
            f"The list has {found.size} rows and the receipt {told['size']}: rows were added or taken away. "
            "Fetch the list again.",
        )
    if found.root().hex() != told["root"]:
        raise MismatchError(
            f"行清单与第 {receipt['number']} 号回执不符：有行被改动或调换了次序；请按该编号重新下载行清单。",
            f"The list is not that of receipt {receipt['number']}: a row was changed or the order is another. Fetch "
            "the list of that number again.",
        )
    if any(counts[outcome] != receipt["counts"][name] for outcome, name in COUNTED.items()):
        raise MismatchError(
            "回执中的计数与各行的结果不符；请向签发方查询。",
            "The counts of the receipt are not those of its rows; ask the hub that signed it.",
        )


def prove(signed: str, keys: KeySet, stream: BinaryIO, row: int) -> Document:
    """The proof of what became of one row, by its number: the receipt, the row's line, its place and its path (hex).

    `stream` holds the lines and can be read twice. Raises SignatureError, and MismatchError when the lines are not
    those of the receipt or the row is not among them.
    """
    receipt = open_receipt(signed, keys)
    check_rows(receipt, stream)
    stream.seek(0)
    found = next(((n, line) for n, line in enumerate(whole_lines(stream)) if _told(line)[0] == row), None)
    if found is None:
        raise MismatchError(f"行清单中没有第 {row} 行，请核对行号。", f"There is no row {row} in the list; check it.")
    index, line = found
    stream.seek(0)
    path = tree(whole_lines(stream), index).path()
    return {
        "receipt": signed.strip(), "line": line.decode(), "index": index, "path": [each.hex() for each in path],
    }  # fmt: skip


def check_proof(proof: Document, keys: KeySet) -> Document:
    """The receipt of a proof that holds. Raises SignatureError or MismatchError for one that does not."""
    try:
        receipt = open_receipt(str(proof["receipt"]), keys)
        path = [bytes.fromhex(each) for each in proof["path"]]
        place, line = Place(int(proof["index"]), receipt["rows"]["size"]), str(proof["line"]).encode()
    except (KeyError, TypeError, ValueError) as problem:
        raise MismatchError(
            "这不是一份完整的证明；请用 ohub receipt prove 重新生成。",
            "This is not a whole proof; make it again with `ohub receipt prove`.",
        ) from problem
    if not proves(line, place, path, bytes.fromhex(receipt["rows"]["root"])):
        raise MismatchError(
            f"证明不成立：这一行不是第 {receipt['number']} 号回执中该处的一行；请用原行清单重新生成证明。",
            f"The proof does not hold: this line does not stand there in receipt {receipt['number']}. Make it again "
            "from the list as it was handed out.",
        )
    return receipt


def whole_lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a list without their ends."""
    return (line.removesuffix(b"\n") for line in stream)


def _counted(lines: Iterable[bytes], counts: Counter[str]) -> Iterator[bytes]:
    for line in lines:
        counts[_told(line)[1]] += 1
        yield line


def _told(line: bytes) -> tuple[Any, str]:
    """Row and outcome of a line. One that cannot be read is of no row: the root will not be that of the receipt."""
    try:
        told = orjson.loads(line)
        return told["row"], str(told["outcome"])
    except (ValueError, KeyError, TypeError):
        return None, ""
