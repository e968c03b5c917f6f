"""From fields to a record: types, required fields and lengths, with every problem found in one pass."""

from typing import Any, Literal

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.base import Record
from schemas.issues import Issue
from schemas.records import RECORDS

_MISSING = {"missing", "string_too_short", "too_short"}
_EXPECTED = {
    "date": "日期 a date",
    "int": "整数 a whole number",
    "greater": "不小于下限的数 a number not below the limit",
    "less": "不大于上限的数 a number not above the limit",
    "decimal": "最多两位小数的数 a number with at most two decimals",
    "bool": "是或否 yes or no",
    "string": "文字 text",
    "tuple": "列表 a list",
    "model": "一组字段 a group of fields",
    "extra": "数据规范中的字段 a field of the specification",
}


def validate(document: str, fields: dict[str, Any], form: Literal["python", "json"] = "python") -> Record | list[Issue]:
    """The record of these fields, or all that is wrong with them; issues name fields by their shared paths.

    `form` json: the fields have been through JSON, so that dates are ISO text and tuples are lists.
    """
    kind = RECORDS.get(document)
    if kind is None:
        return [Issue("root_unknown")]
    try:
        return kind.model_validate(fields) if form == "python" else kind.model_validate_json(orjson.dumps(fields))
    except ValidationError as error:
        return [_issue(detail) for detail in _telling(error)]


def _telling(error: ValidationError) -> list[ErrorDetails]:
    """All errors, but for lists that are too short only because something is wrong within their entries."""
    found = error.errors(include_url=False, include_context=True, include_input=False)
    within = {detail["loc"][:-n] for detail in found for n in range(1, len(detail["loc"]))}
    return [detail for detail in found if detail["type"] != "too_short" or detail["loc"] not in within]


def _issue(detail: ErrorDetails) -> Issue:
    path = ".".join(str(step) for step in detail["loc"])
    kind = detail["type"]
    if kind in _MISSING:
        return Issue("field_missing", path)
    if kind == "string_too_long":
        return Issue("field_too_long", path, {"limit": str(detail["ctx"]["max_length"])})
    expected = next((text for start, text in _EXPECTED.items() if kind.startswith(start)), kind)
    return Issue("field_invalid", path, {"expected": expected})
