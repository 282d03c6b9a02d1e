import hashlib
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import data_of_runs, pictures, stills_of, tiny

from fer_core.errors import DataError, SinkError
from fer_core.outputs import DistributionSpec, softmax
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import CLASSES
from training.data.stills import Stills
from training.export import from_run
from training.export.from_run import export_run
from training.export.to_onnx import TOLERANCE, deployable, export_networks, largest_differences
from training.fit.stills import Trainer
from training.fit.temporal import fit_temporal
from training.judge.film_calibration import calibrate_films, make_films
from training.judge.metrics import conformal_threshold, fit_temperature
from training.judge.reading import still_logits
from training.judge.strangers import FoundFaces
from training.networks import checkpoint


def test_an_exported_run_is_calibrated_named_and_listed(model_of):
    spec = OnnxRecogniser.load(model_of()).spec
    assert spec.name == "a name"
    assert spec.default == "ferplus"
    assert list(spec.outputs) == ["ferplus", "fer2013"]
    for output in spec.distributions.values():
        assert output.labels == CLASSES
        for calibration in (output.still, output.film):
            assert calibration.temperature != 1.0
            assert 0 < calibration.threshold < 1
        assert output.still != output.film
    listed = json.loads((model_of() / "manifest.json").read_text())["files"]
    assert listed["other"]["origin"] == "kept"
    for name in (ENCODER_FILE, HEAD_FILE):
        assert listed[name]["sha256"] == hashlib.sha256((model_of() / name).read_bytes()).hexdigest()
    history = json.loads((model_of() / "training.json").read_text())
    assert len(history["epochs"]) == 3
    assert len(history["films"]) == 3


def test_its_temperature_is_the_likeliest(model_of):
    data = data_of_runs().split("public_test")
    recogniser = OnnxRecogniser.load(model_of())
    logits = still_logits(recogniser, data.images)["fer2013"].astype(float)

    def loss(temperature):
        z = logits / temperature
        z -= np.log(np.exp(z).sum(axis=1, keepdims=True))
        # The temperature 1 is held to be likeliest beforehand.
        return -z[np.arange(len(z)), data.labels].sum() + 2 * np.log(temperature) ** 2

    best = recogniser.spec.distributions["fer2013"].still.temperature
    assert loss(best) <= min(loss(best * 1.1), loss(best / 1.1)) or best in (pytest.approx(0.25), pytest.approx(4.0))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (data_of_runs(votes=False), "no labels of the kind 'ferplus'"),
        (stills_of({"train": 1, "public_test": 1}, votes=False, classes=("a", "b")), "the data has a, b"),
        (stills_of({"train": 6, "public_test": 5}), "was made with other pictures or labels than this data has"),
        # The same pictures, of which some that were trained on are now to calibrate with.
        (stills_of({"train": 5, "public_test": 5}), "was made with other pictures or labels than this data has"),
        (replace(data_of_runs(), labels=np.roll(data_of_runs().labels, 1)), "was made with other pictures or labels"),
    ],
)
def test_a_run_is_not_exported_with_other_data(run_of, tmp_path, other, sentence):
    with pytest.raises(DataError, match=sentence):
        export_run(run_of("residual"), other, "public_test", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def earlier_run(run_of, tmp_path_factory):
    """A run of a version that did not keep the fingerprint of its data."""
    folder = shutil.copytree(run_of(), tmp_path_factory.mktemp("earlier") / "run")
    state = checkpoint.load(folder / checkpoint.ENCODER)
    del state["data"]
    checkpoint.save(folder / checkpoint.ENCODER, state)
    return folder


def test_an_unfinished_run_is_not_exported(run_of, tmp_path):
    data = data_of_runs()
    with pytest.raises(DataError, match=r"There is no .*encoder\.pt"):
        export_run(tmp_path, data, "public_test", tmp_path / "out")
    (tmp_path / checkpoint.ENCODER).write_bytes((run_of("residual") / checkpoint.ENCODER).read_bytes())
    with pytest.raises(DataError, match=r"There is no .*head\.pt"):
        export_run(tmp_path, data, "public_test", tmp_path / "out")


def leaning():
    """Pictures of a common and a rare class, as labels and votes say, and logits that lean towards the common one.

    Ninety of a hundred are of class 0, and known for sure. The ten of class 1 are called class 0, by a logit of 1.
    """
    labels = np.repeat([0, 1], [90, 10])
    votes = np.zeros((100, 10), np.uint8)
    votes[np.arange(100), labels] = 10
    logits = np.full((100, 7), -20, np.float32)
    logits[:90, :2], logits[90:, :2] = (4, 0), (1, 0)
    return Stills(pictures(labels), labels, votes, np.full(100, "public_test"), CLASSES), logits


#: The logarithm of each class's share, where a class without a picture counts as one. In full it turns the rare class's
#: answers: 1 - log(90 / 10) is below 0, and costs none of the others: 4 - log(90 / 10) is above.
PRIOR = np.log(np.array([90, 10, 1, 1, 1, 1, 1]) / 105)


@pytest.fixture(scope="module")
def shifted(earlier_run, tmp_path_factory):
    """A model exported of answers that lean, and what its networks were asked to be; read_films says ``films_say``.

    The run is one from before fingerprints, which is exported with whatever data it is given.
    """
    stills, logits = leaning()
    drafts, out = [], tmp_path_factory.mktemp("shifted")

    def noted(classifier, temporal, spec, crops, folder, *, int8):
        drafts.append((spec, int8))
        return export_networks(classifier, temporal, spec, crops, folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(from_run, "export_networks", noted)
        patch.setattr(from_run, "still_logits", lambda *_: dict.fromkeys(("ferplus", "fer2013"), logits))
        patch.setattr(from_run, "read_films", lambda _, films, output: films_say(films, logits[[0, -1]], output))
        export_run(earlier_run, stills, "public_test", out, int8=True)
    return out, drafts


def films_say(films, logits, output):
    """Logits of the class that each frame shows; less sure by one of the outputs."""
    return [logits[film.truth] / np.float32(2.0 if output == "fer2013" else 1.0) for film in films]


def test_the_answers_are_calibrated_as_they_are_after_the_shift(shifted):
    (stills, logits), spec = leaning(), OnnxRecogniser.load(shifted[0]).spec
    after = (logits - PRIOR).astype(np.float32)
    temperature = fit_temperature(after, stills.labels)
    assert abs(np.log(temperature / fit_temperature(logits, stills.labels))) > 0.5
    threshold = conformal_threshold(softmax(after / np.float32(temperature)), stills.labels)
    for output in ("ferplus", "fer2013"):
        assert spec.distributions[output].still.temperature == pytest.approx(temperature)
        assert spec.distributions[output].still.threshold == pytest.approx(threshold, rel=1e-5)


def test_the_answers_of_each_output_to_films_are_calibrated_after_the_shift_too(shifted):
    (stills, logits), spec = leaning(), OnnxRecogniser.load(shifted[0]).spec
    films = make_films(stills, "fer2013")
    assert len({int(label) for film in films for label in film.truth}) == 2
    found = {}
    for output in ("ferplus", "fer2013"):
        said = films_say(films, logits[[0, -1]], output)
        found[output] = calibrate_films(films, [x - PRIOR.astype(np.float32) for x in said])
        assert spec.distributions[output].film == found[output]
        assert found[output] != calibrate_films(films, said)
        assert found[output] != spec.distributions[output].still
    assert found["ferplus"] != found["fer2013"]


def test_the_shift_is_in_the_exported_head_which_else_says_what_the_run_says(shifted, run_of):
    out, drafts = shifted
    # The networks are exported once, not calibrated yet.
    ((draft, int8),) = drafts
    assert int8
    assert all(output == DistributionSpec(CLASSES) for output in draft.outputs.values())
    classifier, _ = checkpoint.load_classifier(run_of() / checkpoint.ENCODER)
    head = checkpoint.load_temporal(run_of() / checkpoint.HEAD, classifier)
    recogniser = OnnxRecogniser.load(out)
    crops = pictures(np.arange(40) % 7)
    before = largest_differences(deployable(classifier.encoder), deployable(head), recogniser, crops)
    assert before["encoder"] <= TOLERANCE
    assert before["head"] == pytest.approx(np.abs(PRIOR).max(), abs=1e-3)
    with torch.no_grad():
        for name in ("ferplus", "fer2013"):
            head.heads[name].bias -= torch.from_numpy(PRIOR).float()
    after = largest_differences(deployable(classifier.encoder), deployable(head), recogniser, crops)
    assert max(after.values()) <= TOLERANCE
    history = json.loads((out / "training.json").read_text())
    assert history["adjusted"] == {"ferplus": 1.0, "fer2013": 1.0}
    assert history["int8"] is True


def test_what_is_spoken_is_calibrated_among_strangers_too(tmp_path, monkeypatch):
    config = replace(tiny(), epochs=1, spoken=True, temporal=replace(tiny().temporal, epochs=1))
    data = data_of_runs()
    Trainer(config, data, "public_test", tmp_path / "run").run()
    classifier, _ = checkpoint.load_classifier(tmp_path / "run" / checkpoint.ENCODER)
    fit_temporal(config, classifier, data, "public_test", tmp_path / "run")
    strange = FoundFaces(pictures(np.arange(70) % 7, seed=9), np.arange(70) % 3, 80)
    monkeypatch.setattr(from_run, "find_faces", lambda *_: strange)
    monkeypatch.setattr(from_run, "read_encoded", lambda path: path)
    for name, strangers in (("alone", None), ("both", tmp_path / "faces.npz")):
        export_run(tmp_path / "run", data, "public_test", tmp_path / name, strangers=strangers)
    alone, both = (OnnxRecogniser.load(tmp_path / name).spec for name in ("alone", "both"))
    assert alone.default == both.default == "spoken"
    for name in ("ferplus", "fer2013"):
        assert alone.distributions[name] == both.distributions[name]
    assert alone.distributions["spoken"].still != both.distributions["spoken"].still
    assert alone.distributions["spoken"].film != both.distributions["spoken"].film
    told = [json.loads((tmp_path / name / "training.json").read_text()) for name in ("alone", "both")]
    assert "calibrated_on_strangers" not in told[0]
    assert told[1]["calibrated_on_strangers"] == 70
    assert told[0]["adjusted"]["spoken"] == 0.0


def test_a_folder_that_cannot_be_written(run_of, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SinkError, match=r"The model cannot be written to .*file \(.*\)\. Choose another folder"):
        export_run(run_of(), data_of_runs(), "public_test", tmp_path / "file")
