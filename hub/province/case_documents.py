"""Cases as fields of the national documents: suspected, diagnosed, appraised, advanced."""

from datetime import date
from random import Random

from hub.province.cases.case import Case
from hub.province.documents import Fields, employer_fields, exposure_fields, known_worker, org_code, reporting_fields

STAGES = ("one_on", "two_on", "three_on")


def suspected(chance: Random, case: Case, on: date) -> Fields:
    fields = _of_case(chance, case, on) | {"found_on": on, "reporting": reporting_fields(case.illness.job.employer, on)}
    return fields | ({"poisoning_type": "02"} if case.illness.harm.kind == "benzene" else {})


def diagnosis(chance: Random, case: Case, on: date) -> Fields:
    """The first diagnosis, reported when the story says so."""
    fields = _diagnosed(chance, case, on)
    fields["reporting"] |= {"reported_on": case.reported_on}
    if case.illness.harm.kind == "dust":
        fields |= {"case_type": "01", "stages": {STAGES[case.illness.stage - 1]: on}}
    return fields


def advance(chance: Random, case: Case, on: date) -> Fields:
    """The diagnosis of the next stage (晋期), from one to two."""
    return _diagnosed(chance, case, on) | {"case_type": "02", "stages": {"one_on": case.diagnosed_on, "two_on": on}}


def appraisal(chance: Random, case: Case, on: date) -> Fields:
    """The appraisal that upheld the diagnosis."""
    employer, harm = case.illness.job.employer, case.illness.harm
    return {
        "employer": employer_fields(employer),
        "worker": known_worker(chance, case.life.person),
        "case": {"diagnosed_on": case.diagnosed_on, "disease": harm.disease},
        "applied_on": case.contested_on,
        "appraised_on": on,
        "conclusion": "01",
        "appraised_by_unit": "示范职业病鉴定办事机构",
        "appraised_by_code": org_code(employer),
        "reporting": reporting_fields(employer, on),
    }


def _diagnosed(chance: Random, case: Case, on: date) -> Fields:
    fields = _of_case(chance, case, on) | {"diagnosed_on": on, "diagnosed_by_unit": "示范职业病诊断机构"}
    fields["reporting"] = reporting_fields(case.illness.job.employer, on)
    return fields | ({"poisoning_type": "02"} if case.illness.harm.kind == "benzene" else {})


def _of_case(chance: Random, case: Case, on: date) -> Fields:
    job, harm = case.illness.job, case.illness.harm
    return {
        "employer": employer_fields(job.employer),
        "worker": known_worker(chance, case.life.person),
        "disease": harm.disease,
        "hazards": (harm.hazard,),
        "work_type": job.employer.trade.work_type,
        "exposure": exposure_fields(case.life, on),
    }
