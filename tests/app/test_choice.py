import pytest
from fakes import FakeCamera

from app.choice import FIRST_CAMERA, camera_choice, find_camera, parse_source

FRONT, BACK = FakeCamera("Webcam", 0, "/dev/video0"), FakeCamera("Webcam", 2, "/dev/video2")
OTHER = FakeCamera("Capture card", 4, "/dev/video4")


def test_without_a_wish_the_first_camera_is_taken():
    assert find_camera([FRONT, OTHER], FIRST_CAMERA) is FRONT
    assert find_camera([], FIRST_CAMERA) is None


def test_two_cameras_of_one_name_are_told_apart_by_their_path():
    assert find_camera([FRONT, BACK], camera_choice(BACK)) is BACK


def test_a_camera_in_another_socket_is_found_by_its_name():
    moved = FakeCamera("Capture card", 0, "/dev/video9")
    assert find_camera([FRONT, moved], camera_choice(OTHER)) is moved


def test_another_camera_does_not_pass_for_the_chosen_one():
    assert find_camera([FRONT], camera_choice(OTHER)) is None
    in_its_socket = FakeCamera("Webcam", 4, OTHER.path)
    assert find_camera([in_its_socket], camera_choice(OTHER)) is None


def test_without_paths_cameras_are_told_apart_by_their_names():
    first, second = FakeCamera("Webcam", 0, ""), FakeCamera("Capture card", 1, "")
    assert find_camera([first, second], camera_choice(second)) is second
    assert find_camera([first], camera_choice(second)) is None


@pytest.mark.parametrize("text", ["http://h/v", " HTTPS://h ", "rtsp://10.0.0.1:554/x", "rtsps://h/x"])
def test_addresses(text):
    assert parse_source(text).kind == "stream"


def test_a_mistyped_address_shows_no_password():
    choice = parse_source("htp://ada:secret@host/v")
    assert (choice.kind, choice.name) == ("stream", "htp://host/v")


def test_an_address_without_its_scheme_is_no_file_and_shows_no_password(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    choice = parse_source("ada:secret@10.0.0.9/live")
    assert (choice.kind, choice.name) == ("stream", "stream")


def test_a_file_that_is_there_is_a_file_whatever_it_is_called(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ada:secret@home").touch()
    assert parse_source("ada:secret@home").kind == "file"


def test_a_file_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    choice = parse_source("clip.mp4")
    assert (choice.kind, choice.value, choice.name) == ("file", str(tmp_path / "clip.mp4"), "clip.mp4")
