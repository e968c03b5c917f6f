"""Lists that were taken as files, read again."""

import csv
import io

import httpx

from tests.hub.people.two_people import PERSONAL


def filed(ask: httpx.Client, path: str) -> list[dict[str, str]]:
    """The rows of a list by their headings, without what the file says of itself. It names nobody."""
    answer = ask.get(httpx.URL(path).copy_add_param("as", "csv"))
    assert answer.status_code == 200, answer.text
    told = answer.content.decode("utf-8-sig")
    assert not [value for value in PERSONAL if value in told]
    head, *lines = csv.reader(io.StringIO(told, newline=""))
    return [dict(zip(head, line, strict=True)) for line in lines[: lines.index([])]]
