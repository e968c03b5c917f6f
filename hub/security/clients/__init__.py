"""Systems that pull: their keys, assertions and tokens, and the agreements they pull under."""
