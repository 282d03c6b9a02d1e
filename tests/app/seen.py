"""What a window shows, in short words."""

from app.play import Phase


def plays(window, kind):
    """Whether faces of this kind of source have come to the screen."""
    playing = window.session.playing
    return playing is not None and playing.kind == kind and bool(window.panels["faces"].cards) and shown(window)


def shown(window):
    return window.session.phase is Phase.RUNNING and window.view.result is not None


def said(window):
    """What the notices on the screen say, oldest first."""
    return [notice.text for notice in window.toasts.notices]
