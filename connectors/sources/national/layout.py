"""The eight documents as tables: which element holds which field. The reader and the writer both follow them.

A member is an element: a field path, a nested table, or `Many` repeated elements, in the order they are written. What
kind of text a field holds is not said here: it follows from the record class (`plan.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.sources.national.pieces import (
    ALTERED,
    AUDIT,
    CASE,
    CONCLUSIONS,
    DISEASE,
    EMPLOYER,
    EXPOSURE,
    FOLLOWUP_RESULTS,
    ITEMS,
    READINGS,
    REPORT_LEVEL,
    REPORTING,
    SUBJECT,
    Many,
    Members,
)


@dataclass(frozen=True)
class Document:
    """A document: the list element below EventBody, the element of one record, and what that holds."""

    listing: str
    record: str
    members: Members


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
