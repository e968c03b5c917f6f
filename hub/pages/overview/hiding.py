"""Hides small counts of people in tables that may be passed on, and what would give them away."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def hidden(counts: Mapping[Key, int], threshold: int) -> set[Key]:
    """The keys whose counts are not shown: from 1 up to below the threshold; and where that is one only, the smallest
    of the others too, for the sum of all would tell it."""
    small = {key for key, count in counts.items() if 0 < count < threshold}
    others = [key for key, count in counts.items() if count >= threshold]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda key: counts[key]))
    return small
