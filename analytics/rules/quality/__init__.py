"""Faults in what arrived: records that contradict each other, each with how to mend it and who must."""
