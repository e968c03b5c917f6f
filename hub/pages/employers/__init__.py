"""Employers: the list of those behind the fence, and one of them with all that is known of it."""
