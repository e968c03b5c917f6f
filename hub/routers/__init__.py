"""HTTP: the JSON API under `/api/v1`, health, metrics, and refusals as problem details (RFC 9457)."""
