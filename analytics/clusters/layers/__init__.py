"""What each detector is asked every night, and its answers as alarms of one kind."""
