"""The system for its administrators: users, roles, code lists, rules with their numbers, trials of law, jobs."""
