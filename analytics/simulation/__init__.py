"""A change of law before it is switched on: edited parameters, code lists and editions, and what they would change."""
