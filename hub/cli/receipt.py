"""The commands of receipts: fetch one, and verify one, with its rows and its file, without any store."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from typer.core import TyperGroup

from hub.cli.output import Json, answer
from hub.cli.store import opened
from hub.config import settings
from hub.errors import HubError, NotFoundError
from hub.intake import verifying
from hub.security.actor import operator
from hub.security.keys import key_ring
from hub.security.signing import KeySet, published

FETCH = "batch"
Number = Annotated[int | None, typer.Option(min=1, help="回执编号，不写为最新 number of the receipt, else the newest")]
Out = Annotated[Path | None, typer.Option(help="写入文件 file to write to, else standard output")]
File = Annotated[Path, typer.Argument(help="回执或证明 file with a receipt or a proof")]
Rows = Annotated[Path | None, typer.Option(help="行清单 NDJSON list of the rows")]
Key = Annotated[Path | None, typer.Option(help="公钥 JWKS public keys; else those of this machine's key ring")]
Original = Annotated[Path | None, typer.Option("--file", help="当时报送的文件 the file that was sent")]


class _Receipts(TyperGroup):
    """`ohub receipt 12` is short for `ohub receipt batch 12`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        words = [word for word in args if not word.startswith("-")]
        if words and words[0] not in self.commands:
            args = [FETCH, *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    receipts = typer.Typer(cls=_Receipts, no_args_is_help=True, help="批次回执 Signed receipts of batches")
    receipts.command(FETCH)(fetch_command)
    receipts.command("verify")(verify_command)
    receipts.command("prove")(prove_command)
    app.add_typer(receipts, name="receipt")


def fetch_command(
    batch: Annotated[int, typer.Argument(help="批次 number of the batch")],
    number: Number = None,
    out: Out = None,
    rows: Annotated[Path | None, typer.Option(help="行清单写入文件 file to write the list of rows to")] = None,
    as_json: Json = False,
) -> None:
    """批次的签名回执 The signed receipt of a batch; `ohub receipt 12` is enough."""
    from hub.intake.receipting import receipt_number, receipt_rows, signed_receipt

    with opened() as store:
        number = receipt_number(store, operator(), batch, number)
        signed = signed_receipt(store, batch, number)
        if rows:
            with rows.open("wb") as stream:
                stream.writelines(receipt_rows(store, batch, number))
        document = verifying.open_receipt(signed, published(store.keys))
    if out:
        out.write_text(signed + "\n", encoding="ascii")
    if out or as_json:
        answer(document | {"signed": signed} if as_json else _told(document), as_json, "ohub receipt")
    else:
        typer.echo(signed)


def verify_command(
    file: File, rows: Rows = None, key: Key = None, original: Original = None, as_json: Json = False
) -> None:
    """核对回执 Verify a receipt or a proof, without any store; says what does not match."""
    keys, content = _keys(key), _text(file)
    if content.lstrip().startswith("{"):
        receipt = verifying.check_proof(_json(content), keys)
    else:
        receipt = verifying.open_receipt(content, keys)
    if original:
        with _found(original).open("rb") as stream:
            verifying.check_file(receipt, stream)
    if rows:
        with _found(rows).open("rb") as stream:
            verifying.check_rows(receipt, stream)
    answer(receipt if as_json else _told(receipt), as_json, "核对无误 verified")


def prove_command(
    file: File,
    rows: Annotated[Path, typer.Option(help="行清单 NDJSON list of the rows")],
    row: Annotated[int, typer.Option(min=1, help="行号 number of the row")],
    key: Key = None,
    _as_json: Annotated[bool, typer.Option("--json", help="总是如此 a proof is for machines anyway")] = False,
) -> None:
    """证明一行的结果 Prove what became of one row, without the other rows; `verify` checks the proof."""
    with _found(rows).open("rb") as stream:
        proof = verifying.prove(_text(file), _keys(key), stream, row)
    answer(proof, as_json=True)


def _told(receipt: dict[str, Any]) -> dict[str, Any]:
    """A receipt for people."""
    named = {name: receipt[name] for name in ("batch", "number", "source", "received_at", "interpreted_at")}
    return {**named, **receipt["counts"], **receipt["file"]}


def _keys(path: Path | None) -> KeySet:
    if path:
        return _json(_text(path))
    ring = settings().keys_file or settings().data_dir.expanduser() / "keys" / "ring.json"
    if not ring.exists():  # it must not be made here
        raise HubError(
            "本机没有密钥环；请用 --key 给出签发方的公钥（取自其 /.well-known/jwks.json）。",
            "There is no key ring on this machine; give the hub's public keys (from its /.well-known/jwks.json) "
            "with --key.",
        )
    return published(key_ring(ring))


def _text(path: Path) -> str:
    try:
        return _found(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise HubError("文件不是文本，请检查。", "The file is no text; check it.") from problem


def _json(content: str) -> dict[str, Any]:
    try:
        found = orjson.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise HubError("文件不是 JSON 对象，请检查。", "The file is no JSON object; check it.")
    return found


def _found(path: Path) -> Path:
    if not path.is_file():
        raise NotFoundError("有一个路径不是文件，请检查。", "One of the paths is not a file; check it.")
    return path
