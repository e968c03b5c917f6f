"""Refusals with a sentence: what is wrong, and what to do. Chinese first, English too."""


class HubError(Exception):
    """Something a person can mend. `status` is its HTTP form."""

    status = 400

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class NotFoundError(HubError):
    """There is no such thing, or the actor may not know of it."""

    status = 404


class UnavailableError(HubError):
    """A part the hub needs (database, partner system) cannot be reached now."""

    status = 503
