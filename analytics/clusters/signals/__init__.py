"""The alarms of all detectors as one list of signals: merged, known again night after night, within a budget."""
