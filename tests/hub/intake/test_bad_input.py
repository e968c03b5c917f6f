"""Everything bad that can arrive: it is kept, counted and explained, and what was good before it is stored."""

import pytest

from hub.db import Store
from tests.hub.intake.messages import bring, codes, counts, fetch, message

GOOD = message("a", "b")
DECLARED_GB = GOOD.replace(b"encoding='utf-8'", b"encoding='GB18030'").decode().encode("gb18030")
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><DataExchange>&c;</DataExchange>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><DataExchange>&a;</DataExchange>'


def spoilt(old: str, new: str) -> bytes:
    """Two examinations, the second spoilt."""
    first, second = GOOD[: GOOD.index(b'ID="b"')], GOOD[GOOD.index(b'ID="b"') :]
    assert old.encode() in second
    return first + second.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize(
    ("payload", "expected", "issues"),
    [
        pytest.param(GOOD, (2, 0, 0, 0), [], id="good"),
        pytest.param(DECLARED_GB, (2, 0, 0, 0), [], id="GB18030"),
        pytest.param(b"", (0, 0, 1, 0), ["file_empty"], id="empty"),
        pytest.param(b" \n", (0, 0, 1, 0), ["file_empty"], id="blank"),
        pytest.param(b"not XML at all", (0, 0, 1, 0), ["xml_malformed"], id="no XML"),
        pytest.param(b"<html><body/></html>", (0, 0, 1, 0), ["root_unknown"], id="wrong root"),
        pytest.param(GOOD.replace(b"HEALTH_EXAM_RECORD", b"WEATHER_RECORD"), (0, 0, 1, 0), ["root_unknown"],
                     id="unknown document"),
        pytest.param(GOOD[: GOOD.index(b'ID="b"') + 300], (1, 0, 1, 0), ["file_truncated"], id="truncated"),
        pytest.param(spoilt("</WORKER_INFO>", "</WORKER>"), (1, 0, 1, 0), ["xml_malformed"], id="malformed"),
        pytest.param(GOOD[:200] + b"\xff\xfe\xfa" + GOOD[200:], (0, 0, 1, 0), ["encoding_unreadable"], id="encoding"),
        pytest.param(BOMB, (0, 0, 1, 0), ["xml_forbidden"], id="entity bomb"),
        pytest.param(OUTSIDE, (0, 0, 1, 0), ["xml_forbidden"], id="external entity"),
        pytest.param(spoilt(">3008<", ">9999999<"), (1, 1, 0, 0), ["code_unknown"], id="unknown code"),
        pytest.param(spoilt("<EXAM_DATE>20260518", "<EXAM_DATE>20260230"), (1, 0, 1, 0), ["date_invalid"],
                     id="no such day"),
        pytest.param(spoilt("<EXAM_DATE>20260518", "<EXAM_DATE>20990518"), (1, 0, 1, 0), ["date_in_future"],
                     id="future"),
        pytest.param(spoilt("370102198003071217", "370102198003071218"), (1, 1, 0, 0), ["id_check_digit"],
                     id="ID check digit"),
        pytest.param(spoilt("91370100MA3C00001H", "91370100MA3C00001J"), (1, 1, 0, 0), ["credit_code_invalid"],
                     id="credit code"),
        pytest.param(spoilt("<GENDER_CODE>1", "<GENDER_CODE>2"), (1, 1, 0, 0), ["sex_conflict"], id="sex"),
        pytest.param(spoilt("<BIRTH_DATE>19800307", "<BIRTH_DATE>19800308"), (1, 1, 0, 0), ["birth_date_conflict"],
                     id="birth date"),
        pytest.param(spoilt("<WORKER_NAME>测试甲</WORKER_NAME>", ""), (1, 0, 1, 0), ["field_missing"], id="no name"),
        pytest.param(spoilt('ID="b"', ""), (1, 0, 1, 0), ["key_missing"], id="no identifier"),
        pytest.param(GOOD.replace(b"<OperateType>Add", b"<OperateType>Put"), (0, 0, 2, 0), ["operation_unknown"] * 2,
                     id="operation"),
    ],
)  # fmt: skip
def test_bad_input(store: Store, payload: bytes, expected: tuple[int, ...], issues: list[str]) -> None:
    outcome = bring(store, payload)
    assert (counts(outcome), codes(store, outcome)) == (expected, issues)
    assert fetch(store, "select count(*) from payload_chunk") == [(1 if payload else 0,)]
    assert fetch(store, "select count(*) from record_version") == [(expected[0],)]
    assert fetch(store, "select count(*) from held_row") == [(expected[1],)]
