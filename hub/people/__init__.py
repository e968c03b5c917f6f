"""Who is who: identities opened for linkage, and the decisions that join workers and part them again."""
