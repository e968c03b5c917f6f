"""Every visible sentence of the pages, by key, from the gettext catalogues under `locale/`: a file for each area of the
pages in each language. Both languages have the same keys, and no key stands in two areas."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from fastapi import Request

from connectors.registry import sources

LANGUAGES = ("zh", "en")
LOCALE = Path(__file__).parent / "locale"
LOCALES = {"zh": "zh_CN", "en": "en"}
COOKIE = "ohub_lang"


def language(request: Request) -> str:
    """The language asked for by `?lang=`, else by the cookie, else Chinese."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    return asked if asked in LANGUAGES else LANGUAGES[0]


@cache
def texts(name: str) -> dict[str, str]:
    """All sentences of a language."""
    return {key: said for area in areas(name).values() for key, said in area.items()}


def areas(name: str) -> dict[str, dict[str, str]]:
    """The sentences of each area of the pages in a language."""
    found = {}
    for path in sorted((LOCALE / LOCALES[name]).glob("*.po")):
        with path.open("rb") as file:
            found[path.stem] = {str(one.id): str(one.string) for one in read_po(file) if one.id}
    return found


@cache
def titles(name: str) -> dict[str, str]:
    """What the sources are called in a language, by their names; what stands in brackets is left out."""
    found = {each: str(getattr(source.card, f"title_{name}")) for each, source in sources().items()}
    return {each: re.split("[（(]", title)[0].strip() for each, title in found.items()}


def say(name: str, key: str, /, **values: Any) -> str:
    """The sentence `key`, with its `{blanks}` filled in. Raises KeyError for one that does not exist."""
    return texts(name)[key].format(**values)


def words(name: str) -> Callable[[str, str], str]:
    """Gives what the thing `each` of a `kind` is called, such as gap_missing, transfer; `each` itself where nobody has
    given it words yet."""
    return lambda kind, each: texts(name).get(f"{kind}_{each}", each)
