"""Hypothesis strategies for any record of the shared language that a national document can hold."""

from datetime import date
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from schemas.base import Record
from schemas.coded import InList
from schemas.records import RECORDS

CODES = st.text("0123456789ABCX-", min_size=1, max_size=9)
DIVISIONS = st.sampled_from(["370102", "370102001", "370000", "110101", "371202"])
# Everything that XML can hold, angle brackets, quotation marks and line ends among it.
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\t")
LIMITS = {"months": 960, "days": 31, "hours": 24, "minutes": 60}
# Documents 1 and 8 have one element for the day of the report; it is the record's own.
ELSEWHERE = {"employer", "measurement"}


def records(document: str) -> st.SearchStrategy[Record]:
    """Records of `document`, with any of the optional fields."""
    left_out = {"reported_on"} if document in ELSEWHERE else set()
    return _part(RECORDS[document], left_out).map(RECORDS[document].model_validate)


def _part(model: type[BaseModel], left_out: set[str]) -> st.SearchStrategy[dict[str, Any]]:
    required, optional = {}, {}
    for name, field in model.model_fields.items():
        if name in left_out and model.__name__ == "Reporting":
            continue
        (required if field.is_required() else optional)[name] = _value(name, field.annotation, field.metadata, left_out)
    found = st.fixed_dictionaries(required, optional=optional)
    return found if required else found.filter(bool)  # an empty part is an absent one


def _value(name: str, annotation: Any, marks: list[Any], left_out: set[str]) -> st.SearchStrategy[Any]:
    if get_origin(annotation) in (Union, UnionType):
        annotation = get_args(annotation)[0]
    if get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks = [*marks, *more]
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        return st.lists(_value(name, inner, [], left_out), min_size=1, max_size=3).map(tuple)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _part(annotation, left_out)
    simple = {date: st.dates(), bool: st.booleans(), int: st.integers(0, LIMITS.get(name, 999_999))}
    return simple[annotation] if annotation in simple else _text(marks)


def _text(marks: list[Any]) -> st.SearchStrategy[str]:
    lists = [mark.name for mark in marks if isinstance(mark, InList)]
    if lists:
        return DIVISIONS if lists == ["division"] else CODES
    return st.text(LETTERS, min_size=1, max_size=18).map(str.strip).filter(bool)
