"""The hash of a rule's text: it changes with whatever the rule reaches, and with nothing else."""

import hashlib
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from analytics.rules import rules
from analytics.rules.text import module_of, reached, tables_of, text_hash

ROOT = Path(__file__).parents[3]
G03 = "analytics.rules.gaps.employer_did_not_apply"
ASK = "from analytics.rules.text import text_hash; print(text_hash({!r}))"


def elsewhere(folder: Path, module: str = G03) -> str:
    """The hash as another process works it out over a copy of the program."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK.format(module)], cwd=folder, capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def copied(folder: Path) -> Path:
    for package in ("analytics", "schemas"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def add_to(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")


def test_every_rule_has_its_module() -> None:
    for topic in ("gaps", "quality", "compliance"):
        for rule in rules(topic).values():
            assert import_module(module_of(rule)).RULE is rule


def test_the_helpers_of_helpers_are_reached() -> None:
    found = reached("analytics.rules.gaps.assessment_not_applied")
    assert {"analytics.timeline.recognised", "analytics.timeline.diseases", "analytics.frames"} <= set(found)
    assert all(name.startswith("analytics") for name in found)


def test_it_is_the_hash_of_names_and_texts() -> None:
    lines = []
    for name in reached(G03):
        path = ROOT / Path(*name.split("."))
        source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        lines.append(f"{hashlib.sha256(source.read_bytes()).hexdigest()}  {name}\n")
    assert text_hash(G03) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_a_changed_helper_changes_it_and_another_module_does_not(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    assert elsewhere(copy) == text_hash(G03)
    add_to(copy / "analytics" / "timeline" / "wages.py")
    assert elsewhere(copy) == text_hash(G03)
    add_to(copy / "analytics" / "timeline" / "diagnoses.py")  # G03 reads it through `undetermined` only
    assert elsewhere(copy) != text_hash(G03)


def test_lists_are_seen_through_helpers() -> None:
    assert tables_of(module_of(rules("gaps")["G01"])).keys() == {"codes/disease", "codes/disease_group"}
    assert {"surveillance/editions", "surveillance/intervals", "codes/hazard"} <= tables_of(
        "analytics.surveillance.duties"
    ).keys()
