"""Statistics for everybody: each closed month is counted once, protected with all that was ever published, and kept."""
