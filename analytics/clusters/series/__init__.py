"""Counts over time: which series had more this week or month than their own past explains."""
