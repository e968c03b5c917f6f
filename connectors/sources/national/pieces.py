"""Tables of elements that several documents share, and those of repeated elements; `layout.py` puts them together."""

from dataclasses import dataclass
from typing import Union

Members = dict[str, Union[str, "Members", "Many"]]


@dataclass(frozen=True)
class Many:
    """Repeated elements `item`, the parts of the tuple at `path`; their members' paths start there."""

    item: str
    path: str
    members: dict[str, str]


EMPLOYER: Members = {
    "ENTERPRISE_NAME": "employer.name",
    "CREDIT_CODE": "employer.credit_code",
    "ECONOMIC_TYPE_CODE": "employer.economic_type",
    "INDUSTRY_CATEGORY_CODE": "employer.industry_code",
    "BUSINESS_SCALE_CODE": "employer.size",
    "ADDRESS_CODE": "employer.division_code",
    "ADDRESS_DETAIL": "employer.address",
    "ADDRESS_ZIP_CODE": "employer.postcode",
    "ENTERPRISE_CONTACT": "employer.contact_name",
    "CONTACT_TELPHONE": "employer.contact_phone",
    "ALL_NAME": "employer.division_name",
}
WORKER: Members = {
    "WORKER_NAME": "worker.name",
    "ID_CARD_TYPE_CODE": "worker.id_type",
    "ID_CARD": "worker.id_number",
    "GENDER_CODE": "worker.sex",
    "BIRTH_DATE": "worker.birth_date",
    "EMERGENCY_CONTACT": "worker.emergency_name",
    "CONTACT_INFORMATION": "worker.emergency_phone",
}
SUBJECT: Members = {"ENTERPRISE_INFO": EMPLOYER, "WORKER_INFO": WORKER, "WORKER_TELPHONE": "worker.phone"}
EXPOSURE: Members = {
    "HARM_START_DATE": "exposure.started_on",
    "HARM_AGE_YEAR": "exposure.months",
    "HARM_AGE_MONTH": "exposure.months",
    "HARM_AGE_DAY": "exposure.days",
    "HARM_AGE_HOUR": "exposure.hours",
    "HARM_AGE_BRANCH": "exposure.minutes",
}
CREATOR: Members = {"AREA_CODE": "reporting.area_code", "ORG_CODE": "reporting.org_code"}
REPORTING: Members = {
    **CREATOR,
    "WRITE_UNIT": "reporting.written_unit",
    "WRITE_PERSON": "reporting.written_by",
    "WRITE_PERSON_TELPHONE": "reporting.written_phone",
    "WRITE_DATE": "reporting.written_on",
    "REPORT_UNIT": "reporting.reported_unit",
    "REPORT_PERSON": "reporting.reported_by",
    "REPORT_PERSON_TEL": "reporting.reported_phone",
    "REPORT_DATE": "reporting.reported_on",
    "REMARK": "reporting.remark",
}
REPORT_LEVEL: Members = {**REPORTING, "REPORT_DATE": "reported_on"}  # documents 1 and 8 are dated by their report
AUDIT: Members = {
    "AUDIT_INFO": {
        "AUDITSTATUS": "audit.status",
        "AUDITINFO": "audit.opinion",
        "AUDITDATE": "audit.audited_on",
        "AUDITOR_NAME": "audit.auditor",
        "AUDIT_ORG": "audit.organisation",
    }
}
DISEASE: Members = {
    "DISEASE_TYPE_CODE": "disease_group",
    "DISEASE_NAME_CODE": "disease",
    "DISEASE_NAME_CODE_OTHER": "disease_other",
    # Document 4 has no element for the kind of poisoning; that of documents 3 and 5 is used.
    "OCCUPATION_POISONING_TYPE_CODE": "poisoning_type",
}
CASE: Members = {
    "DIAGNOSE_INFO": {
        "DIAGNOSE_DATE": "case.diagnosed_on",
        "DISEASE_TYPE_CODE": "case.disease_group",
        "DISEASE_NAME_CODE": "case.disease",
        "CASETYPE": "case.case_type",
        "OCCUPATION_POISONING_TYPE_CODE": "case.poisoning_type",
        "DIAGNOSE_DATE_STAGE_ONE": "case.stages.one_on",
        "DIAGNOSE_DATE_STAGE_TWO": "case.stages.two_on",
        "DIAGNOSE_DATE_STAGE_THREE": "case.stages.three_on",
    }
}
ALTERED: Members = {
    "COMPLETION_ATYPISM": {
        "COMPLETION_TYPE_CODE": "altered.disease_group",
        "COMPLETION_NAME_CODE": "altered.disease",
        "COMPLETION_CASETYPE": "altered.case_type",
        "COMPLETION_POISONING_TYPE_CODE": "altered.poisoning_type",
        "COMPLETION_DATE_STAGE_ONE": "altered.stages.one_on",
        "COMPLETION_DATE_STAGE_TWO": "altered.stages.two_on",
        "COMPLETION_DATE_STAGE_THREE": "altered.stages.three_on",
    }
}
CONCLUSIONS = Many(
    "EXAM_CONCLUSION",
    "conclusions",
    {
        "ITAM_CODE": "hazards",
        "ITAM_NAME": "hazard_name",
        "EXAM_CONCLUSION_CODE": "conclusion",
        "YSZYB_CODE": "suspected_disease",
        "ZYJJZ_NAME": "contraindication",
        "QTJB_NAME": "other_finding",
        "JC_TYPE": "monitoring",
    },
)
ITEMS = Many(
    "EXAM_ITEM_RESULT",
    "results",
    {
        # Both names follow from the code: written from the list, not read.
        "EXAM_ITEM_PNAME": "item",
        "EXAM_ITEM_NAME": "item",
        "EXAM_ITEM_CODE": "item",
        "EXAM_RESULT_TYPE": "kind",
        "EXAM_RESULT": "value",
        "EXAM_ITEM_UNIT_CODE": "unit",
        "REFERENCE_RANGE_MIN": "low",
        "REFERENCE_RANGE_MAX": "high",
        "ABNORMAL": "abnormal",
    },
)
FOLLOWUP_RESULTS = Many(
    "FOLLOWUP_RESULT",
    "results",
    {"FOLLOWUP_ITEM_TYPE_CODE": "item", "FOLLOWUP_ITEM_NAME": "item_name", "FOLLOWUP_RESULT": "value"},
)
READINGS = Many(
    "CHECK_RESULT",
    "results",
    {
        "FACTOR_CODE": "hazards",
        "WORKPLACE_NAME": "workplace",
        "POSITION_NAME": "post",
        "DENSITY_TYPE_CODE": "density_type",
        "DENSITY_UNIT_NAME": "unit",
        "CHECK_RESULT": "value",
        "CHECK_DATE": "measured_on",
        "IS_STANDARD": "compliance",
        "CHECK_RESULT_MIN": "low",
        "CHECK_RESULT_MAX": "high",
    },
)
