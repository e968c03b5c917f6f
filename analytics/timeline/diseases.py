"""What a disease code says of itself: its family in the catalogue, and whether a disability is certain."""

import ibis
import pandas as pd  # type: ignore[import-untyped]
from ibis.expr.types import Table

from schemas.codes import codelist
from schemas.overlay import cached

PNEUMOCONIOSES = "11"
NOISE_DEAFNESS = "4001"


@cached
def certain_disability() -> tuple[str, ...]:
    """Diseases that are at least grade 10 once diagnosed: noise deafness, pneumoconiosis (7). Source: GB/T 16180."""
    dust = (row.code for row in codelist("disease").rows if row.extra["group"] == PNEUMOCONIOSES)
    return (*sorted(set(dust)), NOISE_DEAFNESS)


def with_family(table: Table) -> Table:
    """`table` with `family`, the highest group of the code in `disease`; empty where the code is not known."""
    families = ibis.memtable(_families())
    return table.left_join(families, table.disease == families.family_of).drop("family_of")


@cached
def _families() -> pd.DataFrame:
    groups = {row.code: row.extra.get("parent") for row in codelist("disease_group").rows}
    family = {row.code: groups.get(row.extra["group"]) or row.extra["group"] for row in codelist("disease").rows}
    return pd.DataFrame({"family_of": list(family), "family": list(family.values())})
