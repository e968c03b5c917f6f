"""Items of the living over columns: lump sum, allowance, nursing, and what is due when the contract ends."""

import numpy as np

from analytics.entitlements.block import UNIT, Block, told, whole_fen
from analytics.entitlements.columns import EMPLOYMENT, NO_DAY, NURSING, REASONS, Ints
from analytics.entitlements.dated import dated, grades

EMPLOYED, LEFT, RETIRED = range(len(EMPLOYMENT))
EXPIRY, RESIGNED, AGREEMENT, EMPLOYER = range(len(REASONS))
EVERY, TO_SIX, FROM_FIVE = grades(1, 10), grades(1, 6), grades(5, 10)


def lump_sum(block: Block) -> Ints:
    """Fen. Of whoever had retired before the diagnosis, from the higher of wage and pension."""
    people, wage = block.people, block.wage
    months = dated("lump_sum_months", EVERY).at(block.law, people.grade)
    retired = people.employment == RETIRED
    retired &= ~((people.ended != NO_DAY) & (people.diagnosed != NO_DAY) & (people.ended > people.diagnosed))
    pension = people.pension * UNIT
    unsure = (retired | (people.employment < 0)) & (people.pension < 0)
    unsure |= (people.employment < 0) & (pension > wage)  # were they retired, it would be more
    base = np.where(retired, np.maximum(wage, pension), wage)
    unknown = (months < 0) | (wage < 0) | (people.insured < 0) | unsure
    return told(whole_fen(months * base, UNIT), np.zeros(len(people), bool), unknown)


def allowance(block: Block) -> Ints:
    """Fen a month. The minimum wage is known by its tiers only: below the highest, nothing is decided."""
    people, grade = block.people, block.people.grade
    rate = dated("allowance_percent", TO_SIX).at(block.law, grade)
    floor = dated("minimum_wage", ("first",), scale=100).on(people.assessed)
    exact = rate * block.wage
    parts = UNIT * 100
    unknown = (rate < 0) | (block.wage < 0) | (floor < 0) | (exact < floor * parts) | (people.employment < 0)
    gravest, retired = grade <= 4, people.employment == RETIRED
    unknown |= np.where(gravest, (people.insured < 0) | (retired & (people.pension < 0)), people.suitable < 0)
    unknown |= grade == 0
    exact -= np.where(gravest & retired, people.pension * parts, 0)
    apart = (people.suitable == 1) | (people.employment > EMPLOYED) | (people.reason >= 0) | (people.ended != NO_DAY)
    not_due = block.is_dead | (grade >= 7) | (~gravest & apart) | (~unknown & (exact <= 0))
    return told(whole_fen(exact, parts), not_due, unknown)


def nursing(block: Block) -> Ints:
    """Fen a month."""
    people = block.people
    rate = dated("nursing_percent", NURSING).at(block.law, np.maximum(people.nursing, 0))
    average = dated("average_monthly_wage", scale=100).on(people.assessed)
    unknown = (people.nursing < 0) | (average < 0) | (rate < 0) | (people.insured < 0)
    return told(whole_fen(rate * average, 100), block.is_dead | (people.nursing == 0), unknown)


def at_end(block: Block) -> tuple[Ints, Ints]:
    """Fen: the medical lump sum, for which the payer must be known, and that for employment, always the employer's."""
    people, grade, reason = block.people, block.people.grade, block.people.reason
    ended = (reason >= 0) | (people.employment == LEFT)
    ended |= (people.ended != NO_DAY) & (people.employment != RETIRED)
    not_due = ~ended & (people.employment >= 0)
    not_due |= ((grade >= 1) & (grade <= 4)) | (reason == EMPLOYER)
    not_due |= (reason == EXPIRY) & (grade >= 5) & (grade <= 6)
    average = dated("average_monthly_wage", scale=100).on(people.ended)
    unknown = (grade == 0) | ~ended | (reason < 0) | (reason == AGREEMENT) | (average < 0)
    medical = dated("medical_months", FROM_FIVE).at(block.law, grade)
    employment = dated("employment_months", FROM_FIVE).at(block.law, grade)
    return (
        told(medical * average, not_due, unknown | (medical < 0) | (people.insured < 0)),
        told(employment * average, not_due, unknown | (employment < 0)),
    )
