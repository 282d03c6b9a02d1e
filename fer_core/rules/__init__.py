"""Rules that set marks by themselves: a small language, and one evaluator for what is live and what was recorded."""
