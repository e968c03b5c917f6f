"""What every shared record is made of: strictness, and the types of fields that identify a person."""

from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from schemas.sensitivity import Identifying, Level, levels

Name = Identifying[Annotated[str, Field(max_length=50)]]
IdNumber = Identifying[Annotated[str, Field(max_length=18)]]
Phone = Identifying[Annotated[str, Field(max_length=20)]]
FreeText = Identifying[Annotated[str, Field(max_length=500)]]  # remarks and home addresses may name people

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
    """The names of the fields of `part` itself (not of nested parts) that are personal: they are stored only encrypted,
    in the identity vault."""
    return frozenset(name for name, its in levels(part).items() if its is Level.IDENTIFYING)
