"""The words that pages explain, in groups: what each means stands in the texts as `term_means_<word>`."""

TERMS: dict[str, tuple[str, ...]] = {
    "help_terms_people": ("worker", "pseudonym", "mask", "unmask", "look", "role", "permission", "fence", "territory"),
    "help_terms_records": (
        *("record", "version", "batch", "row", "held", "rejected", "duplicate", "issue", "receipt", "merge"),
        *("source", "employer", "examination", "suspicion", "diagnosis", "determination", "assessment", "tombstone"),
    ),
    "help_terms_findings": (
        *("finding", "gap", "contradiction", "compliance", "evidence", "verified", "parameter", "decision", "due"),
    ),
    "help_terms_signals": (
        *("signal", "cluster", "observed", "expected", "ratio", "interval", "calibration", "recurrence", "snapshot"),
    ),
    "help_terms_benefits": (
        *("entitlement", "own_wage", "allowance", "lump_sum", "paid_leave", "nursing", "payer", "advance_payment"),
        *("pooling_area", "dependant", "edition", "follow_up"),
    ),
    "help_terms_sharing": (
        *("client", "agreement", "view", "pull", "push", "cursor", "feed", "reconciliation", "bulk_export", "horizon"),
    ),
    "help_terms_safety": (
        *("entry", "chain", "checkpoint", "second_factor", "recovery_code", "session", "three_offices", "retention"),
        *("hold", "vault", "key_ring", "code_list", "overlay", "job"),
    ),
}
