"""Looking after what is kept: sealing it anew under another key, signing where the audit ends."""
