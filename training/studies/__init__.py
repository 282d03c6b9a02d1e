"""Measurements of which nothing ships: CK+, and how faces are framed."""
