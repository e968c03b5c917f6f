"""The eight samples of the publication, where a copy is at hand beside the project, yield one row each."""

from pathlib import Path

import pytest

from connectors.sources.national.layout import DOCUMENTS
from connectors.sources.national.parser import parse
from schemas.issues import Severity

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "national-exchange" / "examples"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no copy of the published samples")


def test_every_sample_yields_a_row():
    documents = []
    for path in sorted(FOLDER.glob("*.xml")):
        with path.open("rb") as payload:
            [row] = parse(payload)
        assert row.fields["worker" if row.document == "poisoning" else "employer"]
        refused = {issue.field for issue in row.issues if issue.severity is not Severity.NOTE}
        assert refused <= {"REPORT_DATE", "ABNORMAL"}  # 202200101 and 01 are printed there
        assert not [issue for issue in row.issues if issue.code == "field_unexpected"]
        documents.append(row.document)
    assert sorted(documents) == sorted(DOCUMENTS)
