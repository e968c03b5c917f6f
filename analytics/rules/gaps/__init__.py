"""Benefit gaps: who was harmed and did not get what the law gives them, and which step broke."""
