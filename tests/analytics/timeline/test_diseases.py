"""Families of diseases, and those that leave a disability in any case, held against the catalogue."""

import ibis

from analytics.timeline.diseases import certain_disability, with_family
from schemas.codes import codelist

FAMILIES = {"1101": "1", "1204": "1", "4001": "4", "5011": "5", "10002": "10", "X1302": "X13", "?": None, None: None}


def test_families() -> None:
    table = ibis.memtable(
        {"n": range(len(FAMILIES)), "disease": list(FAMILIES)}, schema={"n": "int64", "disease": "string"}
    )
    rows = with_family(table).order_by("n").to_pyarrow().to_pylist()
    assert {row["disease"]: row["family"] for row in rows} == FAMILIES
    assert len(rows) == len(FAMILIES)


def test_every_disease_has_one_family() -> None:
    codes = sorted({row.code for row in codelist("disease").rows})
    rows = with_family(ibis.memtable({"disease": codes})).to_pyarrow().to_pylist()
    assert sorted(row["disease"] for row in rows) == codes
    assert all(row["family"] for row in rows)


def test_pneumoconioses_and_noise_deafness_are_certain() -> None:
    named = {row.name for row in codelist("disease").rows if row.code in certain_disability()}
    assert {"矽肺", "煤工尘肺", "石棉肺", "电焊工尘肺", "噪声聋"} <= named
    assert all("肺" in name or name == "噪声聋" for name in named)
    assert "1204" not in certain_disability()  # 金属及其化合物粉尘肺沉着病 is no pneumoconiosis
