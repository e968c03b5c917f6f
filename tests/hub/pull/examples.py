"""A right record of each of the eight national documents, with nearly every field that may be there."""

from datetime import date
from typing import Any

from schemas.base import Record
from schemas.validation import validate
from tests.examples import EMPLOYER, EXAMINATION, REPORTING, WORKER

WHO: dict[str, Any] = {
    **WORKER,
    "emergency_name": "亲属甲",
    "emergency_phone": "13900000001",
}
WHERE: dict[str, Any] = {
    **EMPLOYER,
    "address": "示例路 1 号 <甲> & “乙”",
    "postcode": "250000",
    "contact_name": "联系人",
    "contact_phone": "0531-00000000",
    "division_name": "历下区",
}
REPORTED: dict[str, Any] = {
    **REPORTING,
    "written_unit": "示例填报单位",
    "written_phone": "0531-00000001",
    "written_on": date(2026, 5, 19),
    "reported_unit": "示例报告单位",
    "reported_by": "报告人",
    "reported_phone": "0531-00000002",
    "remark": "备注中\n提到测试甲",
}
DATED_BY_ITSELF = {name: value for name, value in REPORTED.items() if name != "reported_on"}
AUDIT = {
    "status": "03",
    "opinion": "同意",
    "audited_on": date(2026, 5, 21),
    "auditor": "审核人",
    "organisation": "示例区疾控中心",
}
SUBJECT = {"employer": WHERE, "worker": WHO}
STAGES = {"one_on": date(2024, 3, 1), "two_on": date(2026, 3, 1)}
EXPOSED = {"started_on": date(2005, 6, 1), "months": 250, "days": 3}
CASE = {"diagnosed_on": date(2026, 3, 1), "disease_group": "11", "disease": "1101", "case_type": "02", "stages": STAGES}
CLOSING = {"reporting": REPORTED, "audit": AUDIT}

EXAMPLES: dict[str, dict[str, Any]] = {
    "employer": {
        "employer": WHERE,
        "is_subsidiary": True,
        "subsidiary_code": "91370100MA3C00001H",
        "reported_on": date(2026, 5, 20),
        "reporting": DATED_BY_ITSELF,
        "audit": AUDIT,
    },
    "examination": {
        **EXAMINATION,
        **SUBJECT,
        **CLOSING,
        "conclusions": (
            {"hazards": ("3008",), "hazard_name": "噪声", "conclusion": "01", "monitoring": "01"},
            {"hazards": ("3008",), "conclusion": "04", "other_finding": "血压偏高"},
        ),
    },
    "suspected": {
        **SUBJECT,
        "disease_group": "11",
        "disease": "1101",
        "hazards": ("1038", "3008"),
        "work_type": "00-13",
        "exposure": EXPOSED,
        "found_on": date(2026, 5, 18),
        "found_by_unit": "示例体检中心",
        "found_by": "医师甲",
        **CLOSING,
    },
    "diagnosis": {
        **SUBJECT,
        "disease_group": "11",
        "disease": "1101",
        "case_type": "02",
        "stages": STAGES,
        "complications": ("01", "02"),
        "hazards": ("1038",),
        "work_type": "00-13",
        "exposure": {**EXPOSED, "hours": 4, "minutes": 30},
        "applied_on": date(2026, 1, 5),
        "diagnosed_on": date(2026, 3, 1),
        "diagnosed_by_unit": "示例诊断机构",
        "diagnosed_by": "医师乙",
        "died_on": date(2026, 4, 1),
        "death_cause": "A16.2",
        "death_cause_other": "示例",
        **CLOSING,
    },
    "appraisal": {
        **SUBJECT,
        "case": CASE,
        "diagnosed_by_code": "370102002",
        "diagnosed_by_unit": "示例诊断机构",
        "diagnosis_applied_on": date(2026, 1, 5),
        "applied_on": date(2026, 3, 20),
        "appraised_on": date(2026, 5, 10),
        "conclusion": "02",
        "appraised_by_unit": "示例鉴定委员会",
        "appraised_by_code": "370100003",
        "altered": {"disease_group": "11", "disease": "1102", "stages": {"one_on": date(2026, 3, 1)}},
        **CLOSING,
    },
    "followup": {
        **SUBJECT,
        "case": CASE,
        "followed_up_on": date(2026, 5, 10),
        "followed_up_by_unit": "示例疾控中心",
        "followup_type": "01",
        "created_on": date(2026, 5, 11),
        "area_code": "370102000",
        "org_code": "370102001",
        "division_code": "370102",
        "address": "示例村 2 号",
        "insured": True,
        "insured_from": date(2010, 1, 1),
        "results": ({"item": "01", "item_name": "合并症", "value": "1"}, {"item": "02", "value": "2"}),
    },
    "poisoning": {
        "worker": WHO,
        "diagnosed_on": date(2026, 5, 10),
        "pesticide": "2",
        "pesticide_other": "示例",
        "cause": "01",
        "outcome": "04",
        "died_on": date(2026, 5, 12),
        "division_code": "370102",
        "address": "示例村 3 号",
        "diagnosed_by_unit": "示例医院",
        "diagnosed_by": "医师丙",
        **CLOSING,
    },
    "measurement": {
        "employer": WHERE,
        "workers": 120,
        "production_workers": 100,
        "exposed_workers": 60,
        "measured_by_unit": "示例检测机构",
        "measured_by": "检测人",
        "reported_on": date(2026, 5, 20),
        "results": tuple(
            {
                "hazards": ("1038", "3008"),
                "workplace": "铸造车间",
                "post": "造型",
                "density_type": "01",
                "unit": "mg/m3",
                "value": value,
                "high": "1",
                "measured_on": date(2026, 5, 2),
                "compliance": "01",
            }
            for value in ("<0.05", "0.7")
        ),
        "reporting": DATED_BY_ITSELF,
        "audit": AUDIT,
    },
}


def example(document: str, **fields: Any) -> Record:
    """The example of `document`, some of its own fields changed."""
    record = validate(document, EXAMPLES[document] | fields)
    assert isinstance(record, Record), record
    return record
