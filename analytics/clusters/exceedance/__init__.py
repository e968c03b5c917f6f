"""How often the limit is exceeded at a workplace, from few readings of which some are below detection."""
