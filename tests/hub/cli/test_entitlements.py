"""`ohub entitlements` as it is typed: one case, a list, what people see, and refusals."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from analytics.entitlements.calculate import answer
from hub.cli.app import build
from hub.errors import HubError

GOOD: dict[str, Any] = {
    "region": "370000",
    "diagnosed_on": "2025-05-10",
    "grade": 7,
    "nursing": None,
    "insured": True,
    "average_wage_12m": 6200.00,
    "employment": "left",
    "contract_ended_on": "2025-12-31",
    "contract_end_reason": "expiry",
    "surname": 1,
}


def run(file: Path, *words: str) -> str:
    result = CliRunner().invoke(build(), ["entitlements", "--case", str(file), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def written(folder: Path, content: Any) -> Path:
    file = folder / "case.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


@pytest.mark.parametrize("content", [GOOD, [GOOD, {"grade": 11}], []])
def test_json_is_what_the_calculator_answers(tmp_path: Path, content: Any) -> None:
    assert json.loads(run(written(tmp_path, content), "--json")) == answer(content)


def test_people_see_amounts_the_unknown_notes_and_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    told = run(written(tmp_path, [GOOD, {"grade": 11}]))
    for shown in ("80600.00", "13 × 7507.00", "nursing_allowance ← nursing", "据称加发 30%", "ignored: surname"):
        assert shown in told
    assert "ohub entitlements 2: grade 须为 1 至 10 的整数" in told
    assert "unverified" in told


def test_what_cannot_be_answered_is_refused(tmp_path: Path) -> None:
    for content, sentence in (({"grade": 11}, "grade 须为"), (b"{\n\n", "不是 UTF-8 的 JSON"), (7, "JSON 对象")):
        with pytest.raises(HubError, match=sentence):
            run(written(tmp_path, content))
    with pytest.raises(HubError, match="没有这个案例文件"):
        run(tmp_path / "nothing.json")
