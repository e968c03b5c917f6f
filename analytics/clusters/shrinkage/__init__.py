"""Empirical Bayes: ratios of small counts drawn towards what such pairs are like, and their false discovery rates."""
