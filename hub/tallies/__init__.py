"""Tallies: counts by place, month and group that follow every change of what they count."""
