"""Feeds: which endpoints are pulled, from `sources.yml` in the data directory. Secrets stay in the environment."""
