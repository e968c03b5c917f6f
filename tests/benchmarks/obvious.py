"""What a good programmer would write in an afternoon: pydantic models, ORM tables, one `session.add` for each row.

It keeps what we keep of an examination, every field and every item result, and looks up worker, employer and an earlier
arrival of the same record. It commits each record, so that a bad one or a crash does not lose the good ones; or, in its
quicker form, the whole file at once, which one bad record then loses. It has no versions, no vault, no code lists, no
issues, and does not keep the file.
"""

from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree
from pydantic import BaseModel, Field, ValidationError, field_validator
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class WorkerRow(Base):
    __tablename__ = "obvious_worker"
    id: Mapped[int] = mapped_column(primary_key=True)
    id_type: Mapped[str]
    id_number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    sex: Mapped[str]
    birth_date: Mapped[date]
    phone: Mapped[str | None]


class EmployerRow(Base):
    __tablename__ = "obvious_employer"
    id: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    economic_type: Mapped[str]
    industry: Mapped[str]
    size: Mapped[str]
    division: Mapped[str]


class ExaminationRow(Base):
    __tablename__ = "obvious_examination"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey(EmployerRow.id), index=True)
    exam_type: Mapped[str]
    examined_on: Mapped[date]
    hazards: Mapped[str]
    exposed_hazards: Mapped[str]
    work_type: Mapped[str]
    exposed_since: Mapped[date | None]
    exposed_months: Mapped[int]
    is_review: Mapped[bool]
    area: Mapped[str]
    organisation: Mapped[str]
    written_by: Mapped[str | None]
    reported_on: Mapped[date | None]
    worker: Mapped[WorkerRow] = relationship()
    employer: Mapped[EmployerRow] = relationship()


class ConclusionRow(Base):
    __tablename__ = "obvious_conclusion"
    id: Mapped[int] = mapped_column(primary_key=True)
    examination_id: Mapped[int] = mapped_column(ForeignKey(ExaminationRow.id), index=True)
    hazard: Mapped[str]
    conclusion: Mapped[str]
    examination: Mapped[ExaminationRow] = relationship()


class ResultRow(Base):
    __tablename__ = "obvious_result"
    id: Mapped[int] = mapped_column(primary_key=True)
    examination_id: Mapped[int] = mapped_column(ForeignKey(ExaminationRow.id), index=True)
    item: Mapped[str]
    kind: Mapped[str]
    value: Mapped[str]
    unit: Mapped[str | None]
    low: Mapped[str | None]
    high: Mapped[str | None]
    abnormal: Mapped[bool]
    examination: Mapped[ExaminationRow] = relationship()


class Read(BaseModel):
    """Fields by the names of the elements; dates have eight digits, flags are T and F."""

    @field_validator("*", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"T": True, "F": False}.get(value, value) if isinstance(value, str) else value


def _day(text: Any) -> Any:
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if isinstance(text, str) else text


class Employer(Read):
    name: str = Field(alias="ENTERPRISE_NAME", max_length=70)
    credit_code: str = Field(alias="CREDIT_CODE", max_length=20)
    economic_type: str = Field(alias="ECONOMIC_TYPE_CODE", max_length=20)
    industry: str = Field(alias="INDUSTRY_CATEGORY_CODE", max_length=20)
    size: str = Field(alias="BUSINESS_SCALE_CODE", max_length=20)
    division: str = Field(alias="ADDRESS_CODE", max_length=20)


class Worker(Read):
    name: str = Field(alias="WORKER_NAME", max_length=50)
    id_type: str = Field(alias="ID_CARD_TYPE_CODE", max_length=20)
    id_number: str = Field(alias="ID_CARD", max_length=18)
    sex: str = Field(alias="GENDER_CODE", max_length=1)
    birth_date: date = Field(alias="BIRTH_DATE")

    _read_days = field_validator("birth_date", mode="before")(_day)


class Conclusion(Read):
    hazard: str = Field(alias="ITAM_CODE", max_length=500)
    conclusion: str = Field(alias="EXAM_CONCLUSION_CODE", max_length=2)


class Result(Read):
    item: str = Field(alias="EXAM_ITEM_CODE", max_length=20)
    kind: str = Field(alias="EXAM_RESULT_TYPE", max_length=2)
    value: str = Field(alias="EXAM_RESULT", max_length=500)
    unit: str | None = Field(None, alias="EXAM_ITEM_UNIT_CODE", max_length=50)
    low: str | None = Field(None, alias="REFERENCE_RANGE_MIN", max_length=20)
    high: str | None = Field(None, alias="REFERENCE_RANGE_MAX", max_length=20)
    abnormal: bool = Field(alias="ABNORMAL")


class Examination(Read):
    employer: Employer = Field(alias="ENTERPRISE_INFO")
    worker: Worker = Field(alias="WORKER_INFO")
    phone: str | None = Field(None, alias="WORKER_TELPHONE", max_length=20)
    exam_type: str = Field(alias="EXAM_TYPE_CODE", max_length=2)
    examined_on: date = Field(alias="EXAM_DATE")
    hazards: str = Field(alias="FACTOR_CODE", max_length=500)
    exposed_hazards: str = Field(alias="CONTACT_FACTOR_CODE", max_length=500)
    work_type: str = Field(alias="WORK_TYPE_CODE", max_length=20)
    exposed_since: date | None = Field(None, alias="HARM_START_DATE")
    years: int = Field(alias="HARM_AGE_YEAR", ge=0)
    months: int = Field(alias="HARM_AGE_MONTH", ge=0)
    is_review: bool = Field(alias="IS_REVIEW")
    area: str = Field(alias="AREA_CODE", max_length=20)
    organisation: str = Field(alias="ORG_CODE", max_length=20)
    written_by: str | None = Field(None, alias="WRITE_PERSON", max_length=50)
    reported_on: date | None = Field(None, alias="REPORT_DATE")
    conclusions: list[Conclusion] = Field(alias="EXAM_CONCLUSION_LIST", min_length=1)
    results: list[Result] = Field(alias="EXAM_ITEM_RESULT_LIST", min_length=1)

    _read_days = field_validator("examined_on", "exposed_since", "reported_on", mode="before")(_day)


def import_file(url: str, path: Path, *, commit_each: bool) -> int:
    """Read, validate and store all examinations of a national XML file. Returns how many."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    count = 0
    with Session(engine) as session:
        for element in etree.parse(path).iter("HEALTH_EXAM_RECORD"):
            try:
                _store(session, element.get("ID", ""), Examination.model_validate(_fields(element)))
                if commit_each:
                    session.commit()
            except (ValidationError, SQLAlchemyError):
                if not commit_each:
                    raise
                session.rollback()
                continue
            count += 1
        session.commit()
    engine.dispose()
    return count


def _fields(element: etree._Element) -> Any:
    """An element as a dictionary of its children, a list element as a list of them."""
    if element.tag.endswith("_LIST"):
        return [_fields(child) for child in element]
    return {child.tag: _fields(child) if len(child) else child.text for child in element}


def _store(session: Session, key: str, examination: Examination) -> None:
    if session.scalar(select(ExaminationRow).where(ExaminationRow.key == key)) is not None:
        return
    own = examination.model_dump(exclude={"employer", "worker", "phone", "years", "months", "conclusions", "results"})
    row = ExaminationRow(
        key=key,
        worker=_worker(session, examination),
        employer=_employer(session, examination),
        exposed_months=12 * examination.years + examination.months,
        **own,
    )
    session.add(row)
    for conclusion in examination.conclusions:
        session.add(ConclusionRow(examination=row, **conclusion.model_dump()))
    for result in examination.results:
        session.add(ResultRow(examination=row, **result.model_dump()))


def _worker(session: Session, examination: Examination) -> WorkerRow:
    worker = examination.worker
    row = session.scalar(select(WorkerRow).where(WorkerRow.id_number == worker.id_number))
    if row is None:
        row = WorkerRow(**worker.model_dump(), phone=examination.phone)
        session.add(row)
    return row


def _employer(session: Session, examination: Examination) -> EmployerRow:
    employer = examination.employer
    row = session.scalar(select(EmployerRow).where(EmployerRow.credit_code == employer.credit_code))
    if row is None:
        row = EmployerRow(**employer.model_dump())
        session.add(row)
    return row
