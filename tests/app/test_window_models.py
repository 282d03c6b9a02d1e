from pathlib import Path

from fakes import make_backend
from seen import plays, said

from app.choice import DEMO
from app.play import Phase
from fer_core.errors import ModelError


def test_a_bad_model_leaves_the_good_one_in_use(open_window, until, tmp_path, answers):
    def check(folder):
        msg = f"{folder} holds no encoder.onnx. Choose the folder that fer-train export wrote."
        raise ModelError(msg)

    window = open_window(make_backend(tmp_path, check_model=check), DEMO)
    until(lambda: plays(window, "demo"))
    engine = window.session.engine
    answers.next_model = tmp_path
    window.actions_by_name["open_model"].trigger()
    until(lambda: said(window))
    assert "holds no encoder.onnx" in said(window)[0]
    assert window.session.engine is engine
    assert window.session.model is None


def test_another_model_is_used_and_remembered(open_window, until, tmp_path, answers, saved):
    used = []
    backend = make_backend(tmp_path, check_model=lambda folder: None)

    def make_pipeline(model, still):
        used.append(model)
        return backend.make_pipeline(model, still)

    window = open_window(make_backend(tmp_path, check_model=lambda f: None, make_pipeline=make_pipeline), DEMO)
    until(lambda: plays(window, "demo"))
    answers.next_model = tmp_path
    window.actions_by_name["open_model"].trigger()
    until(lambda: used == [None, tmp_path] and plays(window, "demo"))
    window.close()
    assert saved[-1].model == tmp_path


def test_a_bad_model_on_the_command_line_gives_way_to_the_shipped_one(open_window, until, tmp_path, saved):
    backend = make_backend(tmp_path)

    def make_pipeline(model, still):
        if model is not None:
            msg = f"{model} does not exist. Choose another model."
            raise ModelError(msg)
        return backend.make_pipeline(model, still)

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO, model=Path("/nowhere"))
    until(lambda: plays(window, "demo"))
    assert said(window) == ["/nowhere does not exist. Choose another model. The shipped model is used instead."]
    window.close()
    assert saved[-1].model is None


def test_without_any_model_the_window_says_so_and_stays(open_window, until, tmp_path):
    def make_pipeline(model, still):
        msg = "The shipped model is missing. Install fer-live again."
        raise ModelError(msg)

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO)
    until(lambda: window.session.phase is Phase.STOPPED)
    assert said(window) == ["The shipped model is missing. Install fer-live again."]
    assert window.session.problem == said(window)[0]
    assert window.actions_by_name["start"].isEnabled()
