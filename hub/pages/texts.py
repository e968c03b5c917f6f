"""Every visible sentence of the pages, from one file for each language; both have the same keys."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import Request

from connectors.registry import sources

LANGUAGES = ("zh", "en")
COOKIE = "ohub_lang"


def language(request: Request) -> str:
    """The language asked for by `?lang=`, else by the cookie, else Chinese."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    return asked if asked in LANGUAGES else LANGUAGES[0]


@cache
def texts(name: str) -> dict[str, str]:
    """All sentences of a language."""
    content: dict[str, str] = yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8"))
    return content


@cache
def titles(name: str) -> dict[str, str]:
    """What the sources are called in a language, by their names; what stands in brackets is left out."""
    found = {each: str(getattr(source.card, f"title_{name}")) for each, source in sources().items()}
    return {each: re.split("[（(]", title)[0].strip() for each, title in found.items()}


def say(name: str, key: str, **values: Any) -> str:
    """The sentence `key`, with its `{blanks}` filled in. Raises KeyError for one that does not exist."""
    return texts(name)[key].format(**values)
