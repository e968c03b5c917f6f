"""The audit: entries, the chain over them, what finds a changed one, checkpoints to be kept elsewhere."""
