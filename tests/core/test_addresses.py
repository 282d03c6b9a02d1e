"""Addresses are shown, kept and logged without their secrets, and still tell one camera from another."""

import pytest

from fer_core.sources.addresses import is_address, is_meant_as_address, without_secrets


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://me:geheim@192.168.1.20/live", "rtsp://192.168.1.20/live"),
        ("RTSP://me@cam:554/live", "rtsp://cam:554/live"),
        ("http://cam/video?camera=2", "http://cam/video?camera=2"),
        ("http://cam/video?camera=2&user=me&pwd=geheim&size=4", "http://cam/video?camera=2&user=...&pwd=...&size=4"),
        ("http://cam/cgi?mobile=1&accesstoken=geheim", "http://cam/cgi?mobile=1&accesstoken=..."),
        ("rtsp://cam/a;password=geheim;x=1", "rtsp://cam/a;password=...;x=1"),
        (
            "rtsp://cam/user=me_password=geheim_channel=1_stream=0.sdp",
            "rtsp://cam/user=..._password=..._channel=1_stream=0.sdp",
        ),
        ("http://cam/video#password=geheim", "http://cam/video"),
        ("http://me:123/geheim@cam/video", "http://me:123"),
        ("http://[::1]:8080/x?Token=geheim", "http://[::1]:8080/x?Token=..."),
        ("http://cam/x?a=me:geheim@b", "http://cam/x"),
        ("http://me:ge/heim@cam/video", "stream"),
        ("me:geheim@cam/video", "stream"),
        ("geheim", "stream"),
        ("http://[geheim", "stream"),
    ],
)
def test_secrets_are_hidden_and_the_rest_stays(address, shown):
    assert without_secrets(address) == shown


@pytest.mark.parametrize("address", ["http://cam/keyboard=1/monkey=2", "http://cam/x?upper=1&compass=3&tokens_per=4"])
def test_what_only_sounds_like_a_secret_stays(address):
    assert without_secrets(address) == address


@pytest.mark.parametrize("text", ["rtsp://cam/live", " HTTP://cam ", "https://me:pw@cam/x"])
def test_an_address_is_one(text):
    assert is_address(text)
    assert is_meant_as_address(text)


@pytest.mark.parametrize("text", ["clip.mp4", "C:\\films\\a.mp4", "a@b.mp4", "folder/12:30@home.mp4", "http:/cam", ""])
def test_a_files_name_is_no_address(text):
    assert not is_address(text)
    assert not is_meant_as_address(text)


@pytest.mark.parametrize("text", ["me:geheim@192.168.1.20/live", "admin:@cam", "rtps://me:geheim@cam/live"])
def test_a_mistyped_address_is_not_taken_for_a_file(text):
    assert is_meant_as_address(text)
