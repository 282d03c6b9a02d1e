from dataclasses import replace
from pathlib import Path

import pytest
from fakes import Faces, MoodyRecogniser, make_backend
from seen import plays, said

from app.choice import DEMO
from app.model_control import SHIPPED
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
