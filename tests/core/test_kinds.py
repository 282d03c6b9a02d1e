"""The kinds of sources: one row says everything of each."""

import pytest

from fer_core.sources import DEMO_NAME, KINDS, Camera, ImageFile, Paced, SourceRequest, Stream

VALUES = {"camera": 0, "film": "clip.mp4", "picture": "shot.png", "stream": "http://10.0.0.1/video", "demo": ""}


def opened(kind):
    return KINDS[kind].open(SourceRequest(VALUES[kind]))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_source_of_each_kind_calls_itself_so(kind):
    assert KINDS[kind].name == kind
    assert opened(kind).kind == kind


def test_the_kinds_come_in_this_order():
    assert list(KINDS) == ["camera", "film", "picture", "stream", "demo"]


@pytest.mark.parametrize(
    ("kind", "made", "live"),
    [("camera", Camera, True), ("film", Paced, True), ("picture", ImageFile, False), ("stream", Stream, True)],
)
def test_films_play_at_their_own_pace_and_a_picture_waits(kind, made, live):
    assert isinstance(opened(kind), made)
    assert opened(kind).live == live


def test_only_a_camera_is_mirrored_and_asked_and_only_a_picture_stands_for_itself():
    assert [name for name, kind in KINDS.items() if kind.mirrored] == ["camera"]
    assert [name for name, kind in KINDS.items() if kind.asks] == ["camera"]
    assert [name for name, kind in KINDS.items() if kind.still] == ["picture"]


def test_a_camera_is_asked_for_what_is_wanted():
    camera = KINDS["camera"].open(SourceRequest(0, "Desk", 1280, 720, 30))
    assert (camera.name, camera._asked) == ("Desk", (1280, 720, 30))


def test_the_demo_starts_again_at_its_end_and_is_called_so():
    demo = opened("demo")
    assert (demo.name, demo._transport.loop) == (DEMO_NAME, True)
    assert demo.open().name == DEMO_NAME
    demo.close()
    assert not opened("film")._transport.loop
