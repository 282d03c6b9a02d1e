"""Recordings that were cut off: the window offers to finish them when it starts."""

import json
import shutil

import pytest
from fakes import FakeCamera, make_backend, make_pipeline
from seen import plays
from takes import texts

from app.settings import Settings
from fer_core import SourceFacts, begin_session, new_session_folder, open_session, start_session
from fer_core.errors import SinkError


@pytest.fixture
def cut_off(tmp_path_factory, tmp_path):
    """Make recordings of which the program has ended."""

    def made(name):
        pipeline = make_pipeline()
        folder = new_session_folder(tmp_path_factory.mktemp("living"), name)
        session = start_session(name, SourceFacts("camera", "Desk"), pipeline.description)
        _, (table,) = begin_session(folder, session, ["csv"])
        table.open(session)
        dead = shutil.copytree(folder, tmp_path / name)
        table.close()
        pipeline.close()
        return dead

    return made


@pytest.fixture
def opened(open_window, until, tmp_path):
    def window(settings=None):
        settings = settings or Settings(agreed=True)
        window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), settings=settings)
        until(lambda: plays(window, "camera"))
        return window

    return window


def offer(window, until):
    until(lambda: any(notice.other for notice in window.toasts.notices))
    return next(notice for notice in window.toasts.notices if notice.other)


def test_what_was_cut_off_is_finished_when_the_user_wants_it(opened, until, cut_off, notices):
    folder = cut_off("talk")
    window = opened()
    notice = offer(window, until)
    assert notice.text == (
        "The recording talk was cut off. Its rows are there; finishing it counts and describes them."
    )
    assert (notice.action, notice.other[0], notice.stays) == ("Finish", "Leave it", True)
    assert open_session(folder).description.interrupted is False
    notice.run()
    until(lambda: texts(notices, of=("done",)))
    assert texts(notices, of=("done",)) == ["Finished: talk, with 0 rows. It says that it was interrupted."]
    session = open_session(folder)
    assert (session.status, session.description.interrupted) == ("interrupted", True)


def test_several_are_offered_at_once(opened, until, cut_off, notices):
    folders = [cut_off("a"), cut_off("b")]
    window = opened()
    notice = offer(window, until)
    assert notice.text.startswith("2 recordings were cut off.")
    notice.run()
    until(lambda: texts(notices, of=("done",)))
    assert all(open_session(folder).description.interrupted for folder in folders)


def test_what_is_left_is_not_offered_again(opened, until, cut_off, saved):
    folder = cut_off("talk")
    before = (folder / "session.json").read_bytes()
    first = opened()
    offer(first, until).other[1]()
    assert saved[-1].left == (folder,)
    assert (folder / "session.json").read_bytes() == before
    second = opened(saved[-1])
    until(lambda: not second.session.jobs._threads)
    assert not any(notice.other for notice in second.toasts.notices)


def test_one_that_cannot_be_finished_is_told_and_the_other_is_finished(opened, until, cut_off, notices, *, monkeypatch):
    from app.features import finishing

    bad, good = cut_off("a"), cut_off("b")
    finish = finishing.finish_session

    def refused(folder):
        if folder == bad:
            msg = "It cannot be finished."
            raise SinkError(msg)
        return finish(folder)

    monkeypatch.setattr(finishing, "finish_session", refused)
    window = opened()
    offer(window, until).run()
    until(lambda: texts(notices, of=("error",)))
    assert texts(notices, of=("error",)) == ["It cannot be finished."]
    assert open_session(good).description.interrupted
    assert not json.loads((bad / "session.json").read_text("utf-8"))["interrupted"]


def test_where_nothing_was_cut_off_nothing_is_said(opened, until, notices):
    window = opened()
    until(lambda: not window.session.jobs._threads)
    assert texts(notices) == []
