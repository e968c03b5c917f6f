"""Benefit gaps on pages: the worklist by step, and one case with its timeline, its law and what is owed."""
