"""No number of a person passes in free text, in whatever way it is written; ordinary sentences do."""

import pytest

from hub.security.personal import is_plain_line

NUMBER, PHONE = "370102198003071217", "13900000000"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "text",
    [
        *(NUMBER, f"查{NUMBER}的记录", "370102800307121", "37010219800307121X", PHONE, f"电话{PHONE}。"),
        *(NUMBER.translate(WIDE), PHONE.translate(WIDE)),
        *("370102 19800307 1217", "139-0000-0000", "139 0000 0000", "139.0000.0000", "370102-19800307-121X"),
        *("两\n行", "x" * 41, "\x00"),
    ],
)
def test_what_is_refused(text: str) -> None:
    assert not is_plain_line(text, 40)


@pytest.mark.parametrize(
    "text", ["", "核实2026年11月25日的体检", "人社函〔2026〕15号", "2026-11-25 至 2026-12-31", "工单 1234567890"]
)
def test_what_passes(text: str) -> None:
    assert is_plain_line(text, 40)
