"""Who is acting, with which keys, and what of a person is kept where."""
