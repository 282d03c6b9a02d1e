"""From a finished run to the model that the app reads, and back."""
