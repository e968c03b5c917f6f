"""An examination as it was done: which mandatory items it lacks, and which numbers speak against its conclusions."""
