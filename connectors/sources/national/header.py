"""Reads the header of a message: who sends it and what is to be done with its records."""

from dataclasses import dataclass

from lxml import etree

from connectors.rows import Operation
from connectors.sources.national.layout import HEADER
from schemas.issues import Issue

_OPERATIONS = {
    operation.value.capitalize(): operation for operation in (Operation.ADD, Operation.UPDATE, Operation.DELETE)
}


@dataclass(frozen=True)
class Sending:
    """What the header says about every record. `issues` go to every row; a message without a header has both."""

    operation: Operation = Operation.ADD
    sender: str = ""
    issues: tuple[Issue, ...] = (Issue("operation_unknown", "OperateType"), Issue("field_missing", "ReportOrgCode"))


def read_header(element: etree._Element) -> Sending:
    """The header in `element`. With an unknown operation every row is rejected, whatever `operation` says."""
    operation = _OPERATIONS.get(_text(element, "OperateType"))
    sender = _text(element, "ReportOrgCode")
    issues = [Issue("field_unexpected", child.tag) for child in element if child.tag not in HEADER]
    if operation is None:
        issues.append(Issue("operation_unknown", "OperateType"))
    if not sender:
        issues.append(Issue("field_missing", "ReportOrgCode"))
    return Sending(operation or Operation.ADD, sender, tuple(issues))


def _text(element: etree._Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()
