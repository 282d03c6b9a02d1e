"""The networks that fer-live ships, found through importlib.resources."""
