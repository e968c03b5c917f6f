"""Identity numbers of persons and organisations, checked by their own arithmetic: no list, no network, no cache.

Resident identity number GB 11643-1999, unified social credit code GB 32100-2015, organisation code GB 11714-1997.
Nothing here raises on bad input.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

CREDIT_CODE_INVALID = "credit_code_invalid"

_EARLIEST_YEAR = 1880  # nobody born before can be in a record of today
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 leaves out I O S V Z
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class ResidentId(NamedTuple):
    """What a resident identity number says. `sex` is GB/T 2261.1: '1' male, '2' female."""

    number18: str
    birth_date: date
    sex: str
    division: str


class IdFault(StrEnum):
    """Why a text is not a resident identity number."""

    FORM = "form"
    BIRTH_DATE = "birth_date"
    CHECK_DIGIT = "check_digit"

    @property
    def issue(self) -> str:
        """The issue code of this fault in issues.csv."""
        return "id_check_digit" if self is IdFault.CHECK_DIGIT else "id_invalid"


class CreditCode(NamedTuple):
    """A valid unified social credit code and its parts: division of registration and organisation code."""

    code: str
    division: str
    organisation: str


def parse_resident_id(number: str) -> ResidentId | IdFault:
    """Reads 18 or 15 characters (an old number is turned into 18), or says what is wrong with them."""
    if len(number) == 15 and number.isdecimal() and number.isascii():
        body = f"{number[:6]}19{number[6:]}"
        return _person(body, _ID_CHECK[_id_sum(body)])
    body = number[:17]
    if len(number) != 18 or not body.isdecimal() or not number.isascii() or number[17] not in "0123456789Xx":
        return IdFault.FORM
    check = _ID_CHECK[_id_sum(body)]
    return _person(body, check) if number[17].upper() == check else IdFault.CHECK_DIGIT


def parse_credit_code(code: str) -> CreditCode | None:
    """The parts of a credit code, in capitals; None when its form or its check character is wrong."""
    code = code.upper()
    if len(code) != 18 or not code[2:8].isdecimal():
        return None
    total = 0
    try:
        for values, character in zip(_CREDIT_TABLES, code, strict=True):
            total += values[character]
    except KeyError:
        return None
    return CreditCode(code, code[2:8], code[8:17]) if total % 31 == 0 else None


def is_organisation_code(code: str) -> bool:
    """Is this an organisation code of nine characters, written with or without the hyphen before its check?"""
    code = code.replace("-", "").upper()
    if len(code) != 9 or any(character not in _ORGANISATION_ALPHABET for character in code[:8]):
        return False
    total = sum(w * _ORGANISATION_ALPHABET.index(c) for w, c in zip(_ORGANISATION_WEIGHTS, code[:8], strict=True))
    return code[8] == "0123456789X0"[11 - total % 11]


def _person(body: str, check: str) -> ResidentId | IdFault:
    try:
        born = date.fromisoformat(body[6:14])
    except ValueError:
        return IdFault.BIRTH_DATE
    if born.year < _EARLIEST_YEAR:
        return IdFault.BIRTH_DATE
    return ResidentId(body + check, born, "1" if body[16] in "13579" else "2", body[:6])


def _id_sum(body: str) -> int:
    """The weighted sum of 17 digits modulo 11: one look-up for four or five digits instead of one for each."""
    a, b, c, d = _ID_TABLES
    return (a[int(body[:4])] + b[int(body[4:8])] + c[int(body[8:12])] + d[int(body[12:])]) % 11


def _sums(weights: tuple[int, ...]) -> bytes:
    """For every number of as many digits as there are weights, its weighted digit sum modulo 11."""
    sums = [0]
    for weight in weights:
        sums = [(total + weight * digit) % 11 for total in sums for digit in range(10)]
    return bytes(sums)


_ID_TABLES = tuple(
    _sums(weights) for weights in (_ID_WEIGHTS[:4], _ID_WEIGHTS[4:8], _ID_WEIGHTS[8:12], _ID_WEIGHTS[12:])
)
# The check character has weight 1, so that a correct code sums to a multiple of 31.
_CREDIT_TABLES = tuple(
    {character: weight * value for value, character in enumerate(_CREDIT_ALPHABET)} for weight in (*_CREDIT_WEIGHTS, 1)
)
