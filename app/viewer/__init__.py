"""Look through a session that was recorded: its table, its time line, its film, and what is changed in it."""
