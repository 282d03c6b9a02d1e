"""Look through sessions that were recorded, each in a window of its own beside the main one."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from app.choice import MOST_RECENT
from app.features.base import Feature, Shell
from app.viewer.asking import real_asking
from app.viewer.window import ViewerWindow
from app.words import tr
from fer_core.session.description import DESCRIPTION_FILE
from fer_core.veil import Veil

#: Seconds for what was begun in a window that is closed.
_END_S = 30.0


class Viewing(Feature):
    """Opens sessions, and remembers which."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.asking = replace(real_asking(), session=shell.dialogs.session)
        self.windows: list[ViewerWindow] = []
        self.recent = QMenu(tr("Recent sessions"), shell.window)

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"view_session": self.ask}

    def begin(self) -> None:
        """Put the recent ones into the menu, and offer to look through what has been recorded."""
        self.recent.setToolTipsVisible(True)
        self.recent.aboutToShow.connect(self._fill)
        menu = self.shell.menus["Sessions"]
        entries = menu.actions()
        # Right behind the one that asks for any other.
        menu.insertMenu(entries[entries.index(self.shell.actions["view_session"]) + 1], self.recent)
        self.shell.recording.view_saved = self.view
        self.shell.store.changed.connect(self._veil)
        self._fill()

    def end(self) -> None:
        """Close the windows; what is changed is saved."""
        for window in tuple(self.windows):
            # What cannot be saved is asked about; who stays in the window keeps it.
            window.close()

    def ask(self) -> None:
        """Ask for a session, and show it."""
        recent = self.shell.store.settings.sessions
        start = recent[0].parent if recent else self.shell.recording.destination()
        path = self.asking.session(self.shell.window, start)
        if path is not None:
            self.view(path)

    def view(self, path: Path) -> ViewerWindow:
        """Show a session; one that is shown already comes to the front."""
        window = next((window for window in self.windows if window.wanted == path), None)
        if window is None:
            window = ViewerWindow(self.asking)
            window.set_veil(self._hidden)
            window.elsewhere = partial(self._elsewhere, window)
            window.opened.connect(self._remember)
            window.closed.connect(partial(self._closed, window))
            self.windows.append(window)
            window.open(path)
        _to_the_front(window)
        return window

    @property
    def _hidden(self) -> Veil:
        # No face of a session is the one that is selected in the live picture.
        return Veil(self.shell.store.settings.veil)

    def _veil(self) -> None:
        for window in self.windows:
            window.set_veil(self._hidden)

    def _elsewhere(self, window: ViewerWindow, edits_path: Path) -> bool:
        for other in self.windows:
            if other is not window and other.desk is not None and other.desk.document.edits_path == edits_path:
                _to_the_front(other)
                return True
        return False

    def _closed(self, window: ViewerWindow) -> None:
        if window in self.windows:
            self.windows.remove(window)
            # A report or an export that was begun there is finished all the same: the end of this window waits for it.
            jobs = window.jobs
            self.shell.session.jobs.submit(
                "viewer", lambda: jobs.join(time.monotonic() + _END_S), lambda _late: None, lambda _error: None
            )

    def _remember(self, path: Path) -> None:
        # However it was named: a recording by its folder, which is called as it is.
        if path.name == DESCRIPTION_FILE or _is_table_of_folder(path):
            path = path.parent
        others = (other for other in self.shell.store.settings.sessions if other != path)
        self.shell.store.set(sessions=(path, *others)[:MOST_RECENT])
        self._fill()

    def _fill(self) -> None:
        self.recent.clear()
        for path in self.shell.store.settings.sessions:
            action = self.recent.addAction(path.name.replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.view(path))
        self.recent.menuAction().setEnabled(bool(self.shell.store.settings.sessions))


def _to_the_front(window: ViewerWindow) -> None:
    window.show()
    window.raise_()
    window.activateWindow()


def _is_table_of_folder(path: Path) -> bool:
    return path.name == f"{path.parent.name}.csv" and (path.parent / DESCRIPTION_FILE).is_file()
