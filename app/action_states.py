"""What each action is called and whether it can be used, as things stand."""

from collections.abc import Mapping

from PySide6.QtGui import QAction

from app.actions import set_tip
from app.icons import icon
from app.play import Phase
from app.recording import Recording
from app.session import Session
from app.summary import record_tip
from app.words import tr


def refresh_actions(actions: Mapping[str, QAction], session: Session, recording: Recording) -> None:
    """Bring the actions in step with what plays and what is recorded."""
    busy = session.busy
    start = actions["start"]
    start.setText(tr("Stop") if busy else tr("Start"))
    start.setIconText(start.text())
    # On the accent, as long as it says "Start".
    start.setIcon(icon("stop") if busy else icon("start", "bright"))
    set_tip(start, tr("Stop the picture") if busy else tr("Start the picture"))
    record = actions["record"]
    active = recording.active
    # Enabled while it starts, too: a button that is disabled hands the keyboard on to its neighbour.
    can_record = recording.can_start
    record.setEnabled(active or can_record)
    record.setText(tr("Finish") if active else tr("Don't record") if recording.awaited else tr("Record"))
    record.setIconText(record.text())
    record.setIcon(icon("recording" if active else "record"))
    set_tip(record, record_tip(session, recording))
    idle = not active and not recording.starting and not recording.awaited
    for name in ("record_film", "record_details"):
        actions[name].setEnabled(idle and can_record)
    actions["snapshot"].setEnabled(session.phase in (Phase.RUNNING, Phase.ENDED))
