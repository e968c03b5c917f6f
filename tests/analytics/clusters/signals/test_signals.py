"""One list of signals out of many alarms, the same from night to night."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.clusters.signals.alarm import Alarm, overlap
from analytics.clusters.signals.budget import Budget
from analytics.clusters.signals.continuity import State, follow
from analytics.clusters.signals.merging import merged

FIRST, LAST, NIGHT = date(2024, 11, 1), date(2026, 10, 31), date(2026, 11, 1)


def alarm(employers, observed=12.0, expected=3.0, p=0.001, layer="tree", hazard="3008", **more):
    period = {"first": FIRST, "last": LAST} | more
    return Alarm(layer, "harmed", hazard, frozenset(employers), observed=observed, expected=expected, p=p, **period)


# Alarms as (layer, employers, observed, expected, p, hazard), and the employers of the leads that remain.
MERGED = {
    "one alarm": ([("tree", {1}, 12, 3, 0.001, "3008")], [{1}]),
    "two detectors, same employer": (
        [("tree", {1}, 12, 3, 0.001, "3008"), ("shrinkage", {1}, 12, 3.1, 0.01, "3008")],
        [{1}],
    ),
    "another hazard is another matter": (
        [("tree", {1}, 12, 3, 0.001, "3008"), ("tree", {1}, 12, 3, 0.001, "1038")],
        [{1}, {1}],
    ),
    "a county whose excess is that of one employer": (
        [("tree", {1}, 12, 3, 0.001, "3008"), ("tree", {1, 2, 3, 4}, 22, 12.5, 0.01, "3008")],
        [{1}],
    ),
    "a county with more than that of one employer": (
        [("tree", {1}, 12, 3, 0.001, "3008"), ("tree", {1, 2, 3, 4}, 40, 12.5, 0.002, "3008")],
        [{1}, {1, 2, 3, 4}],
    ),
    "any hazard includes one": ([("tree", {1}, 12, 3, 0.001, "3008"), ("subset", {1}, 13, 4, 0.02, None)], [{1}]),
}


@pytest.mark.parametrize("name", MERGED)
def test_alarms_of_one_matter_are_one_signal(name):
    rows, leads = MERGED[name]
    alarms = [
        alarm(employers, seen, expected, p, layer, hazard) for layer, employers, seen, expected, p, hazard in rows
    ]
    signals = merged(alarms)
    assert [set(signal.lead.employers) for signal in signals] == leads
    assert sum(1 + len(signal.others) for signal in signals) == len(alarms)


@given(st.lists(st.tuples(st.frozensets(st.integers(1, 6), min_size=1), st.integers(1, 40), st.floats(0.001, 1))))
def test_no_alarm_is_lost_and_their_order_does_not_matter(rows):
    alarms = [alarm(employers, seen, 3.0, p) for employers, seen, p in rows]
    signals = merged(alarms)
    assert sorted(p for s in signals for p in (s.lead.p, *(o.p for o in s.others))) == sorted(a.p for a in alarms)
    assert [s.lead for s in merged(reversed(alarms))] == [s.lead for s in signals]


def test_a_signal_is_known_again_and_says_how_it_goes():
    """Night by night: (employers, observed) alarmed of, and the state of the one signal."""
    nights = [
        (0, ({1, 2}, 12), State.NEW),
        (1, ({1, 2}, 12), State.STABLE),
        (2, ({1, 2, 3}, 16), State.GROWING),
        (3, None, State.FADING),
        (4, ({1, 2}, 12), State.STABLE),
        (40, None, State.FADING),
        (70, None, State.CLOSED),
    ]
    followed = []
    for day, seen, state in nights:
        tonight = merged([alarm(seen[0], seen[1])] if seen else [])
        followed = follow(followed, tonight, NIGHT + timedelta(day), fading_days=60)
        assert [one.state for one in followed] == [state], day
        assert followed[0].began == NIGHT
        assert followed[0].name.endswith("/3008/harmed")
    assert followed[0].reason == "连续 66 日未再报警"


def test_what_was_closed_comes_back_under_a_new_name():
    old = follow([], merged([alarm({1})]), NIGHT, 60)
    closed = follow(old, [], NIGHT + timedelta(90), 60)
    again = follow(closed, merged([alarm({1})]), NIGHT + timedelta(91), 60)
    assert [(one.state, one.began) for one in again] == [(State.NEW, NIGHT + timedelta(91)), (State.CLOSED, NIGHT)]


def test_the_best_match_keeps_the_name_where_one_splits():
    old = follow([], merged([alarm({1, 2, 3, 4})]), NIGHT, 60)
    new = follow(old, merged([alarm({1, 2, 3}), alarm({4})]), NIGHT + timedelta(1), 60)
    assert {tuple(sorted(one.signal.lead.employers)): one.state for one in new} == {
        (1, 2, 3): State.STABLE,
        (4,): State.NEW,
    }


# p of an alarm, streams, budget a month: whether it is told, and how rarely chance would bring it.
BUDGETS = [
    (0.001, 10, 1.0, True, 3000),
    (0.1, 10, 1.0, True, 30),
    (0.11, 10, 1.0, False, 27.27),
    (0.001, 600, 0.5, False, 50),
    (0.0005, 600, 0.5, True, 100),
]


@pytest.mark.parametrize(("p", "streams", "a_month", "kept", "days"), BUDGETS)
def test_the_budget_counts_all_that_is_looked_at(p, streams, a_month, kept, days):
    budget = Budget(a_month, streams, 30)
    one = alarm({1}, p=p)
    assert bool(budget.kept([one])) is kept
    assert budget.recurrence(one) == pytest.approx(days, rel=1e-3)


def test_interval_and_strength_of_an_alarm():
    one = alarm({1}, 12, 3)
    assert one.ratio == 4
    assert one.interval() == pytest.approx((2.0669, 6.9872), abs=1e-4)
    assert one.strength == pytest.approx(7.6355, abs=1e-4)
    assert alarm({1}, 2, 3).strength == 0
    assert alarm({1}, 2, 0).ratio == float("inf")


def test_nothing_overlaps_nothing():
    assert overlap(frozenset(), frozenset()) == 0
