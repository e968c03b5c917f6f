"""What is said to be in which state, and what each state means: keys of texts, in the order things go."""

STATES: dict[str, tuple[tuple[str, str], ...]] = {
    "help_states_rows": (
        ("accepted", "help_accepted"),
        ("held", "help_held"),
        ("rejected", "help_rejected"),
        ("duplicates", "help_duplicates"),
    ),
    "help_states_batches": (
        ("state_received", "help_received"),
        ("state_interpreted", "help_interpreted"),
        ("state_failed", "help_failed"),
    ),
    "help_states_findings": (("finding_current", "help_current"), ("finding_closed", "help_finding_closed")),
    "help_states_tasks": tuple(
        (f"work_state_{state}", f"help_task_{state}")
        for state in ("new", "verifying", "open", "supervised", "resolved", "closed", "dismissed")
    ),
    "help_states_signals": tuple(
        (f"state_{state}", f"help_signal_{state}") for state in ("new", "growing", "stable", "fading", "closed")
    ),
    "help_states_checked": (("help_checked", "help_means_checked"), ("help_unchecked", "help_means_unchecked")),
}
