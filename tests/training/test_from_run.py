import hashlib
import json

import numpy as np
import pytest
from drawn import stills_of

from fer_core.errors import DataError
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser, softmax
from fer_core.spec import CLASSES
from training.data.stills import Stills
from training.export import from_run
from training.export.from_run import export_run
from training.judge.evaluate import still_logits
from training.judge.metrics import conformal_threshold, fit_temperature
from training.networks import checkpoint


def test_an_exported_run_is_calibrated_named_and_listed(model_of):
    spec = OnnxRecogniser.load(model_of()).spec
    assert spec.name == "a name"
    assert spec.speaks == "ferplus"
    assert all(value != 1.0 for value in spec.temperatures.values())
    assert list(spec.temperatures) == list(spec.thresholds) == ["ferplus", "fer2013"]
    assert all(0 < value < 1 for value in spec.thresholds.values())
    listed = json.loads((model_of() / "manifest.json").read_text())["files"]
    assert listed["other"]["origin"] == "kept"
    for name in (ENCODER_FILE, HEAD_FILE):
        assert listed[name]["sha256"] == hashlib.sha256((model_of() / name).read_bytes()).hexdigest()
    history = json.loads((model_of() / "training.json").read_text())
    assert len(history["epochs"]) == 3
    assert len(history["films"]) == 3


def test_its_temperature_is_the_likeliest(model_of):
    data = stills_of({"public_test": 6})
    recogniser = OnnxRecogniser.load(model_of())
    logits = still_logits(recogniser, data.images)["fer2013"].astype(float)

    def loss(temperature):
        z = logits / temperature
        z -= np.log(np.exp(z).sum(axis=1, keepdims=True))
        # The temperature 1 is held to be likeliest beforehand.
        return -z[np.arange(len(z)), data.labels].sum() + 2 * np.log(temperature) ** 2

    best = recogniser.spec.temperatures["fer2013"]
    assert loss(best) <= min(loss(best * 1.1), loss(best / 1.1)) or best in (pytest.approx(0.25), pytest.approx(4.0))


def test_a_run_is_not_exported_with_other_data(run_of, tmp_path):
    with pytest.raises(DataError, match="no labels of the kind 'ferplus'"):
        export_run(run_of("residual"), stills_of({"public_test": 1}, votes=False), tmp_path / "out")
    other = stills_of({"public_test": 1}, votes=False, classes=("a", "b"))
    with pytest.raises(DataError, match="the data has a, b"):
        export_run(run_of("residual"), other, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_unfinished_run_is_not_exported(run_of, tmp_path):
    data = stills_of({"public_test": 1})
    with pytest.raises(DataError, match=r"There is no .*encoder\.pt"):
        export_run(tmp_path, data, tmp_path / "out")
    (tmp_path / checkpoint.ENCODER).write_bytes((run_of("residual") / checkpoint.ENCODER).read_bytes())
    with pytest.raises(DataError, match=r"There is no .*head\.pt"):
        export_run(tmp_path, data, tmp_path / "out")


def leaning():
    """Pictures of a common and a rare class, as labels and votes say, and logits that lean towards the common one.

    Ninety of a hundred are of class 0, and known for sure. The ten of class 1 are called class 0, by a logit of 1.
    """
    labels = np.repeat([0, 1], [90, 10])
    votes = np.zeros((100, 10), np.uint8)
    votes[np.arange(100), labels] = 10
    logits = np.full((100, 7), -20, np.float32)
    logits[:90, :2], logits[90:, :2] = (4, 0), (1, 0)
    images = np.zeros((100, 48, 48), np.uint8)
    return Stills(images, labels, votes, np.full(100, "public_test"), CLASSES), logits


def test_the_answers_are_calibrated_as_they_are_after_the_shift(run_of, tmp_path, monkeypatch):
    stills, logits = leaning()
    exports = []

    def noted(classifier, temporal, spec, _crops, folder, *, int8):
        folder.mkdir(exist_ok=True)
        bias = [network.heads["fer2013"].bias.detach().numpy().copy() for network in (classifier, temporal)]
        exports.append((spec, bias, int8))
        return {}

    monkeypatch.setattr(from_run, "export_networks", noted)
    monkeypatch.setattr(OnnxRecogniser, "load", lambda _folder: None)
    monkeypatch.setattr(from_run, "still_logits", lambda *_: dict.fromkeys(("ferplus", "fer2013"), logits))
    export_run(run_of(), stills, tmp_path / "out", int8=True)
    (draft, before, _), (spec, after, _) = exports
    assert [int8 for _, _, int8 in exports] == [True, True]
    assert (draft.temperatures, draft.thresholds) == ({"ferplus": 1.0, "fer2013": 1.0}, {})
    # The logarithm of each class's share, where a class without a picture counts as one. In full it turns the rare
    # class's answers: 1 - log(90 / 10) is below 0, and costs none of the others: 4 - log(90 / 10) is above.
    prior = np.log(np.array([90, 10, 1, 1, 1, 1, 1]) / 105)
    for old, new in zip(before, after, strict=True):
        np.testing.assert_allclose(old - new, prior, rtol=1e-5)
    shifted = (logits - prior).astype(np.float32)
    temperature = fit_temperature(shifted, stills.labels)
    assert abs(np.log(temperature / fit_temperature(logits, stills.labels))) > 0.5
    threshold = conformal_threshold(softmax(shifted / np.float32(temperature)), stills.labels)
    for output in ("ferplus", "fer2013"):
        assert spec.temperatures[output] == pytest.approx(temperature)
        assert spec.thresholds[output] == pytest.approx(threshold, rel=1e-5)
