"""What others take from the hub: messages of the national exchange, and a feed of changes in the order of commits."""
