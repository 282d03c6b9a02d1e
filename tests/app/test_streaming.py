"""Streams in the window: switched on and off, each with a lamp; what cannot begin stops nothing."""

import re
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit
from seen import plays

from app.features import Preferences
from app.preferences import PREFERENCES
from app.settings import Settings
from app.stream_settings import SHORT_TITLES, TITLES, StreamSettings, key_of
from fer_core.streams.base import StreamOptions, StreamState
from fer_core.streams.table import STREAMS
from fer_core.veil import Veil

# What the tests of the library listen with.
sys.path.append(str(Path(__file__).parents[1] / "core"))

from receivers import LOOPBACK, free_port, listen, message, osc_receiver


@pytest.fixture
def window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    return window


def lamps(window):
    return {name: button.lamp for name, button in window.status.lamps.lamps.items()}


def switch(window, name):
    window.actions_by_name[f"stream_{key_of(name)}"].trigger()


def set_streams(window, **values):
    window.store.set(streams=replace(window.store.settings.streams, **values))


def told(notices):
    return [notice.text for notice in notices]


def test_every_stream_has_its_words_its_switch_and_its_setting():
    assert {name: kind.title for name, kind in STREAMS.items()} == TITLES
    assert {name: kind.short for name, kind in STREAMS.items()} == SHORT_TITLES
    parts = {part for row in PREFERENCES if row.key == "streams" for part in row.parts}
    assert parts == set(StreamSettings.__dataclass_fields__)


def test_at_first_nothing_is_on_and_no_lamp_is_there(window):
    assert window.store.settings.streams.on == ()
    assert not window.status.lamps.isVisible()
    assert not any(window.actions_by_name[f"stream_{key_of(name)}"].isChecked() for name in STREAMS)


def test_osc_is_sent_while_it_is_on_and_the_lamp_says_so(window, until):
    with osc_receiver() as (port, got):
        set_streams(window, osc_port=port)
        switch(window, "osc")
        until(lambda: any(address == "/fer-live/face/1/label" for address, _, _ in got))
        until(lambda: lamps(window)["osc"].state is StreamState.SENDING)
        button = window.status.lamps.lamps["osc"]
        assert button.isVisible()
        assert button.accessibleName() == "Open Sound Control: sending"
        assert f"osc://127.0.0.1:{port}" in button.toolTip()
        assert "Sent to other programs: OSC" in window.status.privacy.accessibleName()
        switch(window, "osc")
        assert not window.status.lamps.isVisible()
        assert "Stays on this computer" in window.status.privacy.accessibleName()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell who sends that nobody listens")
def test_where_nobody_listens_the_lamp_says_so(window, until):
    set_streams(window, osc_port=free_port(socket.SOCK_DGRAM), osc=True)
    until(lambda: lamps(window)["osc"].state is StreamState.UNHEARD)
    assert window.status.lamps.lamps["osc"].accessibleName() == "Open Sound Control: nobody listens"


def test_the_websocket_gets_a_token_and_the_address_that_is_copied_works(window, until, notices, saved):
    set_streams(window, websocket_port=free_port())
    switch(window, "websocket")
    until(lambda: lamps(window)["websocket"].state is StreamState.UNHEARD)
    window.actions_by_name["copy_overlay"].trigger()
    address = QGuiApplication.clipboard().text()
    port, token = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/overlay#token=([\w-]{24,})", address).groups()
    with listen(int(port), token) as connection:
        assert message(connection, "hello")["source"] == {"kind": "camera", "name": "Webcam"}
        assert message(connection)["faces"][0]["label"] == "happy"
        until(lambda: lamps(window)["websocket"].state is StreamState.SENDING)
        window.actions_by_name["renew_token"].trigger()
    assert window.store.settings.streams.token != token
    # It is served anew at the same port, and knows the new one alone.
    until(lambda: lamps(window)["websocket"].state is StreamState.UNHEARD)
    with listen(int(port), window.store.settings.streams.token) as connection:
        assert message(connection, "hello")
    assert token not in repr(window.store.settings)
    assert not [text for text in told(notices) if token in text or window.store.settings.streams.token in text]


def test_no_token_stands_in_the_log(window, until, faults):
    set_streams(window, websocket_port=free_port(), websocket=True)
    token = window.store.settings.streams.token
    assert token
    until(lambda: lamps(window)["websocket"].state is StreamState.UNHEARD)
    window.actions_by_name["copy_overlay"].trigger()
    log = faults.log_file
    assert token not in (log.read_text() if log.exists() else "")


def test_a_port_that_is_taken_is_told_once_and_the_picture_goes_on(window, until, notices, monkeypatch):
    monkeypatch.setattr("fer_core.streams.websocket_server._PORT_WAIT_S", 0.0)
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        set_streams(window, websocket_port=port, websocket=True)
        until(lambda: lamps(window)["websocket"].state is StreamState.FAILED)
    (words,) = [text for text in told(notices) if "Port" in text]
    assert words.startswith(f"WebSocket: Port {port} is taken by another program")
    assert "taken by another program" in window.status.lamps.lamps["websocket"].toolTip()
    assert plays(window, "camera")
    # Off and on again is another try.
    switch(window, "websocket")
    switch(window, "websocket")
    until(lambda: lamps(window)["websocket"].state is StreamState.UNHEARD)


def test_a_package_that_is_missing_is_told_and_recording_goes_on(window, until, notices, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    window.recording.start()
    until(lambda: window.recording.active)
    switch(window, "virtualcam")
    until(lambda: lamps(window)["virtualcam"].state is StreamState.FAILED)
    assert any("pip install 'fer-live[virtualcam]'" in text for text in told(notices))
    assert window.recording.active
    assert plays(window, "camera")


@pytest.fixture
def options_of(monkeypatch):
    """Note with what the streams of a kind are made for a session; none begins, as its package is missing."""

    def watched(name, package):
        made = []

        def make(options):
            if options.veil is not StreamOptions().veil:
                made.append(options)
            return kind.make(options)

        kind = STREAMS[name]
        monkeypatch.setitem(STREAMS, name, replace(kind, make=make))
        monkeypatch.setitem(sys.modules, package, None)
        return made

    return watched


def test_what_is_hidden_in_the_window_is_hidden_in_the_virtual_camera(window, until, options_of):
    made = options_of("virtualcam", "pyvirtualcam")
    switch(window, "virtualcam")
    until(lambda: made)
    window.actions_by_name["veil_faces"].trigger()
    until(lambda: made[0].veil(window.view.result) == Veil("faces"))


def test_a_marker_that_comes_in_is_a_mark_of_the_session(window, until, options_of, monkeypatch):
    made, marks = options_of("lsl-markers", "pylsl"), []
    monkeypatch.setattr(window.session.engine, "mark", lambda *values, **more: marks.append((values, more)))
    switch(window, "lsl-markers")
    until(lambda: made)
    made[0].on_mark("cue 7", 12.5)
    assert marks == [(("marker", "cue 7"), {"t": 12.5})]
    assert "Stays on this computer" in window.status.privacy.accessibleName()


def test_a_stream_goes_on_with_another_source(window, until):
    with osc_receiver() as (port, got):
        set_streams(window, osc_port=port, osc=True)
        until(lambda: got)
        window.session.stop()
        until(lambda: lamps(window)["osc"].state is StreamState.WAITING)
        got.clear()
        window.session.start()
        until(lambda: any(address == "/fer-live/frame" for address, _, _ in got))


def test_what_is_on_is_remembered_and_begins_with_the_next_start(open_window, until, tmp_path, saved):
    with osc_receiver() as (port, got):
        settings = Settings(agreed=True, streams=StreamSettings(osc=True, osc_port=port))
        window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), settings=settings)
        until(lambda: any(address == "/fer-live/frame" for address, _, _ in got))
        assert window.actions_by_name["stream_osc"].isChecked()


def test_a_websocket_that_others_reach_is_warned_of_once(window, until, notices):
    set_streams(window, websocket_host="0.0.0.0", websocket_port=free_port(), websocket=True)
    until(lambda: lamps(window)["websocket"].state is StreamState.UNHEARD)
    set_streams(window, lsl_name="other")
    warnings = [text for text in told(notices) if "nothing is encrypted" in text]
    assert len(warnings) == 1
    assert "ws://0.0.0.0:" in warnings[0]


def test_a_lamp_leads_to_the_settings(window, until):
    set_streams(window, osc=True)
    QTest.keyClick(window.status.lamps.lamps["osc"], Qt.Key.Key_Space)
    assert window.feature(Preferences).page.dialog is not None


# On the page of the settings


def row(window, title):
    page = window.feature(Preferences).page.show()
    (found,) = (frame for frame in page.rows if frame.row.title == title)
    return found


def test_host_and_port_are_taken_and_nonsense_is_put_back(window):
    host, port = row(window, "Where OSC goes").findChildren(QLineEdit)
    for line, text in ((host, "192.168.1.7"), (port, "57120")):
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
    settings = window.store.settings.streams
    assert (settings.osc_host, settings.osc_port) == ("192.168.1.7", 57120)
    for line, text in ((port, "0"), (port, "70000"), (port, "port"), (host, "   ")):
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert (host.text(), port.text()) == ("192.168.1.7", "57120")
    assert window.store.settings.streams == settings


def test_what_is_being_typed_stays_while_another_setting_changes(window):
    lines = [
        *row(window, "Where OSC goes").findChildren(QLineEdit),
        *row(window, "Name of the stream").findChildren(QLineEdit),
    ]
    for line, text in zip(lines, ("10.0.0", "57", "lab"), strict=True):
        line.setText(text)
    window.store.set(timeline=not window.store.settings.timeline)
    assert [line.text() for line in lines] == ["10.0.0", "57", "lab"]


def test_a_name_is_taken_and_an_empty_one_is_put_back_where_it_must_not_be(window):
    (name,) = row(window, "Name of the stream").findChildren(QLineEdit)
    name.selectAll()
    QTest.keyClicks(name, "room 2")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert window.store.settings.streams.lsl_name == "room 2"
    name.selectAll()
    QTest.keyClick(name, Qt.Key.Key_Delete)
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert name.text() == "room 2"
    (device,) = row(window, "Device of the virtual camera").findChildren(QLineEdit)
    QTest.keyClicks(device, "/dev/video9")
    QTest.keyClick(device, Qt.Key.Key_Return)
    device.selectAll()
    QTest.keyClick(device, Qt.Key.Key_Delete)
    QTest.keyClick(device, Qt.Key.Key_Return)
    assert window.store.settings.streams.device == ""


def test_the_switch_of_the_page_and_the_menu_agree(window):
    QTest.keyClick(row(window, "Open Sound Control").findChild(QCheckBox), Qt.Key.Key_Space)
    assert window.actions_by_name["stream_osc"].isChecked()
