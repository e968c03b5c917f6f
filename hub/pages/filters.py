"""Filters of lists that stand in the address: one that nobody offered is refused with a sentence, never repeated."""

from collections.abc import Collection, Mapping

from hub.errors import HubError
from hub.pages.texts import say


class FilterError(HubError):
    """A filter with a value that is not offered."""

    status = 422

    def __init__(self, key: str) -> None:
        zh, en = say("zh", key), say("en", key)
        super().__init__(
            f"筛选“{zh}”的取值不在可选范围内；请从页面的下拉框中选择，或者去掉这一项。",
            f"The filter “{en}” has a value that is not offered; choose from the list on the page, or leave it out.",
        )


def refuse_unknown(given: Mapping[str, str], offered: Mapping[str, Collection[str]]) -> None:
    """Raise FilterError for the first of `given` that is neither blank nor offered; `offered` by the keys of texts."""
    for key, value in given.items():
        if value and value not in offered[key]:
            raise FilterError(key)
