"""Users and how they sign in: passwords, second factors, sessions, limits on guessing."""
