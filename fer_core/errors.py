"""The errors of fer-live.

::

    FerError
    |-- SourceError        a camera, file, picture or stream cannot be opened or read
    |   `-- SourceLost     a live source that worked has stopped delivering; it may come back
    |-- DetectorError      the face detector cannot be loaded or run
    |-- ModelError         a network or its description is missing, damaged or of an unknown version
    |-- DataError          a data set, a row of it or a checkpoint is not what it should be
    `-- SinkError          a recording, a snapshot or a report cannot be written

A message is one or two sentences: what is wrong with what, and what to do about it. It is shown to people as it
stands; the traceback goes to the log file.
"""


class FerError(Exception):
    """What is expected to go wrong, said in a sentence for people."""


class SourceError(FerError):
    """A camera, a file, a picture or a stream cannot be opened or read."""


class SourceLost(SourceError):  # noqa: N818
    """A live source that was delivering frames has stopped; opening it again may help."""


class DetectorError(FerError):
    """The face detector cannot be loaded or run."""


class ModelError(FerError):
    """A network or its description is missing, damaged, inconsistent or of an unknown version."""


class DataError(FerError):
    """A data set, a row of it or a training checkpoint is not what it should be."""


class SinkError(FerError):
    """A recording, a snapshot or a report cannot be written."""
