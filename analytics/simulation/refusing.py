"""Why a change cannot be simulated."""


class ChangeError(ValueError):
    """An edited file cannot stand in the place of the installed one; the sentence says what to mend."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en
