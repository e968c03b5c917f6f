"""The columns of the spreadsheet: what is read into which field. Their headings are the labels of the card."""

from pathlib import Path

from connectors.card import read_card
from connectors.sources.shandong import cells
from connectors.sources.shandong.cells import Reader

KEY = "体检编号"
OPERATION = "操作类型"
DAY = "examined_on"

EXAMINATION: dict[str, Reader] = {
    "worker.name": cells.read_text,
    "worker.id_type": cells.shared("id_type"),
    "worker.id_number": cells.read_id_number,
    "worker.sex": cells.mapped("sex"),
    "worker.birth_date": cells.read_date,
    "worker.phone": cells.read_identifier,
    "worker.emergency_name": cells.read_text,
    "worker.emergency_phone": cells.read_identifier,
    "employer.name": cells.read_text,
    "employer.credit_code": cells.read_identifier,
    "employer.division_code": cells.read_division,
    "employer.division_name": cells.read_text,
    "employer.industry_code": cells.mapped("industry"),
    "employer.economic_type": cells.shared("economic_type"),
    "employer.size": cells.mapped("employer_size"),
    "employer.address": cells.read_text,
    "employer.postcode": cells.read_identifier,
    "employer.contact_name": cells.read_text,
    "employer.contact_phone": cells.read_identifier,
    "exam_type": cells.mapped("exam_type"),
    DAY: cells.read_date,
    "hazards": cells.read_hazards,
    "hazard_other": cells.read_text,
    "exposed_hazards": cells.read_hazards,
    "work_type": cells.shared("work_type"),
    "work_type_other": cells.read_text,
    "exposure.started_on": cells.read_date,
    "exposure.months": cells.read_whole,
    "is_review": cells.read_yes_no,
    "reporting.area_code": cells.read_division,
    "reporting.org_code": cells.read_identifier,
    "reporting.written_unit": cells.read_text,
    "reporting.written_by": cells.read_text,
    "reporting.written_phone": cells.read_identifier,
    "reporting.written_on": cells.read_date,
    "reporting.reported_unit": cells.read_text,
    "reporting.reported_by": cells.read_text,
    "reporting.reported_phone": cells.read_identifier,
    "reporting.reported_on": cells.read_date,
    "reporting.remark": cells.read_text,
}
CONCLUSION: dict[str, Reader] = {
    "conclusions.hazards": cells.read_hazards,
    "conclusions.conclusion": cells.mapped("exam_conclusion"),
    "conclusions.suspected_disease": cells.read_disease,
    "conclusions.contraindication": cells.read_contraindication,
    "conclusions.other_finding": cells.read_text,
    "conclusions.monitoring": cells.shared("monitoring_type"),
}
RESULT: dict[str, Reader] = {
    "results.item": cells.mapped("exam_item"),
    "results.value": cells.read_text,
    "results.unit": cells.read_unit,
    "results.low": cells.read_text,
    "results.high": cells.read_text,
    "results.abnormal": cells.read_abnormal,
}
_OPTIONAL = {
    "worker.id_number",  # an identity document may not have been obtained yet
    *(path for path in EXAMINATION if path.startswith("reporting.") and not path.endswith("_code")),
    *("worker.phone", "worker.emergency_name", "worker.emergency_phone"),
    *("employer.economic_type", "employer.size", "employer.address", "employer.postcode"),
    *("employer.contact_name", "employer.contact_phone", "employer.division_name"),
    *("hazard_other", "work_type_other", "exposure.started_on", "is_review"),
    *("conclusions.hazards", "conclusions.suspected_disease", "conclusions.contraindication"),
    *("conclusions.other_finding", "conclusions.monitoring", "results.unit", "results.low", "results.high"),
}

_CARD = read_card(Path(__file__).parent)
HEADINGS = {path: _CARD.label("examination", path) for path in (*EXAMINATION, *CONCLUSION, *RESULT)}
REQUIRED = (KEY, *(HEADINGS[path] for path in HEADINGS if path not in _OPTIONAL))
ADDED = ("原行号", "问题与改法")  # what the hub writes beside the lines it gives back, and passes over when they return
KNOWN = frozenset((KEY, OPERATION, *HEADINGS.values(), *ADDED))
