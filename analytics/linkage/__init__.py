"""Probabilistic record linkage (Fellegi and Sunter 1969): which workers of a table are probably one person."""
