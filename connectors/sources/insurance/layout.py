"""The flat form of the records: which column holds which field. Tables and database views use it, JSON is nested."""

from functools import cache

from schemas.records import RECORDS

DOCUMENTS = ("insured_spell", "determination", "assessment", "benefit", "termination", "death")
HEAD = ("document", "id", "operation")
SHARED = {
    "worker_name": "worker.name",
    "id_type": "worker.id_type",
    "id_number": "worker.id_number",
    "sex": "worker.sex",
    "birth_date": "worker.birth_date",
    "phone": "worker.phone",
    "employer_name": "employer.name",
    "credit_code": "employer.credit_code",
    "employer_division": "employer.division_code",
    "area": "area",
}
# Lists of parts are written in one cell: `;` between the parts, `:` between the fields of a part, in this order.
LISTS = {"wages": ("from_month", "monthly_wage"), "dependants": ("relation", "lone", "until")}


@cache
def columns(document: str) -> dict[str, str]:
    """Column -> path of the field, for one document, in the order of a table."""
    own = (name for name in RECORDS[document].model_fields if name not in ("worker", "employer", "area"))
    return {**SHARED, **{name: name for name in own}}
