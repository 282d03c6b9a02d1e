"""Advice at a face in the window: when it is shown, where it stands, and how it is switched off."""

import numpy as np
import pytest
from fakes import HEIGHT, WIDTH, Pictures, detection, expression, make_backend
from PySide6.QtGui import QColor, QImage, QPainter
from seen import shown

from app.choice import DEMO, file_choice, stream_choice
from app.face_marks import Overlays, draw_faces, letterbox
from app.settings import Settings
from fer_core.palette import contrast
from fer_core.tag_layout import TagLayout
from fer_core.types import Face, Frame, Track

ADVICE = "Too dark: turn on a light in front of you"
STREAM = stream_choice("http://camera.invalid/")


class Dark(Pictures):
    """Pictures of a room without a lamp."""

    def read(self):
        frame = super().read()
        return None if frame is None else Frame(frame.index, frame.t, np.full_like(frame.image, 20), frame.grabbed_t)


def dark(kind):
    return {"sources": {kind: lambda request: Dark(kind, "dark")}}


def test_advice_is_shown_at_a_face_after_a_while_and_can_be_switched_off(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path, **dark("stream")), STREAM)
    until(lambda: window.view.hints == {1: ADVICE})
    hints = window.actions_by_name["hints"]
    assert hints.isChecked()
    before = window.view.grab().toImage()
    hints.trigger()
    assert window.view.grab().toImage() != before
    window.close()
    assert not saved[-1].overlays.hints
    assert saved[-1].overlays.labels


def test_what_was_switched_off_stays_off(open_window, tmp_path):
    window = open_window(make_backend(tmp_path), STREAM, settings=Settings(overlays=Overlays(hints=False)))
    assert not window.actions_by_name["hints"].isChecked()


def test_a_face_that_is_fine_gets_no_advice(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), STREAM)
    until(lambda: shown(window) and window.view.result.frame.t > 3.0)
    assert window.view.hints == {}


def test_advice_goes_with_its_source(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, **dark("stream")), STREAM)
    until(lambda: window.view.hints)
    window.pick(DEMO)
    until(lambda: not window.view.hints)


def test_films_and_crowds_are_not_advised(open_window, until, tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"")
    window = open_window(make_backend(tmp_path, **dark("film")), file_choice(path))
    until(lambda: shown(window) and window.view.result.frame.t > 3.0)
    assert "dark" in window.view.result.seen[0].quality
    assert window.view.hints == {}
    crowd = open_window(make_backend(tmp_path, people=4, **dark("stream")), STREAM)
    until(lambda: shown(crowd) and crowd.view.result.frame.t > 3.0)
    assert "dark" in crowd.view.result.seen[0].quality
    assert crowd.view.hints == {}


# How it is drawn


NO_BOXES = Overlays(boxes=False)


def drawn(hints, *, faces=2, overlays=NO_BOXES, layout=None, grey=128):
    """Return a grey picture (H, W, 3) with the marks of faces drawn into it."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB888)
    image.fill(QColor(grey, grey, grey))
    painter = QPainter(image)
    place = letterbox((WIDTH, HEIGHT), (WIDTH, HEIGHT), mirrored=False)
    people = [Face(Track(n + 1, detection(n), 0.0, 0.0, confirmed=True), (), {}, expression()) for n in range(faces)]
    draw_faces(painter, place, people, layout or TagLayout(), overlays=overlays, hints=hints)
    painter.end()
    bits = np.asarray(image.constBits()).reshape(HEIGHT, image.bytesPerLine())
    return bits[:, : 3 * WIDTH].reshape(HEIGHT, WIDTH, 3).copy()


def changed(one, other):
    """Return the box of what is not the same: x0, y0, x1, y1."""
    rows, columns = np.nonzero((one != other).any(axis=2))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_a_hint_stands_beneath_its_tag_and_hides_no_face(themed):
    plain, told = drawn({}), drawn({1: "Come closer"})
    grey = np.full_like(plain, 128)
    tag, block = changed(drawn({}, faces=1), grey), changed(drawn({1: "Come closer"}, faces=1), grey)
    assert block[3] - block[1] > 1.7 * (tag[3] - tag[1])
    for number in range(2):
        x0, y0, x1, y1 = (round(edge) for edge in detection(number).box_px)
        assert (told[y0:y1, x0:x1] == plain[y0:y1, x0:x1]).all()


def test_a_hint_alone_is_shown_without_labels(themed):
    alone = Overlays(boxes=False, labels=False)
    assert (drawn({}, overlays=alone) == 128).all()
    assert not (drawn({1: "Hold still"}, overlays=alone) == 128).all()
    assert (drawn({1: "Hold still"}, overlays=Overlays(boxes=False, labels=False, hints=False)) == 128).all()


def test_a_tag_keeps_its_side_when_a_hint_comes_and_goes(themed):
    layout = TagLayout()
    for hints in ({}, {1: "Come closer"}, {}):
        drawn(hints, layout=layout)
        assert layout.side(1) == "over"


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_hint_can_be_read_on_any_picture(themed, grey):
    told = drawn({1: "Come closer"}, faces=1, overlays=Overlays(boxes=False, labels=False), grey=grey)
    x0, y0, x1, y1 = changed(told, np.full_like(told, grey))
    colours, counts = np.unique(told[y0 + 3 : y1 - 3, x0 + 3 : x1 - 3].reshape(-1, 3), axis=0, return_counts=True)
    ground = colours[counts.argmax()]
    ink = colours[colours.sum(axis=1).argmax()]
    assert contrast(tuple(map(int, ground)), tuple(map(int, ink))) > 4.5
