"""What every shared record is made of: strictness, and the mark of a field that identifies a person."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True)
class Personal:
    """Marks a field that identifies a person: it is stored only encrypted, in the identity vault."""


Name = Annotated[str, Personal(), Field(max_length=50)]
IdNumber = Annotated[str, Personal(), Field(max_length=18)]
Phone = Annotated[str, Personal(), Field(max_length=20)]
FreeText = Annotated[str, Personal(), Field(max_length=500)]  # remarks and home addresses may name people

Text20 = Annotated[str, Field(max_length=20)]
Text50 = Annotated[str, Field(max_length=50)]
Text70 = Annotated[str, Field(max_length=70)]
Text500 = Annotated[str, Field(max_length=500)]
Code = Annotated[str, Field(max_length=20)]


class Part(BaseModel):
    """A strict piece of a record: unknown fields are refused, nothing is coerced, blanks are absent."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True, str_min_length=1)


class Record(Part):
    """A document of the shared language. `event_field` names the date by which code lists and rules are chosen."""

    document: ClassVar[str]
    event_field: ClassVar[str]

    @property
    def event_date(self) -> Any:
        return getattr(self, self.event_field)


@cache
def personal_fields(part: type[BaseModel]) -> frozenset[str]:
    """The names of the fields of `part` itself (not of nested parts) that are personal."""
    return frozenset(
        name
        for name, field in part.model_fields.items()
        if any(isinstance(mark, Personal) for mark in _marks(field.annotation, field.metadata))
    )


def _marks(annotation: Any, metadata: list[Any]) -> list[Any]:
    """Metadata of `Annotated[str, Personal()]` and of the members of `Annotated[str, Personal()] | None`."""
    found = list(metadata)
    for member in getattr(annotation, "__args__", ()):
        found.extend(getattr(member, "__metadata__", ()))
    return found
