"""The networks, and how they lie on the disk."""
