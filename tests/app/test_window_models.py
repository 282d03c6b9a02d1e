import threading
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import Faces, MoodyRecogniser, make_backend
from PySide6.QtCore import QCoreApplication
from seen import plays, said

from app.backend import real_backend
from app.choice import DEMO
from app.model_control import SHIPPED, Readers
from app.models_dialog import ModelsDialog
from app.play import Phase
from app.settings import Settings
from fer_core.compute import CPU, Compute
from fer_core.errors import ModelError
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.pipeline import Pipeline


def test_a_bad_model_leaves_the_good_one_in_use(open_window, until, tmp_path):
    def check(folder):
        msg = f"{folder} holds no encoder.onnx. Choose the folder that fer-train export wrote."
        raise ModelError(msg)

    window = open_window(make_backend(tmp_path, check_model=check), DEMO)
    until(lambda: plays(window, "demo"))
    engine = window.session.engine
    window.session.models.use(tmp_path)
    until(lambda: said(window))
    assert "holds no encoder.onnx" in said(window)[0]
    assert window.session.engine is engine
    assert window.session.models.readers == SHIPPED


def test_another_model_is_used_and_remembered(open_window, until, tmp_path, saved):
    used = []
    backend = make_backend(tmp_path)

    def make_pipeline(readers, still):
        used.append(readers.model)
        return backend.make_pipeline(readers, still)

    window = open_window(make_backend(tmp_path, check_model=lambda f: None, make_pipeline=make_pipeline), DEMO)
    until(lambda: plays(window, "demo"))
    window.session.models.use(tmp_path)
    until(lambda: used == [None, tmp_path] and plays(window, "demo"))
    window.close()
    assert saved[-1].model == tmp_path
    assert saved[-1].models == (tmp_path,)


def test_a_model_for_one_run_is_not_remembered_unless_another_one_is_picked(open_window, until, tmp_path, saved):
    settings, backend = Settings(model=Path("/home/ada/model")), make_backend(tmp_path, check_model=lambda f: None)
    window = open_window(backend, DEMO, settings=settings, model=tmp_path)
    until(lambda: plays(window, "demo"))
    assert window.session.models.readers.model == tmp_path
    window.close()
    assert saved[-1].model == Path("/home/ada/model")
    window = open_window(backend, DEMO, settings=settings, model=tmp_path)
    window.session.models.use(None)
    window.close()
    assert saved[-1].model is None


def test_a_bad_model_on_the_command_line_gives_way_to_the_shipped_one(open_window, until, tmp_path, saved):
    backend = make_backend(tmp_path)

    def make_pipeline(readers, still):
        if readers.model is not None:
            msg = f"{readers.model} does not exist. Choose another model."
            raise ModelError(msg)
        return backend.make_pipeline(readers, still)

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO, model=Path("/nowhere"))
    until(lambda: plays(window, "demo"))
    assert said(window) == ["/nowhere does not exist. Choose another model. The shipped model is used instead."]
    window.close()
    assert saved[-1].model is None


def test_without_any_model_the_window_says_so_and_stays(open_window, until, tmp_path):
    def make_pipeline(readers, still):
        msg = "The shipped model is missing. Install fer-live again."
        raise ModelError(msg)

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO)
    until(lambda: window.session.phase is Phase.STOPPED)
    assert said(window) == ["The shipped model is missing. Install fer-live again."]
    assert window.session.problem == said(window)[0]
    assert window.actions_by_name["start"].isEnabled()


def test_a_second_model_that_fails_is_not_compared_any_more(open_window, until, tmp_path, notices):
    backend = make_backend(tmp_path)

    def make_pipeline(readers, still):
        if readers.also:
            msg = "There is no encoder.onnx in there any more. Choose another folder."
            raise ModelError(msg)
        return backend.make_pipeline(readers, still)

    window = open_window(make_backend(tmp_path, check_model=lambda f: None, make_pipeline=make_pipeline), DEMO)
    until(lambda: plays(window, "demo"))
    window.session.models.compare(tmp_path)
    until(lambda: len(notices) == 2 and plays(window, "demo"))
    assert notices[1].text.endswith("Choose another folder. Nothing is compared any more.")
    assert window.session.models.readers == SHIPPED


@pytest.mark.parametrize("folder", [None, Path("/home/ada/model")])
def test_a_model_is_not_compared_with_itself(open_window, until, tmp_path, folder):
    backend = make_backend(tmp_path, check_model=lambda f: None)
    window = open_window(backend, DEMO, model=folder)
    until(lambda: plays(window, "demo"))
    models = window.session.models
    models.compare(folder)
    models.compare(tmp_path)
    until(lambda: models.readers.also == (tmp_path,))
    models.use(tmp_path)
    until(lambda: models.readers.model == tmp_path)
    assert not models.comparing


def test_a_provider_that_does_not_load_is_told_once_and_the_picture_goes_on(open_window, until, tmp_path, notices):
    backend = make_backend(tmp_path)

    def make_pipeline(readers, still):
        pipeline = Pipeline(Faces(), [CnnLstm(MoodyRecogniser(), "fake")], settings={"provider": CPU})
        made.append(readers.compute)
        return pipeline

    made = []
    settings = Settings(provider="CUDAExecutionProvider", threads=3)
    window = open_window(replace(backend, make_pipeline=make_pipeline), DEMO, settings=settings)
    until(lambda: plays(window, "demo"))
    until(lambda: notices)
    window.session.replay()
    until(lambda: len(made) == 2 and plays(window, "demo"))
    assert made == [Compute(3, "CUDAExecutionProvider")] * 2
    assert [notice.text for notice in notices] == ["CUDA (NVIDIA) cannot be used here: the processor reads the faces."]


@pytest.mark.parametrize("choose", ["use", "compare"])
@pytest.mark.parametrize("is_good", [True, False])
def test_the_model_that_was_chosen_last_wins_however_long_another_is_tried(
    open_window, until, tmp_path, *, request, notices, choose, is_good
):
    gates = {name: threading.Event() for name in ("slow", "quick")}
    gates["quick"].set()
    request.addfinalizer(gates["slow"].set)

    def check(folder):
        gates[folder.name].wait()
        if not is_good and folder.name == "slow":
            msg = "It is of no use. Choose another one."
            raise ModelError(msg)

    window = open_window(make_backend(tmp_path, check_model=check), DEMO)
    until(lambda: plays(window, "demo"))
    models = window.session.models
    getattr(models, choose)(tmp_path / "slow")
    assert models.tried == tmp_path / "slow"
    models.use(tmp_path / "quick")
    until(lambda: models.readers == Readers(tmp_path / "quick") and models.tried is None)
    models.use(None)
    assert models.readers == SHIPPED
    told = [notice.text for notice in notices]
    threads = len(window.session.jobs._threads)
    gates["slow"].set()
    until(lambda: len(window.session.jobs._threads) < threads and plays(window, "demo"))
    QCoreApplication.processEvents()
    assert models.readers == SHIPPED
    assert [notice.text for notice in notices] == told


@pytest.mark.parametrize("is_good", [True, False])
def test_the_dialog_says_that_a_model_is_tried_and_what_is_wrong_with_it(
    open_window, until, tmp_path, *, request, is_good
):
    gate = threading.Event()
    request.addfinalizer(gate.set)

    def check(folder):
        gate.wait()
        if not is_good:
            msg = "It is of no use. Choose another one."
            raise ModelError(msg)

    folder = tmp_path / "mine"
    backend = make_backend(tmp_path, check_model=check)
    backend = replace(backend, model_card=lambda folder: real_backend().model_card(None))
    window = open_window(backend, DEMO, settings=Settings(agreed=True, models=(folder,)))
    until(lambda: plays(window, "demo"))
    window.actions_by_name["models"].trigger()
    dialog = window.findChild(ModelsDialog)
    dialog.select(folder)
    until(dialog.use.isEnabled)
    assert not dialog.trial.isVisible()
    dialog.use.click()
    assert dialog.trial.text() == "Trying mine…"
    assert not dialog.use.isEnabled()
    assert not dialog.compare.isEnabled()
    assert not dialog.forget.isEnabled()
    dialog.select(None)
    assert dialog.trial.text() == "Trying mine…"
    dialog.select(folder)
    gate.set()
    until(lambda: window.session.models.tried is None)
    if is_good:
        until(lambda: window.session.models.readers.model == folder)
        assert not dialog.trial.isVisible()
    else:
        assert dialog.trial.isVisible()
        assert dialog.trial.text() == "It is of no use. Choose another one."
        until(dialog.use.isEnabled)
        dialog.select(None)
        assert not dialog.trial.isVisible()


def test_what_plays_begins_anew_when_faces_are_to_be_looked_for_in_every_picture(open_window, until, tmp_path, answers):
    backend, made = make_backend(tmp_path), []

    def make_pipeline(readers, still):
        made.append(readers.every_picture)
        return backend.make_pipeline(readers, still)

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO, settings=Settings(agreed=True))
    until(lambda: plays(window, "demo"))
    window.store.set(every_picture=True)
    until(lambda: made == [False, True] and plays(window, "demo"))
    # While something is recorded, that would end it: who says no keeps what was.
    window.actions_by_name["record"].trigger()
    until(lambda: window.recording.active)
    answers.next_stop = False
    window.store.set(every_picture=False)
    assert window.store.settings.every_picture
    assert made == [False, True]
    assert window.recording.active
