"""A synthetic province, with the truth about it: people at work, what it does to them, and what becomes of their cases.

Everything follows from the seed. Nobody in it exists. The figures it is made after stand in `calibration.py`.
"""
