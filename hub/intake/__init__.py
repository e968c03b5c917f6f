"""The path of a batch: receive, then parse, validate, link and store, in one transaction."""
