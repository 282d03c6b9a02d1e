"""What of people is seen in the window, in its snapshots and in its films; and the sign that says so."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from fakes import HEIGHT, WIDTH, FakeCamera, Pictures, detection, make_backend
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from seen import plays
from takes import finish, session_in, start

from app import theme
from app.choice import DEMO, FIRST_CAMERA, file_choice, stream_choice
from app.face_marks import Overlays, letterbox
from app.privacy_sign import PrivacySign
from app.settings import Settings
from fer_core._cv2 import cv2
from fer_core.veil import VEILS, Veil

NOTHING_DRAWN = Overlays(boxes=False, labels=False)
#: Squares of four pixels, so that a film keeps them.
SQUARES = np.kron(
    np.random.default_rng(1).integers(0, 256, (HEIGHT // 4, WIDTH // 4, 3), np.uint8), np.ones((4, 4, 1), np.uint8)
)


class Squares(Pictures):
    """A source of pictures in which neighbours differ."""

    def read(self):
        frame = super().read()
        return None if frame is None else replace(frame, image=SQUARES)


@pytest.fixture
def backend(tmp_path):
    def opened(request):
        return Squares("camera", "Webcam")

    kinds = ("camera", "stream", "film", "demo")
    return make_backend(tmp_path, cameras=[FakeCamera()], people=2, sources=dict.fromkeys(kinds, opened))


def settings(**values):
    return Settings(agreed=True, mirror_camera=False, overlays=NOTHING_DRAWN, clean_film=True, **values)


def painted(view):
    """Return what stands on the screen, (H, W, 3)."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    # A copy: the pixels are those of an image that goes.
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def fineness(picture, box, keep=0.1):
    """Return how much neighbours differ in the inner part of a box, as (x0, y0, x1, y1)."""
    x0, y0, x1, y1 = box
    rim = keep * (x1 - x0)
    inner = picture[round(y0 + rim) : round(y1 - rim), round(x0 + rim) : round(x1 - rim)].astype(int)
    return np.abs(np.diff(inner, axis=1)).mean()


def on_screen(view, box_px):
    result = view.result
    height, width = result.frame.image.shape[:2]
    place = letterbox((view.width(), view.height()), (width, height), mirrored=view.mirrored)
    return place.box(box_px).getCoords()


def blurred(window, number):
    """Whether the face of a number, from 1, is blurred on the screen; None if it is neither one nor the other."""
    view = window.view
    box_px = detection(number - 1).box_px
    real, shown = fineness(SQUARES, box_px), fineness(painted(view), on_screen(view, box_px))
    # The picture is enlarged: neighbours differ less.
    scale = on_screen(view, box_px)[2] - on_screen(view, box_px)[0]
    real *= (box_px[2] - box_px[0]) / scale
    return True if shown < 0.35 * real else False if shown > 0.6 * real else None


def choose(window, kind):
    action = window.actions_by_name[f"veil_{kind}"]
    action.trigger()
    assert action.isChecked()


def chosen(window):
    return [kind for kind in VEILS if window.actions_by_name[f"veil_{kind}"].isChecked()]


@pytest.fixture
def window(open_window, until, backend):
    window = open_window(backend, FIRST_CAMERA, settings=settings())
    until(lambda: plays(window, "camera") and len(window.panels["faces"].cards) == 2)
    return window


# On the screen


def test_the_demo_clip_is_blurred_from_its_first_picture_on(open_window, until, tmp_path, tiny_model):
    from app.backend import real_backend

    window = open_window(real_backend(), DEMO, model=tiny_model, settings=settings(veil="faces", timeline=False))
    view, scaled = window.view, []
    take = view._scaler.take
    view._scaler.take = lambda: scaled.append(take()) or scaled[-1]
    until(lambda: sum(one is not None for one in scaled) > 12 and window.panels["faces"].cards)
    checked = 0
    for one in filter(None, scaled):
        factor = one.wanted.size_px[0] / one.wanted.result.frame.image.shape[1]
        for face in (*one.wanted.result.faces, *one.wanted.result.candidates):
            box = np.clip([edge * factor for edge in face.track.detection.box_px], 0, None)
            inner = one.pixels[round(box[1]) : round(box[3]), round(box[0]) : round(box[2]), :3]
            # Four blocks across, and what is left of others at the rim.
            assert len(np.unique(inner.reshape(-1, 3), axis=0)) <= 36
            checked += 1
    assert checked > 5
    box_px = view.result.seen[0].track.detection.box_px
    hidden = fineness(painted(view), on_screen(view, box_px))
    choose(window, "none")
    until(lambda: view.result.seen and view._scaled.wanted.veil.kind == "none")
    assert fineness(painted(view), on_screen(view, view.result.seen[0].track.detection.box_px)) > 2 * hidden


def test_each_veil_hides_on_the_screen_what_it_says(window, until):
    assert chosen(window) == ["none"]
    until(lambda: (blurred(window, 1), blurred(window, 2)) == (False, False))
    choose(window, "faces")
    assert chosen(window) == ["faces"]
    until(lambda: (blurred(window, 1), blurred(window, 2)) == (True, True))
    choose(window, "picture")
    until(lambda: len(np.unique(painted(window.view)[60:-60, 60:-60].reshape(-1, 3), axis=0)) == 1)
    choose(window, "none")
    until(lambda: (blurred(window, 1), blurred(window, 2)) == (False, False))


def test_boxes_and_labels_stand_on_a_dark_ground_where_there_are_scores_only(open_window, until, backend):
    window = open_window(backend, FIRST_CAMERA, settings=replace(settings(veil="picture"), overlays=Overlays()))
    until(lambda: plays(window, "camera"))
    picture = painted(window.view)
    yellow = (np.abs(picture.astype(int) - (240, 228, 66)) < 12).all(axis=2)
    assert yellow.sum() > 300
    assert (picture.max(axis=2) < 20).mean() > 0.8


def test_the_one_who_is_clicked_in_the_picture_is_shown(window, until):
    choose(window, "others")
    until(lambda: (blurred(window, 1), blurred(window, 2)) == (True, True))
    for number in (2, 1):
        x0, y0, x1, y1 = on_screen(window.view, detection(number - 1).box_px)
        QTest.mouseClick(window.view, Qt.MouseButton.LeftButton, pos=QPoint(round((x0 + x1) / 2), round((y0 + y1) / 2)))
        until(lambda n=number: (blurred(window, n), blurred(window, 3 - n)) == (False, True))
        assert window.recording.veils.now == Veil("others", frozenset({number}))


def test_the_one_whose_card_the_keyboard_comes_to_is_shown_and_stays_so(window, until):
    choose(window, "others")
    cards = window.panels["faces"].cards
    cards[0].setFocus()
    until(lambda: (blurred(window, 1), blurred(window, 2)) == (False, True))
    QTest.keyClick(cards[0], Qt.Key.Key_Tab)
    until(lambda: (blurred(window, 1), blurred(window, 2)) == (True, False))
    window.top_bar.start.setFocus()
    assert window.recording.veils.now.unveiled == {2}


def test_a_card_that_goes_hands_the_selection_to_nobody(window, until):
    choose(window, "others")
    panel = window.panels["faces"]
    panel.cards[0].setFocus()
    assert window.recording.veils.now.unveiled == {1}
    panel._remove(panel.cards[0])
    assert not any(card.hasFocus() for card in panel.cards)
    assert window.recording.veils.now.unveiled == {1}


def test_pointing_at_somebody_selects_nobody(window, qapp):
    choose(window, "others")
    x0, y0, x1, y1 = on_screen(window.view, detection(0).box_px)
    QTest.mouseMove(window.view, QPoint(round((x0 + x1) / 2), round((y0 + y1) / 2)))
    qapp.processEvents()
    assert window.recording.veils.now == Veil("others")


def test_another_source_has_nobody_selected(window, until):
    choose(window, "others")
    window.panels["faces"].cards[0].setFocus()
    assert window.recording.veils.now.unveiled == {1}
    window.pick(DEMO)
    until(lambda: window.session.playing.choice == DEMO and plays(window, "demo"))
    # Its face 1 is somebody else.
    assert window.recording.veils.now == Veil("others")
    until(lambda: (blurred(window, 1), blurred(window, 2)) == (True, True))


def test_a_picture_that_stands_still_is_hidden_at_once(open_window, until, tmp_path):
    backend = make_backend(tmp_path, sources={"picture": lambda request: Squares("picture", "one.png", frames=1)})
    window = open_window(backend, file_choice(Path("one.png")), settings=settings())
    until(lambda: plays(window, "picture") or window.view.result)
    until(lambda: blurred(window, 1) is False)
    choose(window, "faces")
    until(lambda: blurred(window, 1) is True)


def test_the_choice_is_remembered(open_window, until, backend, saved, tmp_path):
    window = open_window(backend, FIRST_CAMERA, settings=settings())
    choose(window, "others")
    window.close()
    path = tmp_path / "settings.json"
    saved[-1].save(path)
    again = open_window(backend, FIRST_CAMERA, settings=Settings.load(path))
    assert chosen(again) == ["others"]
    until(lambda: plays(again, "camera"))
    assert (blurred(again, 1), blurred(again, 2)) == (True, True)


def test_ctrl_b_blurs(window, until):
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert chosen(window) == ["faces"]
    until(lambda: blurred(window, 1) is True)


# What is kept


def film_of(folder):
    (path,) = folder.glob("*/*.mp4")
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_a_film_follows_the_veil_while_it_is_recorded_and_the_rows_do_not(window, until, tmp_path):
    take = start(window, until, film=True)
    film = take.sinks[1].sink
    for kind in ("none", "faces", "picture"):
        choose(window, kind)
        written = film.written
        until(lambda before=written: film.written >= before + 4)
    finish(window, until)
    session = session_in(tmp_path)
    assert session.description.file("film").facts["veils"] == ["none", "faces", "picture"]
    box_px = detection(0).box_px
    real = fineness(SQUARES, box_px)
    found = []
    for picture in film_of(tmp_path):
        dark = picture[200:, 300:].max() < 30
        found.append("picture" if dark else "faces" if fineness(picture, box_px) < 0.35 * real else "none")
    # In this order, and at least three of each: what was on its way at a change may still be as before.
    assert found == sorted(found, key=["none", "faces", "picture"].index)
    assert min(found.count(kind) for kind in ("none", "faces", "picture")) >= 3
    rows = session.rows
    assert set(zip(rows["x0"], rows["x1"], strict=True)) == {tuple(detection(n).box_px[0::2]) for n in (0, 1)}
    assert set(rows["label"]) == {"happy"}


def test_in_a_film_only_the_selected_face_is_shown(window, until, tmp_path):
    choose(window, "others")
    window.panels["faces"].cards[1].setFocus()
    take = start(window, until, film=True)
    until(lambda: take.sinks[1].sink.written >= 3)
    finish(window, until)
    for picture in film_of(tmp_path):
        fine = [fineness(picture, detection(n).box_px) / fineness(SQUARES, detection(n).box_px) for n in (0, 1)]
        assert fine[0] < 0.35
        assert fine[1] > 0.6


def test_a_film_that_outlives_its_source_shows_whom_it_showed_then(window, until):
    choose(window, "others")
    early = window.view.result
    window.panels["faces"].cards[0].setFocus()
    veils = window.recording.veils
    until(lambda: veils.of(window.view.result).unveiled == {1})
    late = window.view.result
    window.pick(DEMO)
    until(lambda: window.session.playing.choice == DEMO and plays(window, "demo"))
    assert veils.now == Veil("others")
    window.panels["faces"].cards[1].setFocus()
    choose(window, "none")
    assert veils.of(early).unveiled == set()
    assert veils.of(late) == Veil("others", frozenset({1}))


def test_a_snapshot_hides_what_the_window_hides(window, until, tmp_path):
    choose(window, "others")
    window.panels["faces"].cards[1].setFocus()
    window.actions_by_name["snapshot"].trigger()
    until(lambda: list(tmp_path.glob("*.png")) and not window.session.jobs._threads)
    (path,) = tmp_path.glob("*.png")
    picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    fine = [fineness(picture, detection(n).box_px) / fineness(SQUARES, detection(n).box_px) for n in (0, 1)]
    assert fine[0] < 0.35
    assert fine[1] > 0.6


# The sign


def words(window):
    sign = window.status.privacy
    assert sign.accessibleName() == sign.text.accessibleName() == sign.text.full_text.replace("  ·  ", ". ")
    return sign.accessibleName()


def test_the_sign_says_what_is_analysed_hidden_and_where_it_stays(window, until):
    until(lambda: words(window) == "Analysing. Faces as they are. Stays on this computer")
    said_of = {"faces": "Faces blurred", "picture": "Scores only", "others": "Faces blurred, none is selected"}
    for kind, said in said_of.items():
        choose(window, kind)
        assert words(window) == f"Analysing. {said}. Stays on this computer"
    window.panels["faces"].cards[1].setFocus()
    assert words(window) == "Analysing. Faces blurred but face 2. Stays on this computer"
    window.actions_by_name["start"].trigger()
    until(lambda: words(window) == "Not analysing. Faces blurred, none is selected. Stays on this computer")


def test_the_dot_is_filled_only_while_faces_are_analysed(window, until):
    def middle():
        dot = window.status.privacy._dot.grab().toImage()
        return dot.pixelColor(dot.width() // 2, dot.height() // 2).name()

    until(lambda: words(window).startswith("Analysing"))
    lit = middle()
    window.actions_by_name["start"].trigger()
    until(lambda: words(window).startswith("Not analysing"))
    assert middle() != lit


def test_of_a_stream_the_sign_says_where_pictures_come_from(open_window, until, backend):
    window = open_window(backend, stream_choice("rtsp://ada:secret@10.0.0.9/live"), settings=settings())
    until(lambda: words(window).startswith("Analysing"))
    assert words(window).endswith("Pictures come from rtsp://10.0.0.9/live, nothing is sent")


@pytest.mark.parametrize(("size", "text_size"), [((600, 340), 100), ((800, 500), 150), ((600, 340), 150)])
def test_in_a_small_window_the_sign_still_says_what_is_in_force(
    open_window, until, backend, themed, *, size, text_size
):
    window = open_window(backend, settings=settings(text_size=text_size), size=size)
    until(lambda: words(window).startswith("Analysing"))
    theme.apply(themed, "dark", text_size)
    seen_of = {
        "none": ("Faces as they are", "Faces shown"),
        "faces": ("Faces blurred", "Blurred"),
        "picture": ("Scores only",),
        "others": ("Faces blurred, none is selected", "Blurred"),
    }
    for kind, forms in seen_of.items():
        choose(window, kind)
        until(lambda f=forms: window.status.privacy.text.text().removeprefix("Analysing  ·  ").split("  ·  ")[0] in f)
        label = window.status.privacy.text
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
    theme.apply(themed, "dark")


def test_where_there_is_little_room_figures_go_first(window, until):
    status, text = window.status, window.status.privacy.text
    figures = (status.fps, status.latency, status.dropped, status.faces)
    choose(window, "others")
    window.panels["faces"].cards[1].setFocus()
    shown = []
    for width in range(1280, 599, -20):
        window.resize(width, 500)
        until(lambda w=width: status.width() == w)
        shown.append([figure.isVisible() for figure in figures])
        assert "Faces blurred but face 2" in text.text()
    assert shown == sorted(shown, reverse=True)
    assert shown[0] == [True] * 4
    assert shown[-1][1:] == [False] * 3


def test_the_sign_gets_shorter_step_by_step(themed, qtbot):
    sign = PrivacySign()
    qtbot.addWidget(sign)
    sign.show()
    sign.show_state(Veil("others", frozenset({2})), analysing=True)
    seen = []
    for width in range(800, 100, -5):
        sign.resize(width, 30)
        in_force = "  ·  ".join(part for part in sign.text.text().split("  ·  ") if not part.startswith("Stay"))
        if in_force not in seen:
            seen.append(in_force)
    whole = "Analysing  ·  Faces blurred but face 2"
    assert seen[:3] == [whole, "Analysing  ·  Blurred but face 2", "Blurred but face 2"]
    assert sign.accessibleName() == "Analysing. Faces blurred but face 2. Stays on this computer"


def test_a_picture_that_was_scaled_before_the_veil_is_not_painted_when_it_is_seen_again(window, until):
    until(lambda: blurred(window, 1) is False)
    view = window.view
    view.hide()
    view.set_veil(Veil("faces"))
    # Nothing new has been scaled by now.
    assert view.result is None
    assert fineness(painted(view), (10, 10, view.width() - 10, view.height() - 10)) < 1.0
    view.show()
    until(lambda: view.result is not None)
    assert blurred(window, 1)


def test_a_veil_that_is_chosen_is_there_in_the_next_painting(window, until):
    until(lambda: blurred(window, 1) is False)
    view = window.view
    view.set_veil(Veil("faces"))
    assert fineness(painted(view), (10, 10, view.width() - 10, view.height() - 10)) < 1.0
