"""How well scans find clusters put into worlds made for it: power, what is found of them, false alarms, delay."""
