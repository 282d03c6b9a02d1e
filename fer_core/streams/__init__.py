"""What sends results to other programs while they are made; each is a row of :data:`fer_core.streams.table.STREAMS`."""
