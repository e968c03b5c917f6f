"""Help: the first day by role, what words and states mean, and how to get about without a mouse."""
