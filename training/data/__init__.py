"""Readers of data sets, and films made of stills."""

from training.data.stills import Stills, read_stills

__all__ = ["Stills", "read_stills"]
