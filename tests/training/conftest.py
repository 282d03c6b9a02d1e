"""Small data and small networks, so that a training takes a second; a network is exported once."""

import hashlib
import importlib.util
import shutil

import pytest
from drawn import data_of_runs, stills_of, tiny

_TORCH = importlib.util.find_spec("torch") is not None
if _TORCH:
    import torch

    # One thread: two of them wait for each other where the machine is shared.
    torch.set_num_threads(1)


class _WithoutTorch(pytest.Module):
    def collect(self):
        pytest.skip("needs torch, which the extra 'train' installs", allow_module_level=True)


def pytest_pycollect_makemodule(module_path, parent):
    """Skip every file of this folder where the extra is not installed."""
    return None if _TORCH else _WithoutTorch.from_parent(parent, path=module_path)


@pytest.fixture(scope="session")
def stills():
    """Seven classes that are easy to tell apart, with votes."""
    return stills_of({"train": 12, "public_test": 4, "private_test": 4})


@pytest.fixture(scope="session", autouse=True)
def few_films():
    """Judge and calibrate on a handful of films, in fixtures that outlive a test, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.fit.temporal._JUDGED", 6)
        patch.setattr("training.judge.film_calibration.FILMS", 4)
        yield


@pytest.fixture(scope="session", autouse=True)
def exported_once():
    """Let the exporter, which takes seconds, work once for each network: the same one is only described anew."""
    import onnx

    from fer_core.spec import METADATA_KEY
    from training.export import to_onnx

    write, known = to_onnx._write, {}

    def described(module):
        """All that a network holds: the kinds of its parts, their settings and their weights."""
        for part in module.modules():
            yield type(part), {name: value for name, value in vars(part).items() if not name.startswith("_")}
        for name, value in module.state_dict().items():
            yield name, value.shape, hashlib.sha256(value.numpy().tobytes()).hexdigest()

    def written(module, inputs, outputs, spec, path):
        shapes = [(name, x.shape, x.dtype) for name, x in inputs.items()]
        key = repr((shapes, outputs, *described(module)))
        if key not in known:
            write(module, inputs, outputs, spec, path)
            known[key] = path.read_bytes()
            return
        model = onnx.load_from_string(known[key])
        onnx.helper.set_model_props(model, {METADATA_KEY: spec.to_json()})
        path.write_bytes(model.SerializeToString())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(to_onnx, "_write", written)
        yield


@pytest.fixture
def killed(monkeypatch):
    """Run something that dies at the given time it saves a checkpoint of the given name, before or after it."""

    def at(name, number, fit, *, written=False):
        from training.networks import checkpoint

        save, seen = checkpoint.save, []

        def saved(path, state):
            seen.append(path.name)
            dies = path.name == name and seen.count(name) == number
            if written or not dies:
                save(path, state)
            if dies:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(checkpoint, "save", saved)
            with pytest.raises(KeyboardInterrupt):
                fit()

    return at


@pytest.fixture(scope="session")
def run_of(tmp_path_factory):
    """Folders of finished runs, made when they are first asked for."""
    made = {}

    def folder(kind="residual", *, attention=True, votes=True):
        from training.fit.stills import Trainer
        from training.fit.temporal import fit_temporal
        from training.networks import checkpoint

        key = (kind, attention, votes)
        if key not in made:
            config, stills = tiny(kind, attention=attention), data_of_runs(votes=votes)
            made[key] = tmp_path_factory.mktemp(f"run_{kind}")
            Trainer(config, stills, "public_test", made[key]).run()
            classifier, _ = checkpoint.load_classifier(made[key] / checkpoint.ENCODER)
            fit_temporal(config, classifier, stills, "public_test", made[key])
        return made[key]

    return folder


@pytest.fixture(scope="session")
def model_of(run_of, tmp_path_factory):
    """Folders of exported runs, made when they are first asked for. Leave them as they are, or take ``own_model``."""
    made = {}

    def folder(kind="residual"):
        from training.export.from_run import export_run

        if kind not in made:
            made[kind] = tmp_path_factory.mktemp(f"model_{kind}")
            (made[kind] / "manifest.json").write_text('{"files": {"other": {"sha256": "0", "origin": "kept"}}}')
            export_run(run_of(kind), data_of_runs(), "public_test", made[kind], "a name")
        return made[kind]

    return folder


@pytest.fixture
def own_model(model_of, tmp_path):
    """A copy of an exported run, to change."""
    return shutil.copytree(model_of(), tmp_path / "own_model")
