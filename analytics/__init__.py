"""Numbers from tables: pure functions, Ibis expressions in and out, the date passed in; no web and no store of ours."""
