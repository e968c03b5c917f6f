"""What becomes of an illness: the stations of a case, what it is paid, and what goes wrong with it."""
