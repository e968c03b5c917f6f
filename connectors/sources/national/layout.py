"""The eight documents as tables: which element holds which field. The reader and the writer both follow them.

A member is an element: a field path, a nested table, or `Many` repeated elements, in the order they are written. What
kind of text a field holds is not said here: it follows from the record class (`plan.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Union

Members = dict[str, Union[str, "Members", "Many"]]


@dataclass(frozen=True)
class Many:
    """Repeated elements `item`, the parts of the tuple at `path`; their members' paths start there."""

    item: str
    path: str
    members: dict[str, str]


@dataclass(frozen=True)
class Document:
    """A document: the list element below EventBody, the element of one record, and what that holds."""

    listing: str
    record: str
    members: Members


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


ENVELOPE = ("DataExchange", "Header", "EventBody")
HEADER = ("DocumentId", "OperateType", "BusinessActivityIdentification", "ReportOrgCode", "License", "ReportZoneCode")


def without(members: Members, *tags: str) -> Members:
    """The table less some of its elements."""
    return {tag: member for tag, member in members.items() if tag not in tags}


DOCUMENTS: dict[str, Document] = {
    "employer": Document(
        "ENTERPRISE_INFO_LIST",
        "ENTERPRISE_INFO",
        {
            **EMPLOYER,
            "ISSUBSIDIARY": "is_subsidiary",
            "TWOLEVELCODE": "subsidiary_code",
            **without(REPORT_LEVEL, "WRITE_PERSON_TELPHONE"),
            "WRITE_PERSON_TEL": "reporting.written_phone",
            **AUDIT,
        },
    ),
    "examination": Document(
        "HEALTH_EXAM_RECORD_LIST",
        "HEALTH_EXAM_RECORD",
        {
            **SUBJECT,
            "EXAM_TYPE_CODE": "exam_type",
            "EXAM_DATE": "examined_on",
            "FACTOR_CODE": "hazards",
            "FACTOR_OTHER": "hazard_other",
            "CONTACT_FACTOR_CODE": "exposed_hazards",
            "WORK_TYPE_CODE": "work_type",
            "OTHER_WORK_TYPE": "work_type_other",
            **EXPOSURE,
            "IS_REVIEW": "is_review",
            **without(REPORTING, "WRITE_UNIT"),
            "REPORT_ORGAN_CREDIT_CODE": "reporting.written_unit",
            "EXAM_CONCLUSION_LIST": CONCLUSIONS,
            "EXAM_ITEM_RESULT_LIST": ITEMS,
            **AUDIT,
        },
    ),
    "suspected": Document(
        "SUSPECTED_OCPD_LIST",
        "SUSPECTED_OCPD",
        {
            **SUBJECT,
            **DISEASE,
            "WORK_TYPE_CODE": "work_type",
            "other_work_type": "work_type_other",
            **EXPOSURE,
            "FACTOR_CODE": "hazards",
            "FACTOR_CODE_OTHER": "hazard_other",
            "DIAGNOSE_DATE": "found_on",
            "DIAGNOSE_UNIT_NAME": "found_by_unit",
            "DIAGNOSE_PERSON": "found_by",
            **REPORTING,
            **AUDIT,
        },
    ),
    "diagnosis": Document(
        "DIAGNOSE_OCPD_LIST",
        "DIAGNOSE_OCPD",
        {
            **SUBJECT,
            **DISEASE,
            "WORK_TYPE_CODE": "work_type",
            "OTHER_WORK_TYPE": "work_type_other",
            **EXPOSURE,
            "COMPLICATION_CODE": "complications",
            "APPLY_DIAGNOSE_DATE": "applied_on",
            "DIAGNOSE_DATE": "diagnosed_on",
            "DIAGNOSE_UNIT_NAME": "diagnosed_by_unit",
            "DIAGNOSE_PERSON": "diagnosed_by",
            "FACTOR_CODE": "hazards",
            "CASETYPE": "case_type",
            "DIAGNOSE_DATE_STAGE_ONE": "stages.one_on",
            "DIAGNOSE_DATE_STAGE_TWO": "stages.two_on",
            "DIAGNOSE_DATE_STAGE_THREE": "stages.three_on",
            "DIE_DATE": "died_on",
            "DIE_REASON": "death_cause",
            "OTHER_DIE_REASON": "death_cause_other",
            **REPORTING,
            **AUDIT,
        },
    ),
    "appraisal": Document(
        "APPRAISAL_INFO_LIST",
        "APPRAISAL_INFO",
        {
            **SUBJECT,
            **CASE,
            "DIAGNOSE_UNIT_CREDIT_CODE": "diagnosed_by_code",
            "DIAGNOSE_UNIT_NAME": "diagnosed_by_unit",
            "APPLY_DIAGNOSE_DATE": "diagnosis_applied_on",
            "APPLY_INDENTIFY_DATE": "applied_on",
            "INDENTIFY_DATE": "appraised_on",
            "IDENTIFY_COMPLETION_CODE": "conclusion",
            "IDENTIFY_ORG_NAME": "appraised_by_unit",
            "IDENTIFY_ORG_CODE": "appraised_by_code",
            **REPORTING,
            **ALTERED,
            **AUDIT,
        },
    ),
    "followup": Document(
        "FOLLOWUP_INFO_LIST",
        "FOLLOWUP_INFO",
        {
            **SUBJECT,
            **CASE,
            "FOLLOWUP_DATE": "followed_up_on",
            "FOLLOWUP_ORG_NAME": "followed_up_by_unit",
            "CREATE_DATE": "created_on",
            "FOLLOWUP_TYPE": "followup_type",
            "AREA_CODE": "area_code",
            "ORG_CODE": "org_code",
            "ADDRESS_CODE": "division_code",
            "VILLAGE": "address",
            "IS_INSURANCE": "insured",
            "INSURANCE_DATE": "insured_from",
            "FOLLOWUP_RESULT_LIST": FOLLOWUP_RESULTS,
        },
    ),
    "poisoning": Document(
        "NYZD_LIST",
        "NYZD",
        {
            **without(SUBJECT, "ENTERPRISE_INFO"),
            "DIAGNOSE_DATE": "diagnosed_on",
            "PESTICIDE_POISONING_NAME": "pesticide",
            "OTHER_INFO": "pesticide_other",
            "PESTICIDE_POISONING_CAUSE_TYPE_CODE": "cause",
            "OUTCOME": "outcome",
            "DIE_DATE": "died_on",
            "ADDRESS_CODE": "division_code",
            "VILLAGE": "address",
            "DIAGNOSE_UNIT_NAME": "diagnosed_by_unit",
            "DIAGNOSE_PERSON": "diagnosed_by",
            **REPORTING,
            **AUDIT,
        },
    ),
    "measurement": Document(
        "DETECTION_INFO_LIST",
        "DETECTION_INFO",
        {
            "ENTERPRISE_INFO": EMPLOYER,
            "ALL_WORKER_SUM": "workers",
            "PRO_WORKER_SUM": "production_workers",
            "EXPOSE_HAZARD_WORKER_SUM": "exposed_workers",
            "CHECK_ORGAN_NAME": "measured_by_unit",
            "CHECK_ORGAN_PERSON": "measured_by",
            **REPORT_LEVEL,
            "CHECK_RESULT_LIST": READINGS,
            **AUDIT,
        },
    ),
}


def tags() -> set[str]:
    """The names of all elements of the specification."""
    documents = {name for each in DOCUMENTS.values() for name in (each.listing, each.record, *_names(each.members))}
    return {*ENVELOPE, *HEADER, *documents}


def _names(members: Members) -> Iterator[str]:
    for tag, member in members.items():
        yield tag
        if isinstance(member, Many):
            yield from (member.item, *member.members)
        elif isinstance(member, dict):
            yield from _names(member)
