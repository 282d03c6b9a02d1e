"""Analyse the whole film from the window, by the engine of ``fer-live analyze``."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from fakes import FakeCamera, make_backend, make_pipeline
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from seen import plays, said

from app import whole_file_pages
from app.backend import real_backend
from app.bars import Bars
from app.choice import DEMO, FIRST_CAMERA, file_choice
from app.features import WholeFiles
from app.play import Phase
from app.whole_file import Finding, Progress, WholeFile
from app.whole_file_pages import FindingPage, ProgressPage
from fer_core import open_session
from fer_core.analysis import analyse
from fer_core.errors import SinkError
from fer_core.session.summary import FaceSummary, Share

REAL = real_backend()


@pytest.fixture
def backend(tmp_path):
    return make_backend(tmp_path / "out", people=2, open=REAL.open, kind_of_file=REAL.kind_of_file)


@pytest.fixture
def on_film(open_window, until, film, backend):
    """Open a window on a film that plays again and again."""

    def opened(changed=None):
        window = open_window(changed or backend, file_choice(film))
        until(lambda: window.session.film.transport is not None)
        # It lasts less than half a second.
        window.actions_by_name["loop"].trigger()
        until(lambda: plays(window, "film"))
        return window

    return opened


@pytest.fixture
def gate():
    """Opens what waits for it, at the end at the latest."""
    made = threading.Event()
    yield made
    made.set()


def held_up(backend, gate, *, at=3):
    """Return the backend with an analysis that waits after some pictures."""

    def waiting(order, on_progress, on_note):
        def progress(done, total):
            if done == at:
                gate.wait(30)
            on_progress(done, total)

        return backend.analyse(order, progress, on_note)

    return replace(backend, analyse=waiting)


def feature(window):
    return window.feature(WholeFiles)


def analyse_in(window):
    window.actions_by_name["analyse_file"].trigger()


def words_of(page):
    return [label.text() for label in page.findChildren(QLabel) if label.text()]


def test_every_picture_is_read_and_the_shares_are_shown(on_film, until, tmp_path, *, film, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    window = on_film()
    analyse_in(window)
    until(lambda: feature(window).page is not None)
    page = feature(window).page
    table = tmp_path / "out" / "film.csv"
    session = open_session(table)
    assert (session.status, session.description.source.kind) == ("whole", "film")
    # Every picture from the first one on in which the faces are confirmed.
    assert session.rows["frame"][-1] == 11
    assert set(session.rows["face_id"]) == {1, 2}
    assert page.isVisible()
    words = words_of(page)
    assert "12 pictures, 2 faces" in words
    seen = session.row_count // 2
    assert [text for text in words if text.startswith("Face ")] == [
        f"Face {number}   ·   {seen} pictures" for number in (1, 2)
    ]
    shares = [dict(bars.rows) for bars in page.findChildren(Bars)]
    assert [one["Happy"] for one in shares] == ["100 %", "100 %"]
    assert not said(window)
    QTest.mouseClick(page.folder, Qt.MouseButton.LeftButton)
    assert opened == [str(tmp_path / "out")]
    page.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert feature(window).page is None


def test_the_film_is_held_meanwhile_and_goes_on_afterwards(on_film, until, *, backend, gate):
    window = on_film(held_up(backend, gate))
    action = window.actions_by_name["analyse_file"]
    assert action.isEnabled()
    analyse_in(window)
    assert window.session.film.held
    assert not action.isEnabled()
    progress = feature(window).progress
    assert progress.isVisible()
    # The window can be used, and the page shows how far it is.
    until(lambda: "2 of 12 pictures" in progress.figures.text())
    assert (progress.bar.value(), progress.bar.maximum()) == (2, 12)
    assert progress.figures.text().startswith("16 %")
    assert "left" in progress.figures.text()
    assert progress.bar.accessibleDescription() == progress.figures.text()
    gate.set()
    until(lambda: feature(window).page is not None)
    assert feature(window).progress is None
    assert not window.session.film.held
    assert action.isEnabled()
    before = window.view.result
    until(lambda: window.view.result is not before)


def test_a_film_that_was_held_before_stays_so(on_film, until):
    window = on_film()
    window.actions_by_name["hold"].trigger()
    analyse_in(window)
    until(lambda: feature(window).page is not None)
    assert window.session.film.held


@pytest.mark.parametrize("how", ["button", "escape"])
def test_a_cancelled_analysis_keeps_what_it_has_and_an_earlier_result(
    on_film, until, tmp_path, *, backend, gate, film, notices, how
):
    out = tmp_path / "out"
    analyse(film, out, make=lambda model=None, still=False: make_pipeline(1, still=still))
    former = (out / "film.csv").read_bytes()
    window = on_film(held_up(backend, gate, at=8))
    analyse_in(window)
    progress = feature(window).progress
    until(lambda: progress.bar.value() == 7)
    if how == "button":
        QTest.mouseClick(progress.button, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(progress, Qt.Key.Key_Escape)
    assert progress.figures.text() == "Stopping…"
    assert progress.isVisible()
    gate.set()
    until(lambda: notices)
    assert notices[0].text == (
        "The analysis of film.avi was stopped. The rows until then are in a file whose name ends in .partial.csv."
    )
    assert notices[0].action == "Open folder"
    assert (out / "film.csv").read_bytes() == former
    part = open_session(out / "film.partial.csv")
    assert part.status == "interrupted"
    assert part.row_count > 0
    assert feature(window).page is None
    assert not window.session.film.held
    assert window.actions_by_name["analyse_file"].isEnabled()


def test_what_goes_wrong_is_one_sentence(on_film, until, *, backend, notices):
    def full(order, on_progress, on_note):
        msg = "The disk is full."
        raise SinkError(msg)

    window = on_film(replace(backend, analyse=full))
    analyse_in(window)
    until(lambda: notices)
    assert [(notice.text, notice.kind) for notice in notices] == [("The disk is full.", "error")]
    assert feature(window).progress is None
    assert not window.session.film.held
    assert window.actions_by_name["analyse_file"].isEnabled()


def test_the_window_closes_while_a_file_is_analysed(on_film, until, tmp_path, *, backend, gate, answers):
    window = on_film(held_up(backend, gate))
    analyse_in(window)
    until(lambda: feature(window).progress.bar.value() == 2)
    answers.next_break = False
    window.close()
    assert window.isVisible()
    (question,) = answers.would_break
    assert question.startswith("film.avi is still being analysed.")
    assert ".partial.csv" in question
    answers.next_break = True
    window.close()
    assert not window.isVisible()
    gate.set()
    assert window.session.wait_closed(10.0) == ()
    assert (tmp_path / "out" / "film.partial.csv").is_file()


def test_the_system_closes_the_window_without_a_question(on_film, until, *, backend, gate, answers):
    window = on_film(held_up(backend, gate))
    analyse_in(window)
    until(lambda: feature(window).progress.bar.value() == 2)
    window.leave()
    assert not window.isVisible()
    assert answers.would_break == []
    gate.set()


def test_another_film_that_was_opened_meanwhile_is_left_alone(on_film, until, tmp_path, *, backend, gate, film):
    window = on_film(held_up(backend, gate))
    analyse_in(window)
    window.pick(DEMO)
    until(lambda: plays(window, "demo"))
    window.actions_by_name["hold"].trigger()
    gate.set()
    until(lambda: feature(window).page is not None)
    assert window.session.film.held


@pytest.mark.parametrize("choice", [DEMO, FIRST_CAMERA])
def test_only_a_film_can_be_analysed(open_window, until, tmp_path, choice):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), choice)
    until(lambda: plays(window, choice.kind))
    assert not window.actions_by_name["analyse_file"].isEnabled()


def test_a_film_that_has_ended_can_be_analysed(open_window, until, film, backend):
    window = open_window(backend, file_choice(film))
    until(lambda: window.session.phase is Phase.ENDED and window.session.engine is None)
    analyse_in(window)
    until(lambda: feature(window).page is not None)
    assert window.session.phase is Phase.ENDED


def test_the_model_and_the_output_that_are_in_use_read_the_file(on_film, until, tmp_path, *, backend):
    orders = []
    window = on_film(
        replace(backend, analyse=lambda order, *rest: orders.append(order) or backend.analyse(order, *rest))
    )
    analyse_in(window)
    until(lambda: feature(window).page is not None)
    assert [(order.model, order.output, order.out) for order in orders] == [(None, "fake.ferplus", tmp_path / "out")]


def test_the_real_engine_analyses_with_another_output(open_window, until, tmp_path, *, film, two_outputs):
    window = open_window(replace(REAL, default_folder=lambda: tmp_path), file_choice(film), model=two_outputs)
    until(lambda: window.session.pipeline is not None and window.actions_by_name["analyse_file"].isEnabled())
    spoken = window.session.pipeline.spoken
    analyse_in(window)
    until(lambda: feature(window).page is not None)
    session = open_session(tmp_path)
    assert (session.status, session.description.pipeline.spoken) == ("whole", spoken)


def test_the_rest_takes_as_long_as_its_share(monkeypatch, tmp_path):
    now = [100.0]
    monkeypatch.setattr("app.whole_file.time.monotonic", lambda: now[0])
    run = WholeFile(make_backend(tmp_path), tmp_path, lambda: tmp_path, model=None, output=None)
    for done, t in ((1, 108.0), (2, 109.0), (3, 110.0)):
        now[0] = t
        run._note_progress(done, 13)
    # Ten pictures at one a second; loading the model does not count.
    assert run.progress == Progress(3, 13, pytest.approx(10.0))
    run._note_progress(4, None)
    assert run.progress.left_s is None
    run._note_progress(14, 13)
    assert run.progress.left_s is None


def test_the_page_of_a_file_that_claims_nothing_or_too_little_counts(qtbot, themed):
    page = ProgressPage("film.avi", lambda: None)
    qtbot.addWidget(page)
    assert page.figures.text() == "Loading the model…"
    page.show_progress(Progress(1, None))
    assert (page.figures.text(), page.bar.maximum()) == ("1 picture", 0)
    page.show_progress(Progress(2000, 12))
    assert (page.figures.text(), page.bar.maximum()) == ("2,000 pictures", 0)


def found(faces, notes=()):
    shares = (Share("happy", 4.99, 0.998), Share("sad", 0.01, 0.002))
    return [
        FaceSummary(number + 1, 5, 0.0, 5.0, 5.0, shares, (0.9, 0.1), 0.0, 0.0, {}, (), np.zeros((2, 2), np.int64))
        for number in range(faces)
    ], notes


@pytest.mark.parametrize(("faces", "words"), [(0, "7 pictures, no face"), (1, "7 pictures, 1 face"), (45, "45 faces")])
def test_the_page_tells_of_nobody_and_of_a_crowd(qtbot, themed, tmp_path, *, faces, words):
    people, _ = found(faces)
    finding = Finding(tmp_path / "film.csv", 7, tuple(people), ("film.avi is damaged.",))
    page = FindingPage("film.avi", finding, lambda: None)
    qtbot.addWidget(page)
    text = words_of(page)
    assert any(words in line for line in text)
    assert "film.avi is damaged." in text
    bars = page.findChildren(Bars)
    assert len(bars) == min(faces, whole_file_pages._MOST_FACES)
    assert all(dict(bar.rows) == {"Happy": "100 %", "Sad": "< 1 %"} for bar in bars)
    assert any("15 more faces" in line for line in text) == (faces == 45)
