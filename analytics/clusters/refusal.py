"""Input that cannot be analysed is refused in one sentence, in Chinese and in English."""


class Refusal(ValueError):  # noqa: N818  (the field's word; it says what is wrong, where, and how to mend it)
    """Raised with both sentences; `str()` gives both, Chinese first."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh, self.en = zh, en
