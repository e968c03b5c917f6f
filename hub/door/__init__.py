"""The door of the service: who is asking, what they may ask for, and what every handler needs."""
