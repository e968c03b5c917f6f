"""What a good programmer would write in an afternoon: the whole tree in memory, pydantic, one `session.add` per row."""

from datetime import date
from pathlib import Path

from lxml import etree
from pydantic import BaseModel
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class WorkerRow(Base):
    __tablename__ = "obvious_worker"
    id: Mapped[int] = mapped_column(primary_key=True)
    id_number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    birth_date: Mapped[date]


class EmployerRow(Base):
    __tablename__ = "obvious_employer"
    id: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class ExaminationRow(Base):
    __tablename__ = "obvious_examination"
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id))
    employer_id: Mapped[int] = mapped_column(ForeignKey(EmployerRow.id))
    examined_on: Mapped[date]
    exam_type: Mapped[str]


class ResultRow(Base):
    __tablename__ = "obvious_result"
    id: Mapped[int] = mapped_column(primary_key=True)
    examination_id: Mapped[int] = mapped_column(ForeignKey(ExaminationRow.id))
    item: Mapped[str]
    value: Mapped[str]
    unit: Mapped[str | None]


class Result(BaseModel):
    item: str
    value: str
    unit: str | None


class Examination(BaseModel):
    id_number: str
    name: str
    birth_date: date
    credit_code: str
    employer: str
    examined_on: date
    exam_type: str
    results: list[Result]


def import_file(url: str, path: Path) -> int:
    """Read, validate and store all examinations of a national XML file. Returns how many."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    examinations = [_read(element) for element in etree.parse(path).iter("HEALTH_EXAM_RECORD")]
    with Session(engine) as session:
        for examination in examinations:
            _store(session, examination)
        session.commit()
    engine.dispose()
    return len(examinations)


def _read(element: etree._Element) -> Examination:
    def text(tag: str) -> str:
        return element.findtext(f".//{tag}") or ""

    def day(tag: str) -> date:
        return date.fromisoformat(text(tag))

    results = [
        Result(
            item=item.findtext("EXAM_ITEM_CODE") or "",
            value=item.findtext("EXAM_RESULT") or "",
            unit=item.findtext("EXAM_ITEM_UNIT_CODE"),
        )
        for item in element.iter("EXAM_ITEM_RESULT")
    ]
    return Examination(
        id_number=text("ID_CARD"),
        name=text("WORKER_NAME"),
        birth_date=day("BIRTH_DATE"),
        credit_code=text("CREDIT_CODE"),
        employer=text("ENTERPRISE_NAME"),
        examined_on=day("EXAM_DATE"),
        exam_type=text("EXAM_TYPE_CODE"),
        results=results,
    )


def _store(session: Session, examination: Examination) -> None:
    worker = session.scalar(select(WorkerRow).where(WorkerRow.id_number == examination.id_number))
    if worker is None:
        worker = WorkerRow(id_number=examination.id_number, name=examination.name, birth_date=examination.birth_date)
        session.add(worker)
    employer = session.scalar(select(EmployerRow).where(EmployerRow.credit_code == examination.credit_code))
    if employer is None:
        employer = EmployerRow(credit_code=examination.credit_code, name=examination.employer)
        session.add(employer)
    session.flush()
    row = ExaminationRow(
        worker_id=worker.id,
        employer_id=employer.id,
        examined_on=examination.examined_on,
        exam_type=examination.exam_type,
    )
    session.add(row)
    session.flush()
    for result in examination.results:
        session.add(ResultRow(examination_id=row.id, item=result.item, value=result.value, unit=result.unit))
