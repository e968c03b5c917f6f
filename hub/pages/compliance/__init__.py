"""Duties of health surveillance on pages: employers by how urgent theirs are, and the duties of one of them."""
