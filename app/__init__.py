"""fer-live."""
