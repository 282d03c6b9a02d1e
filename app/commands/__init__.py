"""The commands that need no window, one a file: ``parser`` says what it takes, ``run`` does it."""
