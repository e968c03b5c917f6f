"""Types of fields that hold a code: each names the list it is from, so that checking and documenting need no table."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field


@dataclass(frozen=True)
class InList:
    """Marks a field whose code must be in force in the code list `name` on the day of the event."""

    name: str


_LENGTH = Field(max_length=20)

Applicant = Annotated[str, InList("applicant"), _LENGTH]
AssessmentKind = Annotated[str, InList("assessment_kind"), _LENGTH]
AuditStatus = Annotated[str, InList("audit_status"), _LENGTH]
BenefitItem = Annotated[str, InList("benefit_item"), _LENGTH]
Complication = Annotated[str, InList("complication"), _LENGTH]
Compliance = Annotated[str, InList("compliance"), _LENGTH]
ConclusionCode = Annotated[str, InList("exam_conclusion"), _LENGTH]
ContractEndReason = Annotated[str, InList("contract_end_reason"), _LENGTH]
DeathCause = Annotated[str, InList("death_cause"), _LENGTH]
DeathRelation = Annotated[str, InList("death_relation"), _LENGTH]
DensityType = Annotated[str, InList("density_type"), _LENGTH]
DependantRelation = Annotated[str, InList("dependant_relation"), _LENGTH]
DeterminationDecision = Annotated[str, InList("determination_decision"), _LENGTH]
Disease = Annotated[str, InList("disease"), _LENGTH]
DiseaseGroup = Annotated[str, InList("disease_group"), _LENGTH]
Division = Annotated[str, InList("division"), _LENGTH]
EconomicType = Annotated[str, InList("economic_type"), _LENGTH]
EmployerSize = Annotated[str, InList("employer_size"), _LENGTH]
ExamItem = Annotated[str, InList("exam_item"), _LENGTH]
ExamType = Annotated[str, InList("exam_type"), _LENGTH]
FollowupItem = Annotated[str, InList("followup_item"), _LENGTH]
Hazard = Annotated[str, InList("hazard"), _LENGTH]
IdType = Annotated[str, InList("id_type"), _LENGTH]
Industry = Annotated[str, InList("industry"), _LENGTH]
MonitoringType = Annotated[str, InList("monitoring_type"), _LENGTH]
NursingLevel = Annotated[str, InList("nursing_level"), _LENGTH]
Outcome = Annotated[str, InList("outcome"), _LENGTH]
Pesticide = Annotated[str, InList("pesticide"), _LENGTH]
PesticideCause = Annotated[str, InList("pesticide_cause"), _LENGTH]
PneumoconiosisCase = Annotated[str, InList("pneumoconiosis_case"), _LENGTH]
PoisoningType = Annotated[str, InList("poisoning_type"), _LENGTH]
ResultType = Annotated[str, InList("result_type"), _LENGTH]
Sex = Annotated[str, InList("sex"), _LENGTH]
WorkType = Annotated[str, InList("work_type"), _LENGTH]

Hazards = Annotated[tuple[Hazard, ...], Field(min_length=1)]
