"""How fast, and with how much memory, at what number of events."""
