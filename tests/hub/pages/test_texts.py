"""Both languages say everything, and templates ask for nothing else."""

import re
from pathlib import Path

import pytest

import hub.pages
from hub.pages.texts import LANGUAGES, areas, texts

FOLDER = Path(hub.pages.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))


def test_both_languages_have_the_same_keys_and_blanks() -> None:
    zh, en = (texts(name) for name in LANGUAGES)
    assert set(zh) == set(en)
    assert {key: re.findall(r"{\w+}", text) for key, text in zh.items()} == {
        key: re.findall(r"{\w+}", text) for key, text in en.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_stands_once_and_says_something(language: str) -> None:
    found = [key for area in areas(language).values() for key in area]
    assert len(found) == len(set(found)) == len([said for said in texts(language).values() if said.strip()])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_use_known_keys(path: Path) -> None:
    used = set(re.findall(r"""\bt\(["'](\w+)["'][,)]""", path.read_text(encoding="utf-8")))
    assert used <= set(texts("zh"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_themselves(path: Path) -> None:
    """Every sentence is in the language files: no Chinese stands in a template, but for punctuation."""
    assert not re.findall(r"[\u4e00-\u9fff]+", path.read_text(encoding="utf-8"))
