"""Benchmarks: `python -m tests.benchmarks [NAME …]` writes bench.json. Each pair runs in turns on the same input."""
