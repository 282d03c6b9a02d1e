"""The commands of ``fer-train``, one a file: ``HELP``, ``add`` its arguments, ``run`` it."""
