"""Views: what they name exists, is allowed for its kind, and nothing else ever goes out."""

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.db import Store
from hub.errors import NotFoundError
from hub.intake.split import split
from hub.pull.views import Fields, View, leaves, pick, view_named, views
from schemas.base import Record, personal_fields
from schemas.records import RECORDS
from tests.hub.intake.messages import fetch
from tests.hub.pull.examples import EXAMPLES, example

TITLE = {"title_zh": "试", "title_en": "x", "purpose_zh": "试", "purpose_en": "x"}
BASIS = [{"law": "法", "clause": "第一条", "says": "试"}]
IDENTIFYING = {"worker.name", "worker.id_number", "worker.phone"}


def view(**documents: dict[str, Any]) -> View:
    return View(name="trial", **TITLE, basis=BASIS, documents=documents)


@pytest.mark.parametrize("name", views())
def test_every_path_exists_in_the_record(name: str) -> None:
    """Asked of the record classes themselves, step by step."""
    for document, named in views()[name].documents.items():
        for path in (*named.fields, *named.personal):
            *steps, last = path.split(".")
            part: Any = RECORDS[document]
            for step in steps:
                part = next(
                    kind for kind in _kinds(part.model_fields[step].annotation) if hasattr(kind, "model_fields")
                )
            assert last in part.model_fields, path
            assert (last in personal_fields(part)) is (path in named.personal), path
            assert not any(hasattr(kind, "model_fields") for kind in _kinds(part.model_fields[last].annotation)), path


def _kinds(annotation: Any) -> list[Any]:
    return [annotation, *(kind for each in getattr(annotation, "__args__", ()) for kind in _kinds(each))]


@pytest.mark.parametrize("name", views())
def test_a_view_says_on_which_clause_it_stands(name: str) -> None:
    for basis in views()[name].basis:
        assert basis.clause.startswith("第")
        assert basis.clause.endswith("条")


@pytest.mark.parametrize("name", views())
def test_the_feed_has_an_index_for_each_document(store: Store, name: str) -> None:
    indexed = {row[0] for row in fetch(store, "select indexname from pg_indexes where indexname like '%feed%'")}
    for document in views()[name].documents:
        assert {f"ix_record_{document}_feed", f"ix_record_{document}_feed_closed"} <= indexed


def test_case_status_names_nobody() -> None:
    named = view_named("case_status")
    assert not named.opens_identities
    assert not any(path.startswith(("worker.", "reporting.", "audit.")) for each in named.documents.values()
                   for path in each.fields)  # fmt: skip
    assert not any("credit_code" in each.fields or "employer.name" in each.fields for each in named.documents.values())


def test_insurance_gets_what_a_determination_needs() -> None:
    named = view_named("work_injury_insurance").documents
    assert set(named) == {"diagnosis", "appraisal", "death"}
    for each in named.values():
        assert {"worker.name", "worker.id_number"} == set(each.personal)
        assert "employer.credit_code" in each.fields
    assert {"disease", "diagnosed_on", "stages.one_on", "stages.two_on", "stages.three_on"} <= set(
        named["diagnosis"].fields
    )
    assert {basis.clause for basis in view_named("work_injury_insurance").basis} >= {"第九条", "第五十七条"}


def test_a_view_that_is_not_there() -> None:
    with pytest.raises(NotFoundError, match="work_injury_insurance"):
        view_named("everything")


@pytest.mark.parametrize(
    "documents",
    [
        {"diagnosis": {"fields": ["diseases"]}},  # no such field
        {"diagnosis": {"fields": ["worker"]}},  # a part is not a field: what it holds must be named
        {"diagnosis": {"fields": ["worker.name"]}},  # personal, and not named so
        {"diagnosis": {"fields": ["disease"], "personal": ["worker.sex"]}},  # the reverse
        {"diagnosis": {"fields": ["disease.name"]}},  # beyond a value
        {"diagnosis": {"fields": []}},
        {"diagnosis": {"fields": ["disease"], "everything": True}},
        {"secret": {"fields": ["disease"]}},
        {},
    ],
)
def test_a_wrong_view_is_refused(documents: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        view(**documents)


def test_leaves_tell_what_is_personal() -> None:
    for document in RECORDS:
        there = leaves(document)
        assert all(there[path] for path in IDENTIFYING & set(there)), document
    assert leaves("examination")["results.value"] is False
    assert leaves("diagnosis")["audit.opinion"] is True
    assert leaves("death")["dependants.relation"] is False


def filled(document: str, personal: bool) -> dict[str, Any]:
    """The stored half of a record with every field there is, each holding its own path; lists hold two parts."""
    tree: dict[str, Any] = {}
    for path, is_personal in leaves(document).items():
        *steps, last = path.split(".")
        holder = tree
        for step in steps:
            holder = holder.setdefault(step, {})
        if is_personal is personal:
            holder[last] = f"<{path}>"
    return {name: _doubled(document, name, value) for name, value in tree.items()}


def _doubled(document: str, name: str, value: Any) -> Any:
    """As the store keeps it: a list of parts as a list, `results` by columns."""
    kinds = [getattr(kind, "__origin__", None) for kind in _kinds(RECORDS[document].model_fields[name].annotation)]
    if tuple not in kinds or not isinstance(value, dict):
        return value
    return {key: [cell, cell] for key, cell in value.items()} if name == "results" else [value, value]


@given(data=st.data())
def test_only_what_is_named_goes_out(data: st.DataObject) -> None:
    """Over all documents and any choice of their fields."""
    document = data.draw(st.sampled_from(sorted(RECORDS)))
    named = _choice(data, document)
    for personal, paths in ((False, named.fields), (True, named.personal)):
        out = pick(paths, filled(document, personal))
        assert set(out) == set(paths)
        for path, value in out.items():
            assert value in (f"<{path}>", [f"<{path}>"] * 2)


@given(data=st.data())
def test_only_what_is_named_of_a_real_record_goes_out(data: st.DataObject) -> None:
    """Records as intake parts them: each value that goes out is the one at its path in the record."""
    document = data.draw(st.sampled_from(sorted(EXAMPLES)))
    record = example(document)
    named, parts = _choice(data, document), split(record)
    body = orjson.loads(orjson.dumps(parts.body | {"results": parts.results}, default=str))
    out = pick(named.fields, body) | pick(named.personal, orjson.loads(orjson.dumps(parts.personal)))
    assert set(out) <= {*named.fields, *named.personal}
    for path in (*named.fields, *named.personal):
        assert out.get(path) == _read(record, path.split("."))


def _choice(data: st.DataObject, document: str) -> Fields:
    there = leaves(document)
    plain, personal = (sorted(path for path in there if there[path] is kind) for kind in (False, True))
    fields = data.draw(st.lists(st.sampled_from(plain), min_size=1, unique=True))
    sealed = data.draw(st.lists(st.sampled_from(personal), unique=True)) if personal else []
    return view(**{document: {"fields": fields, "personal": sealed}}).documents[document]


def _read(value: Any, steps: list[str]) -> Any:
    """The value at a path of the record itself, as JSON has it."""
    if steps and isinstance(value, tuple):
        found = [_read(each, steps) for each in value]
        return found if any(one is not None for one in found) else None
    if steps and isinstance(value, Record.__base__):  # type: ignore[arg-type]
        return _read(getattr(value, steps[0]), steps[1:])
    if isinstance(value, tuple):
        return [_read(each, []) for each in value]
    return value.isoformat() if isinstance(value, date) else value
