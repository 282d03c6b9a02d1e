import json
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from fakes import make_backend
from seen import plays

from app.choice import DEMO, CameraMode, Choice
from app.face_marks import Overlays
from app.recording_plan import RecordingPlan
from app.settings import Settings
from app.stream_settings import StreamSettings
from fer_core.rules.language import Rule

FULL = Settings(
    source=Choice("file", "/home/ada/clip.mp4", "clip.mp4"),
    mode=CameraMode(1280, 720, 30),
    mirror_camera=False,
    mirror_other=True,
    geometry=b"\x00\x01\xff",
    folder=Path("/home/ada/sessions"),
    model=Path("/home/ada/model"),
    models=(Path("/home/ada/model"), Path("/home/ada/other")),
    sessions=(Path("/home/ada/sessions/talk"),),
    threads=4,
    provider="CUDAExecutionProvider",
    every_picture=True,
    clean_film=True,
    veil="others",
    rules=(Rule("glad", "happy", "above", 0.7),),
    agreed=True,
    streams=StreamSettings(osc=True, osc_port=57120, websocket_host="0.0.0.0", token="abc", lsl_name="room 2"),
    recent=(Choice("file", "/home/ada/clip.mp4", "clip.mp4"),),
    timeline=False,
    room=True,
    theme="light",
    language="de",
    text_size=130,
    shortcuts={"demo": "", "hold": "Ctrl+K"},
    overlays=Overlays(boxes=False, points=True),
    plan=RecordingPlan("talk", "P07", "calm", "clean", blurred=True, minutes=2.5, countdown_s=3),
    part_mb=500,
    left=(Path("/home/ada/fer-live/talk"),),
)
DEFAULTS = Settings()


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "deep" / "settings.json"
    assert FULL.save(path)
    assert Settings.load(path) == FULL
    assert {file.name for file in path.parent.iterdir()} == {"settings.json", "window.json"}


def test_without_a_file_the_defaults_are_used(tmp_path):
    assert Settings.load(tmp_path / "none.json") == DEFAULTS


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("source", {"kind": "telepathy", "value": "", "name": ""}),
        ("source", {"kind": "file"}),
        ("source", {"kind": "file", "value": "a\0b", "name": "x"}),
        ("source", []),
        ("mode", {"width": -1, "height": 720, "fps": 30}),
        ("mode", {"width": "wide", "height": 720, "fps": 30}),
        ("mode", {"width": True, "height": 720, "fps": 30}),
        ("mirror_camera", "yes"),
        ("mirror_other", None),
        ("geometry", "not base64!"),
        ("geometry", 7),
        ("folder", ["a"]),
        # Half of a pair of characters: no file can be called that.
        ("folder", "/home/ada/\ud83d"),
        ("model", "\ud83d"),
        ("models", ["/home/ada/model", "\ud83d"]),
        ("source", {"kind": "file", "value": "\ud83d", "name": "x"}),
        ("model", 1.5),
        ("models", "/home/ada/model"),
        ("streams", []),
        ("streams", {"osc": 1}),
        ("streams", {"osc_port": 0}),
        ("streams", {"osc_port": True}),
        ("streams", {"websocket_port": 65536}),
        ("streams", {"osc_host": ""}),
        ("streams", {"osc_host": "a\nb"}),
        ("streams", {"token": None}),
        ("models", [7]),
        ("models", ["a\0b"]),
        ("threads", 0),
        ("threads", True),
        ("threads", "all"),
        ("provider", None),
        ("every_picture", "yes"),
        ("clean_film", 1),
        ("veil", "lace"),
        ("veil", ["faces"]),
        ("agreed", "yes"),
        ("timeline", "no"),
        # A theme that there is no more, or not yet.
        ("theme", "sepia"),
        ("theme", None),
        ("theme", ["dark"]),
        ("theme", {"dark": "light"}),
        ("language", "tlh"),
        ("language", 7),
        ("text_size", 125),
        ("text_size", "130"),
        ("text_size", True),
        ("text_size", 130.0),
        ("shortcuts", ["Ctrl+K"]),
        ("shortcuts", None),
        ("overlays", {"boxes": "no"}),
        ("overlays", 7),
        ("plan", 7),
        ("plan", {"name": 7}),
        ("plan", {"film": "burnt"}),
        ("plan", {"blurred": "yes"}),
        ("plan", {"minutes": -1}),
        ("plan", {"minutes": True}),
        ("plan", {"countdown_s": 4}),
        ("part_mb", -1),
        ("part_mb", "1 GB"),
        ("left", "talk"),
    ],
)
def test_a_bad_key_is_dropped_alone(tmp_path, key, bad):
    path = tmp_path / "settings.json"
    FULL.save(path)
    file = path.with_name("window.json") if key == "geometry" else path
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), key: bad}), "utf-8")
    loaded = Settings.load(path)
    assert getattr(loaded, key) == getattr(DEFAULTS, key)
    others = {known.name for known in fields(Settings)} - {key, "others"}
    assert all(getattr(loaded, other) == getattr(FULL, other) for other in others)


def test_every_field_has_a_test_of_what_is_kept():
    same = {known.name for known in fields(Settings) if getattr(FULL, known.name) == getattr(DEFAULTS, known.name)}
    assert same == {"others"}


def test_what_was_chosen_stays_where_a_theme_or_a_language_is_missing(open_window, until, tmp_path, *, saved):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"theme": "sepia", "language": "tlh", "timeline": False}), "utf-8")
    settings = Settings.load(path)
    assert (settings.theme, settings.language, settings.timeline) == ("system", "system", False)
    window = open_window(make_backend(tmp_path), DEMO, settings=settings)
    until(lambda: plays(window, "demo"))
    assert window.actions_by_name["theme_system"].isChecked()
    window.close()
    saved[-1].save(path)
    assert json.loads(path.read_text("utf-8"))["language"] == "system"


@pytest.mark.parametrize("end", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_half_written_gives_the_defaults(tmp_path, end):
    path = tmp_path / "settings.json"
    FULL.save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * end)])
    loaded = Settings.load(path)
    assert loaded == replace(DEFAULTS, geometry=FULL.geometry)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "null", "[" * 100_000, "\udcff"])
def test_a_broken_file_never_stops_the_start(tmp_path, text):
    path = tmp_path / "settings.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert Settings.load(path) == DEFAULTS


def test_a_newer_file_is_read_as_far_as_it_is_understood(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 99, "mirror_camera": False, "hologram": True}), "utf-8")
    assert not Settings.load(path).mirror_camera


def test_the_place_of_the_window_is_kept_apart_and_found_where_an_older_version_kept_it(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 1, "geometry": "AAH/"}), "utf-8")
    loaded = Settings.load(path)
    assert loaded.geometry == b"\x00\x01\xff"
    loaded.save(path)
    assert "geometry" not in json.loads(path.read_text("utf-8"))
    assert Settings.load(path).geometry == loaded.geometry


def test_a_password_is_not_kept(tmp_path):
    path = tmp_path / "settings.json"
    Settings(source=Choice("stream", "rtsp://ada:secret@10.0.0.9:554/live?token=abc", "10.0.0.9")).save(path)
    text = path.read_text("utf-8")
    assert "secret" not in text
    assert "abc" not in text
    assert Settings.load(path).source.value == "rtsp://10.0.0.9:554/live?token=..."


def test_a_camera_chosen_in_the_address_is_kept(tmp_path):
    path = tmp_path / "settings.json"
    Settings(source=Choice("stream", "http://10.0.0.9/video?camera=2", "10.0.0.9")).save(path)
    assert Settings.load(path).source.value == "http://10.0.0.9/video?camera=2"


def test_what_a_newer_version_has_written_is_kept(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 99, "mirror_camera": False, "hologram": {"on": True}}), "utf-8")
    Settings.load(path).save(path)
    stored = json.loads(path.read_text("utf-8"))
    assert stored["hologram"] == {"on": True}
    assert stored["mirror_camera"] is False


def test_a_place_that_cannot_be_written_is_no_failure(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert not FULL.save(tmp_path / "file" / "settings.json")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's files from others by itself")
def test_nobody_else_may_read_the_token(tmp_path):
    path = tmp_path / "settings.json"
    FULL.save(path)
    assert path.stat().st_mode & 0o077 == 0
