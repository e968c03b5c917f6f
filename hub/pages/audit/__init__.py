"""The audit for the auditor: entries, who looks at whom, and whether the chain is whole. Reading it is written down."""
