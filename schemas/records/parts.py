"""Pieces that several documents share: the worker and the employer as a sender saw them, and who reported."""

from datetime import date
from typing import Annotated

from pydantic import Field

from schemas.base import Code, FreeText, IdNumber, Name, Part, Phone, Text70, Text500
from schemas.coded import AuditStatus, Division, EconomicType, EmployerSize, IdType, Industry, Sex
from schemas.sensitivity import Plain, Quasi


class WorkerSeen(Part):
    """A worker as one sender describes them. `id_type` is CV02.01.101; `sex` GB/T 2261.1."""

    name: Name
    id_type: IdType
    id_number: IdNumber | None = None
    sex: Sex
    birth_date: Quasi[date]
    phone: Phone | None = None
    emergency_name: Name | None = None
    emergency_phone: Phone | None = None


class EmployerSeen(Part):
    """An employer as one sender describes it, keyed by its unified social credit code (GB 32100)."""

    name: Plain[Text70]
    credit_code: Plain[Code]
    division_code: Division
    industry_code: Industry
    economic_type: EconomicType | None = None
    size: EmployerSize | None = None
    address: Plain[Text70] | None = None
    postcode: Plain[Code] | None = None
    contact_name: Name | None = None
    contact_phone: Phone | None = None
    division_name: Plain[Text70] | None = None


class Exposure(Part):
    """How long the worker was really exposed (实际接害工龄); short poisonings are told in hours and minutes."""

    started_on: Quasi[date] | None = None
    months: Quasi[Annotated[int, Field(ge=0, le=80 * 12)]]
    days: Quasi[Annotated[int, Field(ge=0, le=31)]] | None = None
    hours: Quasi[Annotated[int, Field(ge=0, le=24)]] | None = None
    minutes: Quasi[Annotated[int, Field(ge=0, le=60)]] | None = None


class Reporting(Part):
    """Who wrote the document and who reported it; `area_code` and `org_code` are the creator's nine digits."""

    area_code: Plain[Code]
    org_code: Plain[Code]
    written_unit: Plain[Text70] | None = None
    written_by: Name | None = None
    written_phone: Phone | None = None
    written_on: Plain[date] | None = None
    reported_unit: Plain[Text70] | None = None
    reported_by: Name | None = None
    reported_phone: Phone | None = None
    reported_on: Plain[date] | None = None
    remark: FreeText | None = None


class Audit(Part):
    """The state of the level-by-level review (审核信息)."""

    status: AuditStatus
    opinion: FreeText | None = None
    audited_on: Plain[date] | None = None
    auditor: Name | None = None
    organisation: Plain[Text500] | None = None
