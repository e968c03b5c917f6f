"""Which gaps a story holds as of today: what should have happened by which day, and did not.

Counted out from the story and the law alone, never by the rules that must find them.
"""
