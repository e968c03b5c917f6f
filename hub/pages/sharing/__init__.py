"""Sharing: which systems sign in, under which agreements they pull what, and which partners are pulled from."""
