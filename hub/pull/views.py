"""Views: who may be told what, and on which legal basis. An allow-list for each: what is not named does not go out."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from hub.errors import NotFoundError
from schemas.records import RECORDS
from schemas.sensitivity import Level, fields_at, level

FOLDER = Path(__file__).parent / "views"
Sentence = Annotated[str, Field(min_length=1)]
Paths = tuple[str, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(_Strict):
    """A clause that lets the view be given: the law, its article, and what it says."""

    law: Sentence
    clause: Sentence
    says: Sentence


class Fields(_Strict):
    """What goes out of one document, as dotted paths: `fields` name nobody, `personal` ones are opened for it."""

    fields: Annotated[Paths, Field(min_length=1)]
    personal: Paths = ()


class View(_Strict):
    """One view. Raises ValueError for a document or a path that there is not, or a personal one not named so."""

    name: Annotated[str, Field(pattern="^[a-z_]+$")]
    title_zh: Sentence
    title_en: Sentence
    purpose_zh: Sentence
    purpose_en: Sentence
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    documents: Annotated[dict[str, Fields], Field(min_length=1)]

    @property
    def opens_identities(self) -> bool:
        return any(named.personal for named in self.documents.values())

    @model_validator(mode="after")
    def _named_rightly(self) -> "View":
        for document, named in self.documents.items():
            there = leaves(document)
            for path, personal in [
                *((path, False) for path in named.fields),
                *((path, True) for path in named.personal),
            ]:
                if there.get(path) is not personal:
                    raise ValueError(f"{self.name}: {document} has no such path here: {path}")
        return self


@cache
def views() -> dict[str, View]:
    """All views by their names, which are those of their files."""
    read = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
    return {name: View(name=name, **content) for name, content in read.items()}


def view_named(name: str) -> View:
    """The view of that name. Raises NotFoundError."""
    if name not in views():
        known = "、".join(views())
        raise NotFoundError(f"没有这个数据视图；可用：{known}。", f"There is no such view; known: {known}.")
    return views()[name]


@cache
def leaves(document: str) -> Mapping[str, bool]:
    """Every dotted path of a document that ends at a value, and whether it is personal: identifying, or of no declared
    level. ValueError for none such."""
    if document not in RECORDS:
        raise ValueError(f"there is no document {document}")
    return {path: level(field) is Level.IDENTIFYING for path, field in fields_at(RECORDS[document])}


def pick(paths: Paths, tree: Mapping[str, Any]) -> dict[str, Any]:
    """The values at `paths`, by path; absent ones are left out. Of parts in a list it is the list of their values."""
    found = {path: _at(tree, path.split(".")) for path in paths}
    return {path: value for path, value in found.items() if value is not None}


def _at(tree: Any, steps: list[str]) -> Any:
    if isinstance(tree, list) and steps:
        values = [_at(each, steps) for each in tree]
        return values if any(value is not None for value in values) else None
    if not steps or tree is None:
        return tree
    return _at(tree.get(steps[0]), steps[1:])
