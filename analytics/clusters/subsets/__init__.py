"""Subset scan: which values of which attributes, taken together, hold more cases than expected."""
