"""Writes records as one message of the national exchange: one document, one operation, read at one moment."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.writer import Header, write
from hub.config import Settings
from hub.db import Store
from hub.errors import HubError, NotFoundError
from hub.pull.files import new_file
from hub.pull.increments import CHUNK_ROWS, Increment, read_increment
from hub.security.actor import Actor
from schemas.base import Record

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Exported:
    """What an export came to."""

    document: str
    operation: str
    records: int
    out: str


def export_national(
    store: Store, actor: Actor, wanted: Increment, out: Path, progress: Progress = lambda _: None
) -> Exported:
    """Write the records `wanted` to a new file. Raises HubError; then there is no file."""
    _refuse_unknown(wanted.document)
    header = _header(store.settings, wanted)
    with (
        new_file(out) as stream,
        store.transaction(actor, one_moment=True) as connection,
        closing(read_increment(connection, store, wanted)) as rows,
    ):
        records = _Outgoing(rows, progress)
        try:
            write(wanted.document, records, stream, header)
        except ValueError:
            raise _unwritable(records.key) from None
    return Exported(wanted.document, wanted.operation.value, records.count, str(out))


class _Outgoing:
    """Records on their way into the file: how many it took, and the key of the last one it was handed."""

    def __init__(self, rows: Iterable[tuple[str, Record | None]], progress: Progress) -> None:
        self._rows = rows
        self._progress = progress
        self.count = 0
        self.key = ""

    def __iter__(self) -> Iterator[tuple[str, Record | None]]:
        for key, record in self._rows:
            self.key = key
            yield key, record
            self.count += 1
            if self.count % CHUNK_ROWS == 0:
                self._progress(self.count)


def _refuse_unknown(document: str) -> None:
    if document not in DOCUMENTS:
        known = "、".join(DOCUMENTS)
        raise NotFoundError(
            f"国家交换规范中没有名为 {document} 的文档；八种为：{known}。",
            f"The national exchange has no document {document}; its eight are: {known}.",
        )


def _header(settings: Settings, wanted: Increment) -> Header:
    """Who reports, by the settings. The document's number tells exports apart by the moment they were begun."""
    org_code = _nine_digits(settings.org_code, "OHUB_ORG_CODE", "报送机构", "the organisation that reports")
    zone_code = settings.zone_code or settings.province.ljust(9, "0")
    zone_code = _nine_digits(zone_code, "OHUB_ZONE_CODE", "报送地区", "the zone it reports for")
    moment = f"{datetime.now(settings.zone):%Y%m%d%H%M%S%f}"
    number = f"{org_code}-{wanted.document}-{wanted.operation}-{moment}"
    return Header(wanted.operation, org_code, zone_code, settings.license, number)


def _nine_digits(code: str, variable: str, zh: str, en: str) -> str:
    if not re.fullmatch("[0-9]{9}", code):
        raise HubError(
            f"请先将环境变量 {variable} 设为{zh}的九位数字代码，再导出。",
            f"Set the environment variable {variable} to the nine digits of {en} before exporting.",
        )
    return code


def _unwritable(key: str) -> HubError:
    return HubError(
        f"记录 {key} 含有 XML 不能表达的控制字符，未导出任何内容；请报送单位更正该记录。",
        f"Record {key} holds control characters that XML cannot, so nothing was exported; its sender must correct it.",
    )
