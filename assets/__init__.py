"""Pictures, icons and the demo clip of fer-live, found through importlib.resources."""
