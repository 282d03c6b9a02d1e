"""Record in a window, and open what was recorded."""

from fer_core import open_session


def start(window, until, *, rows=3, film=False):
    """Press the button of a recording, and wait until it has some rows."""
    action = window.actions_by_name["record_film" if film else "record"]
    until(lambda: window.session.can_record and action.isEnabled())
    action.trigger()
    until(lambda: window.recording.take is not None and window.recording.take.rows >= rows)
    return window.recording.take


def finish(window, until):
    """Press the button again, and wait until everything is on the disk and said."""
    window.actions_by_name["record"].trigger()
    until(lambda: not window.recording.unfinished)


def session_folders(folder):
    return sorted(path for path in folder.iterdir() if path.is_dir())


def session_in(folder):
    """Open the only recording."""
    (path,) = session_folders(folder)
    return open_session(path)


def texts(notices, *, of=("info", "done", "error")):
    return [notice.text for notice in notices if notice.kind in of]
