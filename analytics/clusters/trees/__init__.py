"""Tree scan: which branch of a classification holds more cases than expected, and in which months."""
