"""Single sign-on: a province's identity provider says who somebody is."""
