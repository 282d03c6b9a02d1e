import pytest
from fakes import FakeCamera

from app.choice import FIRST_CAMERA, camera_choice, find_camera, is_address, parse_source, without_password

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


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://host:8080/video", "http://host:8080/video"),
        ("rtsp://ada:secret@host/live", "rtsp://host/live"),
        ("https://host/video?key=secret#secret", "https://host/video"),
        ("http://secret@[::1]:81/v", "http://[::1]:81/v"),
        ("http://secret@host:notaport/", "stream"),
    ],
)
def test_what_is_shown_of_an_address_holds_no_secret(address, shown):
    assert without_password(address) == shown


@pytest.mark.parametrize("text", ["http://h/v", " HTTPS://h ", "rtsp://10.0.0.1:554/x", "rtsps://h/x"])
def test_addresses(text):
    assert is_address(text)
    assert parse_source(text).kind == "stream"


def test_a_mistyped_address_shows_no_password():
    choice = parse_source("htp://ada:secret@host/v")
    assert (choice.kind, choice.name) == ("stream", "htp://host/v")


@pytest.mark.parametrize("text", ["", "clip.mp4", "ftp://h/v", "http://", "http:clip", "http://[::1/"])
def test_no_addresses(text):
    assert not is_address(text)


def test_a_file_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    choice = parse_source("clip.mp4")
    assert (choice.kind, choice.value, choice.name) == ("file", str(tmp_path / "clip.mp4"), "clip.mp4")
