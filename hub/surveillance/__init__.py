"""From the store to findings: a pseudonymised snapshot, the analyses over it, and the flags they raise."""
