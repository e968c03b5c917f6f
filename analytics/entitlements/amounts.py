"""Yuan: rounding once, at the end; numbers as formulas show them; and a sum that must not be exceeded, shared out."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    """To the fen, half up."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def shown(amount: Decimal) -> str:
    """An amount in a formula, with all the digits that were used and at least two decimals."""
    fen = amount.quantize(FEN, ROUND_HALF_UP)
    return f"{fen:f}" if fen == amount else f"{amount.normalize():f}"


def times(number: Decimal) -> str:
    """A count of months or a percentage in a formula: 21, or 7.5."""
    return f"{number.normalize():f}"


def percent(number: Decimal) -> Decimal:
    """75 as 0.75."""
    return number / 100


def shared(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`whole`, cut down to the fen, in proportion to the weights, so that the parts sum to it exactly.

    Each part is cut down to the fen; the fen that are left go to the largest remainders, the earlier first.
    """
    fen = int((whole / FEN).to_integral_value(ROUND_DOWN))
    total = sum(weights)
    exact = [divmod(fen * weight, total) for weight in weights]
    parts = [int(part) for part, _ in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-exact[place][1], place))
    for place in by_remainder[: fen - sum(parts)]:
        parts[place] += 1
    return [part * FEN for part in parts]
