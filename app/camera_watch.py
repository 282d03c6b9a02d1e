"""Notice cameras that are plugged in and out, and take up the one that is wanted."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial

from app.backend import Backend
from app.choice import CameraLike, camera_choice, find_camera
from app.play import Phase
from app.session import Session
from app.stand_in import unplugged_banner

#: Seconds between two looks at what is cheap to ask, and at the list itself, where nothing else tells.
_STAMP_EVERY_S, _LIST_EVERY_S = 1.0, 2.0


class CameraWatch:
    """Keeps the session's list of cameras up to date.

    Where the system tells cheaply that something has changed, it is asked every second; elsewhere the cameras are
    listed every other second, and only while one is wanted that is not there.

    Parameters
    ----------
    session
        Is told which cameras there are; it is started again when the camera comes that it wants.
    backend
        Knows the cameras.
    waits
        Tells whether what plays is not to be ended for a camera that has come: it is being recorded.
    """

    def __init__(self, session: Session, backend: Backend, waits: Callable[[], bool] = lambda: False) -> None:
        self._session, self._waits = session, waits
        self._due = False
        self._list: Callable[[], Sequence[CameraLike]] = backend.list_cameras
        self._ask_stamp = backend.cameras_stamp
        self._stamp: Hashable | None = None
        self._next_s = 0.0
        self._looking = self._begun = False

    def tick(self, now_s: float, *, seen: bool) -> None:
        """Look whether anything has changed, if it is time to; a window that nobody sees needs no list."""
        if self._due and not self._waits():
            self._due = False
            if self._session.stands_in:
                self._session.start()
        if now_s < self._next_s or not (seen or self._misses):
            return
        stamp = self._ask_stamp()
        self._next_s = now_s + (_LIST_EVERY_S if stamp is None else _STAMP_EVERY_S)
        if self._looking:
            return
        before, self._stamp = self._stamp, stamp
        if not self._begun:
            self._begun = True
            # A camera that is chosen at the start is looked for anyway.
            if self._session.wanted.kind != "camera":
                self.look()
        elif stamp != before:
            self._look(changed=True)
        elif stamp is None and self._misses:
            self.look()

    def look(self) -> None:
        """List the cameras."""
        self._look(changed=False)

    @property
    def _misses(self) -> bool:
        """Whether a camera is wanted and not playing."""
        session = self._session
        wants = session.wanted.kind == "camera"
        return wants and (session.stands_in or session.phase is Phase.WAITING)

    def _look(self, *, changed: bool) -> None:
        # A list that hangs in a driver is not asked for again.
        if not self._looking:
            self._looking = True
            found = partial(self._found, changed)
            self._session.jobs.submit("cameras", self._list, found, lambda _error: found(()))

    def _found(self, changed: bool, cameras: Sequence[CameraLike]) -> None:
        self._looking = False
        session = self._session
        before = find_camera(session.cameras, session.wanted)
        session.show_cameras(cameras)
        if session.wanted.kind != "camera":
            return
        now = find_camera(session.cameras, session.wanted)
        if session.stands_in:
            # Also where it was there and could not be used: it may be allowed, or free, by now.
            if now is not None and (changed or before is None):
                self._due = True
        elif session.playing is not None and session.phase in (Phase.RUNNING, Phase.WAITING):
            self._follow(before, now)

    def _follow(self, before: CameraLike | None, now: CameraLike | None) -> None:
        """Say that the camera that plays is gone, or back: its engine waits for it."""
        session, play = self._session, self._session.playing
        assert play is not None
        if now is not None:
            # Perhaps in another socket.
            session.wanted = camera_choice(now)
            if before is None and session.phase is Phase.RUNNING:
                session.say(None)
        elif before is not None:
            session.say(unplugged_banner(play))
