"""A case as it went, from diagnosis to benefit: the tables that rules stand on, with the evidence behind each date."""
