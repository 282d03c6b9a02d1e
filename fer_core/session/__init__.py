"""What is kept of a session: its description, written with it and read back with it."""
