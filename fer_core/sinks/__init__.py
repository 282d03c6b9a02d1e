"""What takes results: tables, films, and functions; each is a row of :data:`fer_core.sinks.table.SINKS`."""
