"""Calculators at a counter: a form, and beside it what the law says. Nothing of what is typed is kept."""
