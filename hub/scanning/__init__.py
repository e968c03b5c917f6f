"""The scan statistic on files people already have: what `ohub scan` reads and answers."""
