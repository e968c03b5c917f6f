"""The deviations from the specification that the reader tolerates: which, why, and where the publication has them.

A message that uses one gets a note, once for each element it is used in; everything else that deviates is an issue.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from schemas.identifiers import CreditCode, parse_credit_code
from schemas.issues import Issue


@dataclass(frozen=True)
class Entry:
    """A deviation: its name for the sender, why it is tolerated, and where it is published (document, element)."""

    zh: str
    why: str
    where: str


class Deviation(Enum):
    """Every deviation that is tolerated. What is not here is not tolerated."""

    TAG_SPACE = Entry("标签名前有空格", "no other reading is possible", "document 2, sample, ZYJJZ_NAME")
    DASH_COMMENT = Entry("注释以长破折号开头", "comments hold no data", "document 2, sample, comments")
    COMMENT_END = Entry("注释结尾被拆断", "comments hold no data", "document 2, sample, EXAM_ITEM_UNIT_CODE")
    ID_ATTRIBUTE = Entry("标识属性名不是大写 ID", "the sample of document 1 has id", "document 1, sample")
    TAG_CASE = Entry("其他工种名称的标签大小写不同", "document 3 alone has it in lower case", "document 3, row 27")
    FLAG_DIGIT = Entry("T/F 字段填了 0/1", "the samples do so", "documents 1, 2 and 6, type T/F, samples 0 and 1")
    FLAG_WORD = Entry("T/F 字段填了 true/false", "XML itself writes yes and no so", "type T/F says no more")
    SWAPPED = Entry(
        "填表人电话与填表日期互换",
        "the types of both are printed swapped",
        "document 2, WRITE_PERSON_TELPHONE, WRITE_DATE",
    )
    UNIT_CODE = Entry(
        "填表单位名称处填了信用代码",
        "the element is called a credit code and described as a name; what came is kept as the name",
        "document 2, REPORT_ORGAN_CREDIT_CODE",
    )
    DISEASE_DIGITS = Entry(
        "疑似职业病代码为 4 至 5 位", "typed N2, its list has 4 and 5 digits", "document 2, YSZYB_CODE"
    )
    SEVERAL_HAZARDS = Entry(
        "一条结论含多个危害因素", "one conclusion for a family of dusts is allowed", "document 2, sample, ITAM_CODE"
    )
    ALTERED_CASE = Entry(
        "COMPLETION_ATYPISM 中用了 CASETYPE", "the sample does so", "document 5, sample, COMPLETION_ATYPISM"
    )
    GROUP_LEVEL = Entry(
        "职业病种类在 DIAGNOSE_INFO 之外", "the table prints it one level higher than the sample", "document 5, row 25"
    )
    DIVISION_DIGITS = Entry(
        "地区代码不是 9 位", "owners use 6, 9, 10 or 12 digits and the county is certain", "ADDRESS_CODE, type N9"
    )
    LIST_COMMA = Entry("多值之间用了全角逗号或顿号", "no code holds one", "FACTOR_CODE, 多个用逗号隔开")

    def note(self, field: str) -> Issue:
        """The note for the sender; `field` is the element it is about."""
        return Issue("deviation_tolerated", field, {"deviation": self.value.zh})


@dataclass(frozen=True)
class Alias:
    """An element read as another: `tag` inside `group` (blank: the record itself) holds `path`."""

    document: str
    group: str
    tag: str
    path: str
    deviation: Deviation

    @property
    def place(self) -> str:
        """Where the element lies in a record."""
        return f"{self.group}/{self.tag}" if self.group else self.tag


ALIASES = (
    Alias("examination", "", "other_work_type", "work_type_other", Deviation.TAG_CASE),
    Alias("suspected", "", "OTHER_WORK_TYPE", "work_type_other", Deviation.TAG_CASE),
    Alias("diagnosis", "", "other_work_type", "work_type_other", Deviation.TAG_CASE),
    Alias("appraisal", "", "DISEASE_TYPE_CODE", "case.disease_group", Deviation.GROUP_LEVEL),
    Alias("appraisal", "COMPLETION_ATYPISM", "CASETYPE", "altered.case_type", Deviation.ALTERED_CASE),
)

# Elements whose text may deviate in a way of its own, and how that shows.
IN_TEXT: dict[str, tuple[Deviation, Callable[[str], bool]]] = {
    "YSZYB_CODE": (Deviation.DISEASE_DIGITS, lambda text: len(text) in (4, 5)),
    "ITAM_CODE": (Deviation.SEVERAL_HAZARDS, lambda text: any(comma in text for comma in ",，、")),
    "REPORT_ORGAN_CREDIT_CODE": (Deviation.UNIT_CODE, lambda text: isinstance(parse_credit_code(text), CreditCode)),
}
