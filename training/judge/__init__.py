"""How good a model is, on stills, films and clips."""
