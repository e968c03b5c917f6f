"""The part of a file that is asked for (RFC 9110 §14): one range of bytes; anything else is answered with all of it."""

import re
from typing import NamedTuple

from hub.errors import HubError

RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{1,18})?|-([0-9]{1,18}))", re.ASCII)


class OutsideError(HubError):
    """A range of which the file has nothing."""

    status = 416

    def __init__(self, size: int) -> None:
        super().__init__(
            f"请求的字节范围在文件之外；文件共 {size} 字节。",
            f"The range asked for lies outside the file, which has {size} bytes.",
        )


class Span(NamedTuple):
    """Bytes from `begin` up to and without `end`. `is_part`: not simply all of them."""

    begin: int
    end: int
    is_part: bool

    @property
    def size(self) -> int:
        return self.end - self.begin


def read_range(header: str | None, size: int) -> Span:
    """What a Range header asks for of a file of `size` bytes. Raises OutsideError.

    A header of another form, of several ranges or with its end before its beginning counts as none, as the standard
    allows and asks.
    """
    match = RANGE.fullmatch(header.strip()) if header else None
    if match is None:
        return Span(0, size, is_part=False)
    first, last, suffix = (int(group) if group else None for group in match.groups())
    if first is None:
        begin, end = max(size - (suffix or 0), 0), size
    else:
        begin, end = first, min(size, last + 1) if last is not None else size
        if last is not None and last < first:
            return Span(0, size, is_part=False)
    if begin >= size:
        raise OutsideError(size)
    return Span(begin, end, is_part=True)
