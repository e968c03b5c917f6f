"""Types of fields that hold a code: each names the list it is from, and how sensitive such a code is."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from schemas.sensitivity import Level


@dataclass(frozen=True)
class InList:
    """Marks a field whose code must be in force in the code list `name` on the day of the event."""

    name: str


_LENGTH = Field(max_length=20)

Applicant = Annotated[str, InList("applicant"), Level.PLAIN, _LENGTH]
AssessmentKind = Annotated[str, InList("assessment_kind"), Level.HEALTH, _LENGTH]
AuditStatus = Annotated[str, InList("audit_status"), Level.PLAIN, _LENGTH]
BenefitItem = Annotated[str, InList("benefit_item"), Level.HEALTH, _LENGTH]
Complication = Annotated[str, InList("complication"), Level.HEALTH, _LENGTH]
Compliance = Annotated[str, InList("compliance"), Level.PLAIN, _LENGTH]
ConclusionCode = Annotated[str, InList("exam_conclusion"), Level.HEALTH, _LENGTH]
ContractEndReason = Annotated[str, InList("contract_end_reason"), Level.QUASI, _LENGTH]
DeathCause = Annotated[str, InList("death_cause"), Level.HEALTH, _LENGTH]
DeathRelation = Annotated[str, InList("death_relation"), Level.HEALTH, _LENGTH]
DensityType = Annotated[str, InList("density_type"), Level.PLAIN, _LENGTH]
DependantRelation = Annotated[str, InList("dependant_relation"), Level.QUASI, _LENGTH]
DeterminationDecision = Annotated[str, InList("determination_decision"), Level.HEALTH, _LENGTH]
Disease = Annotated[str, InList("disease"), Level.HEALTH, _LENGTH]
DiseaseGroup = Annotated[str, InList("disease_group"), Level.HEALTH, _LENGTH]
Division = Annotated[str, InList("division"), Level.PLAIN, _LENGTH]
EconomicType = Annotated[str, InList("economic_type"), Level.PLAIN, _LENGTH]
EmployerSize = Annotated[str, InList("employer_size"), Level.PLAIN, _LENGTH]
ExamItem = Annotated[str, InList("exam_item"), Level.HEALTH, _LENGTH]
ExamType = Annotated[str, InList("exam_type"), Level.QUASI, _LENGTH]
FollowupItem = Annotated[str, InList("followup_item"), Level.HEALTH, _LENGTH]
Hazard = Annotated[str, InList("hazard"), Level.QUASI, _LENGTH]
IdType = Annotated[str, InList("id_type"), Level.QUASI, _LENGTH]
Industry = Annotated[str, InList("industry"), Level.PLAIN, _LENGTH]
MonitoringType = Annotated[str, InList("monitoring_type"), Level.PLAIN, _LENGTH]
NursingLevel = Annotated[str, InList("nursing_level"), Level.HEALTH, _LENGTH]
Outcome = Annotated[str, InList("outcome"), Level.HEALTH, _LENGTH]
Pesticide = Annotated[str, InList("pesticide"), Level.HEALTH, _LENGTH]
PesticideCause = Annotated[str, InList("pesticide_cause"), Level.HEALTH, _LENGTH]
PneumoconiosisCase = Annotated[str, InList("pneumoconiosis_case"), Level.HEALTH, _LENGTH]
PoisoningType = Annotated[str, InList("poisoning_type"), Level.HEALTH, _LENGTH]
ResultType = Annotated[str, InList("result_type"), Level.PLAIN, _LENGTH]
Sex = Annotated[str, InList("sex"), Level.QUASI, _LENGTH]
WorkType = Annotated[str, InList("work_type"), Level.QUASI, _LENGTH]

Hazards = Annotated[tuple[Hazard, ...], Field(min_length=1)]
