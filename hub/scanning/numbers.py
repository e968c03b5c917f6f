"""Columns of texts as numbers, refused by file and line where they are none; what a file says is never repeated."""

import numpy as np
from numpy.typing import NDArray

from hub.scanning.tables import Table

LARGEST = 1e12


def numbers(table: Table, texts: list[str], zh: str, en: str) -> NDArray[np.float64]:
    """Finite numbers float64[rows]. Raises HubError for the first that is none."""
    try:
        values = np.array(texts, np.float64)
    except ValueError:
        values = np.array([_number(text) for text in texts])
    wrong = np.flatnonzero(~(np.abs(values) <= LARGEST))
    if len(wrong):
        raise table.refuse(int(wrong[0]), f"{zh}不是数；请改正。", f"the {en} is no number; mend it.")
    return values


def counts(table: Table, texts: list[str], zh: str, en: str) -> NDArray[np.int64]:
    """Whole numbers not below nought, int64[rows]. Raises HubError for the first that is none."""
    values = numbers(table, texts, zh, en)
    wrong = np.flatnonzero((values < 0) | (values != np.rint(values)))
    if len(wrong):
        raise table.refuse(
            int(wrong[0]),
            f"{zh}须是不小于零的整数；小数请先取整或改用人口文件表示期望数。",
            f"the {en} must be a whole number not below nought; round it first.",
        )
    return values.astype(np.int64)


def sizes(table: Table, texts: list[str], zh: str, en: str) -> NDArray[np.float64]:
    """Numbers not below nought, float64[rows]. Raises HubError for the first that is none."""
    values = numbers(table, texts, zh, en)
    wrong = np.flatnonzero(values < 0)
    if len(wrong):
        raise table.refuse(int(wrong[0]), f"{zh}不能是负数。", f"{en} must not be negative.")
    return values


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan
