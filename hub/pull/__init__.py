"""What others take from the hub: records as messages of the national exchange."""
