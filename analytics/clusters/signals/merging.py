"""Alarms of all detectors put together to signals: what one small excess explains is not told again by all above it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scipy import stats

from analytics.clusters.signals.alarm import Alarm, overlap, same_matter

ALIKE = 0.5  # of the employers of either shared: the same people seen by two detectors
LEFT_OVER = 0.05  # what remains of a wider window without a narrower one is no excess of its own above this chance


@dataclass(frozen=True)
class Signal:
    """The most surprising alarm of one matter, and the others that saw it too, most surprising first."""

    lead: Alarm
    others: tuple[Alarm, ...] = ()

    @property
    def layers(self) -> tuple[str, ...]:
        """Which detectors saw it."""
        return tuple(sorted({alarm.layer for alarm in (self.lead, *self.others)}))


def merged(alarms: Iterable[Alarm]) -> list[Signal]:
    """Each alarm belongs to one signal; signals by rising chance, then by falling strength.

    Of alarms of equal chance the one with fewest employers leads: it says best where to go.
    """
    signals: list[list[Alarm]] = []
    for alarm in sorted(alarms, key=_rank):
        home = next((signal for signal in signals if _belongs(alarm, signal[0])), None)
        if home is None and _explained(alarm, [signal[0] for signal in signals]):
            home = max((signal for signal in signals if _inside(signal[0], alarm)), key=lambda each: each[0].strength)
        if home is None:
            signals.append([alarm])
        else:
            home.append(alarm)
    return [Signal(lead, tuple(others)) for lead, *others in signals]


def _rank(alarm: Alarm) -> tuple[Any, ...]:
    """Complete, so that the order in which detectors ran changes nothing."""
    told = (alarm.layer, alarm.outcome, alarm.hazard or "", alarm.where, alarm.first, alarm.last, alarm.observed)
    return (alarm.p, -alarm.strength, len(alarm.employers), sorted(alarm.employers), *told)


def _belongs(alarm: Alarm, lead: Alarm) -> bool:
    """The same people, or some of them."""
    inside = alarm.employers <= lead.employers
    return same_matter(alarm, lead) and (inside or overlap(alarm.employers, lead.employers) >= ALIKE)


def _inside(lead: Alarm, alarm: Alarm) -> bool:
    return same_matter(alarm, lead) and lead.employers < alarm.employers


def _explained(alarm: Alarm, leads: Sequence[Alarm]) -> bool:
    """Whether a wider window has no excess of its own once the narrower ones inside it are taken away."""
    inside: list[Alarm] = []
    for lead in leads:
        if _inside(lead, alarm) and all(not lead.employers & other.employers for other in inside):
            inside.append(lead)
    if not inside:
        return False
    observed = alarm.observed - sum(lead.observed for lead in inside)
    expected = alarm.expected - sum(lead.expected for lead in inside)
    return observed <= 0 or expected <= 0 or float(stats.poisson.sf(observed - 1, expected)) > LEFT_OVER
