"""The linkage model: what is compared, how often each outcome is seen in one person (m) and in two (u).

What depends on the calendar or on how numbers are made is written here; what depends on the population (how often two
workers share a name, an employer, a telephone) is estimated from the table itself.
"""

from typing import Any

from splink import SettingsCreator, block_on
from splink.comparison_library import CustomComparison

MERGE = 0.995  # from here on two workers are one unless something speaks against it
REVIEW = 0.5  # from here on a person decides

# Relatives share what the model takes for independent. Those born together differ in name and number only, and one's
# mistyped number may look like the other's, so another name needs the same number; father and son may have one name;
# two verified numbers are two people. Levels count from the last (0) upwards, an unknown value is -1.
UNSURE = "gamma_name < 2 and gamma_id_number <> 4 or gamma_birth_date = 0 or gamma_id_number = 3"
HIGHEST_UNSURE = 0.99  # such a pair is never surer than this: a person decides

DUPLICATES = 0.02  # second entries per worker that are expected: sets the prior, together with the table's size
SMALLEST = 20_000  # workers; a smaller table is part of a larger population and is judged as one of this size

# Neither name alone nor birth date alone finds a mistyped entry, so each key leaves out what another one holds.
BLOCKS: tuple[tuple[str, ...], ...] = (
    ("name", "birth_date"),
    ("substr(name, 1, 1)", "birth_date", "sex"),
    ("substr(name, 2)", "birth_date", "sex"),
    ("name", "sex", "year(birth_date)"),
    ("name", "sex", "month(birth_date)", "day(birth_date)"),
    ("phone",),
    ("substr(id_number, 1, length(id_number) - 4)",),
    ("substr(id_number, 5)",),
)


def settings(workers: int, by_frequency: bool) -> SettingsCreator:
    """Splink settings for a table of so many workers; `by_frequency`: a rare name says more than a common one."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        probability_two_random_records_match=2 * DUPLICATES / max(workers, SMALLEST),
        blocking_rules_to_generate_predictions=[block_on(*keys) for keys in BLOCKS],
        comparisons=[_name(by_frequency), _birth_date(), _id_number(), _sex(), _phone(), _employers()],
        retain_matching_columns=True,  # the levels come with them
        additional_columns_to_retain=["worker_id"],
    )


def _name(by_frequency: bool) -> CustomComparison:
    """Characters as written, so that homophones count as one different character like any other."""
    tf = {"tf_adjustment_column": "name", "tf_minimum_u_value": 1e-6} if by_frequency else {}
    return _comparison(
        "name",
        {**_level("name_l = name_r", 0.92, 0.0005), **tf},
        _level("damerau_levenshtein(name_l, name_r) = 1 and length(name_l) + length(name_r) > 4", 0.05, 0.01),
        _level("else", 0.03, 0.9895),
    )


def _birth_date() -> CustomComparison:
    """45 years are 16,000 days. A mistyped date differs in one digit, or day and month have changed place."""
    changed_place = (
        "year(birth_date_l) = year(birth_date_r) and month(birth_date_l) = day(birth_date_r) "
        "and day(birth_date_l) = month(birth_date_r)"
    )
    one_digit = "hamming(strftime(birth_date_l, '%Y%m%d'), strftime(birth_date_r, '%Y%m%d')) = 1"
    return _comparison(
        "birth_date",
        _known(_level("birth_date_l = birth_date_r", 0.96, 0.00006)),
        _known(_level(one_digit, 0.025, 0.0008)),
        _known(_level(changed_place, 0.01, 0.00003)),
        _known(_level("else", 0.005, 0.99911)),
    )


def _id_number() -> CustomComparison:
    """A resident number holds the birth date: u is that of two people born on one day, as the date is compared above.

    Two different numbers whose check characters are right belong to two people, unless one was borrowed.
    """
    distance = "damerau_levenshtein(id_number_l, id_number_r)"
    return _comparison(
        "id_number",
        _known(_level("id_number_l = id_number_r", 0.3, 0.00001)),
        _known(_level("verified_l and verified_r", 0.0005, 0.9)),
        _known(_level(f"{distance} = 1", 0.35, 0.00005)),
        _known(_level(f"{distance} = 2", 0.2, 0.0005)),
        _known(_level("else", 0.1495, 0.09944)),
    )


def _sex() -> CustomComparison:
    return _comparison(
        "sex", _known(_level("sex_l = sex_r", 0.995, 0.55)), _known(_level("sex_l <> sex_r", 0.005, 0.45))
    )


def _phone() -> CustomComparison:
    """Families and labour brokers share telephones: agreement says no more than u, whatever a sample finds."""
    return _comparison(
        "phone",
        _known(_level("phone_l = phone_r", 0.5, 0.001), "u"),
        _known(_level("else", 0.5, 0.999), "u"),
    )


def _employers() -> CustomComparison:
    return _comparison(
        "employers",
        _level("list_has_any(employers_l, employers_r)", 0.6, 0.005),
        _level("else", 0.4, 0.995),
    )


def _comparison(column: str, *levels: dict[str, Any]) -> CustomComparison:
    unknown = {"sql_condition": f"{column}_l is null or {column}_r is null", "is_null_level": True}
    return CustomComparison(output_column_name=column, comparison_levels=[unknown, *levels])


def _level(condition: str, m: float, u: float) -> dict[str, Any]:
    return {"sql_condition": condition, "m_probability": m, "u_probability": u}


def _known(level: dict[str, Any], which: str = "mu") -> dict[str, Any]:
    """Keep m, u or both as written, whatever the table says."""
    return {**level, **{f"fix_{each}_probability": True for each in which}}
