"""How many false alarms a month the province accepts, and which alarms are surprising enough for that."""

from collections.abc import Iterable
from dataclasses import dataclass

from analytics.clusters.signals.alarm import Alarm
from analytics.clusters.significance import recurrence_days

RAREST = 1e-300  # a chance that is nought to the computer is still one, and its recurrence a number


@dataclass(frozen=True)
class Budget:
    """At most `false_a_month` signals by chance, over the `streams` that are looked at anew each `period_days`.

    A stream is one detector over one hazard and outcome; its p-values already hold for all windows in it. Chances of
    streams add up at most (Boole), whatever they share, so this errs on the quiet side.
    """

    false_a_month: float
    streams: int
    period_days: float

    def recurrence(self, alarm: Alarm) -> float:
        """Days in which chance brings one alarm as surprising anywhere in the province."""
        return float(recurrence_days(max(alarm.p, RAREST) * self.streams, self.period_days))

    def kept(self, alarms: Iterable[Alarm]) -> list[Alarm]:
        """Those that chance brings more rarely than the budget allows."""
        rarest = 30 / self.false_a_month
        return [alarm for alarm in alarms if self.recurrence(alarm) >= rarest]
