"""Sessions as files of other programs: one row of a table for each format."""
