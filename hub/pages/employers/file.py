"""The list of employers as a file."""

from collections.abc import Mapping

from hub.pages.exporting import Fetch, List
from hub.pages.texts import say
from hub.papers.spreadsheet import Column

# What the page shows, by the keys of its headings; a number that the reader may not see stays blank.
COLUMNS = {
    "employer": "name",
    "employers_code": "credit_code",
    "employers_division": "place",
    "employers_industry": "industry_name",
    "employers_size": "size_name",
    "employers_examined": "examined",
    "employers_open": "open",
}


def as_list(fetch: Fetch, chosen: Mapping[str, str], lang: str) -> List:
    columns = [Column(say(lang, key), name) for key, name in COLUMNS.items()]
    filters = {say(lang, f"employers_{name}"): value for name, value in chosen.items()}
    return List("employers", say(lang, "nav_employers"), columns, fetch, ("employer_id",), filters, of_persons=False)
