"""Pictures, sequences and films: how they are read, made and varied."""
