"""Free text that is kept in clear, such as purposes and reasons, must hold no number of a person, however written."""

import re
import unicodedata

PERSONAL = re.compile(
    r"(?<!\d)(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)", re.ASCII
)  # a resident's number, a mobile phone
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.·-]+(?=[\dXx])")


def is_plain_line(text: str, longest: int) -> bool:
    """Is it one line of at most `longest` characters without an ID number or a phone, in full-width digits or in groups
    of digits too? An empty one is."""
    plain = BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text))
    return len(text) <= longest and text.isprintable() and not PERSONAL.search(plain)
