"""The same items over columns, for a million people at once: equal to calculate.py to the fen, by the dated tables."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from analytics.entitlements import allowance, contract, death, lump_sum, nursing
from analytics.entitlements import batch_death as after
from analytics.entitlements import batch_living as living
from analytics.entitlements.block import prepared
from analytics.entitlements.columns import Columns, Ints

BLOCK = 1 << 14  # persons whose columns stay in the processor's cache


def calculate_all(people: Columns) -> dict[str, Ints]:
    """Fen by item code, one for each person; block.NOT_DUE or block.UNDECIDED where there is no amount.

    Of `dependant_pension` there is one for each dependant (n by k). Who pays follows from `insured`, and is not told.
    """
    starts = range(0, max(len(people), 1), BLOCK)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # numpy lets go of the interpreter while it works
        found = list(pool.map(lambda start: _items(people.block(start, start + BLOCK)), starts))
    return {code: np.concatenate([each[code] for each in found]) for code in found[0]}


def _items(people: Columns) -> dict[str, Ints]:
    block = prepared(people)
    medical, employment = living.at_end(block)
    return {
        lump_sum.CODE: living.lump_sum(block),
        allowance.CODE: living.allowance(block),
        nursing.CODE: living.nursing(block),
        contract.MEDICAL: medical,
        contract.EMPLOYMENT: employment,
        death.FUNERAL: after.once(block, death.FUNERAL, "funeral_months", "average_monthly_wage"),
        death.LUMP_SUM: after.once(block, death.LUMP_SUM, "death_multiple", "national_disposable_income"),
        death.PENSION: after.pensions(block),
    }
