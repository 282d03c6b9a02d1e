import json
from dataclasses import replace

import cv2
import numpy as np
import onnx
import pytest
from drawn import pictures, stills_of, votes_of
from tiny_model import SPEC, save_tiny_model
from written import write_folder, write_npz

from fer_core.errors import DataError, ModelError
from fer_core.outputs import Calibration, DistributionSpec, softmax
from fer_core.preprocess import fit_still
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import CLASSES
from training.data import read_stills
from training.files import METRICS
from training.judge.evaluate import calibrate, evaluate
from training.judge.film_calibration import SEED, judge_films, make_films, read_films
from training.judge.metrics import conformal_threshold, coverage_of
from training.judge.reading import still_logits

#: What the issue asks for of each set of pictures, and what stands beside it.
FIGURES = {"accuracy", "macro_precision", "macro_recall", "macro_f1", "recall", "ece", "reliability", "confusion"}
BESIDE = {"pictures", "output"}
PER_SPLIT = 14


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Three splits; the first three private pictures stand in Training, the fourth in PublicTest, one has no winner."""
    labels = np.tile(np.arange(7), 6)
    images, votes = pictures(labels), votes_of(labels)
    usage = np.repeat([0, 1, 2], PER_SPLIT)
    images[28:31], images[31] = images[0:3], images[15]
    votes[28] = [5, 5, 0, 0, 0, 0, 0, 0, 0, 0]
    votes[29] = [0, 1, 0, 0, 0, 0, 0, 9, 0, 0]
    votes[30] = 0
    votes[32] = [0, 0, 0, 9, 0, 0, 1, 0, 0, 0]
    votes[33] = [0, 0, 1, 1, 1, 4, 1, 1, 1, 0]
    votes[34] = [0, 0, 1, 1, 1, 0, 5, 1, 1, 0]
    folder = tmp_path_factory.mktemp("data")
    return write_npz(
        folder / "fer2013.npz", images=images, label=labels.astype(np.int8), usage=usage.astype(np.uint8),
        ferplus_votes=votes,
    )  # fmt: skip


@pytest.fixture(scope="module")
def private(data, tiny_model, tmp_path_factory):
    out = tmp_path_factory.mktemp("private")
    evaluate(tiny_model, data, out, private=True)
    return out


@pytest.fixture
def undrawn(monkeypatch):
    """Leave out the pictures, which take longer than the figures."""
    monkeypatch.setattr("training.judge.evaluate._draw", lambda *_args: None)


def sets_of(metrics):
    return {name for name, values in metrics.items() if isinstance(values, dict) and "pictures" in values}


def test_without_being_asked_nobody_looks_at_private_test(data, tiny_model, tmp_path):
    evaluate(tiny_model, data, tmp_path)
    assert sets_of(json.loads((tmp_path / METRICS).read_text())) == {
        "public_test", "ferplus_public_test", "ferplus_majority_public_test"
    }  # fmt: skip
    assert not [
        path
        for path in tmp_path.iterdir()
        if "private" in path.name or path.stem.endswith(("ferplus_test", "majority_test"))
    ]


def test_metrics_hold_what_the_issue_asks_for(private):
    metrics = json.loads((private / METRICS).read_text())
    asked = {"public_test", "private_test", "private_test_without_copies", "ferplus_test"}
    assert sets_of(metrics) == asked | {
        "ferplus_public_test", "ferplus_majority_public_test", "ferplus_majority_test"
    }  # fmt: skip
    for name in sets_of(metrics):
        assert set(metrics[name]) == FIGURES | BESIDE
        assert np.array(metrics[name]["confusion"]).shape == (7, 7)
        assert np.sum(metrics[name]["confusion"]) == metrics[name]["pictures"]
        assert set(metrics[name]["recall"]) <= set(CLASSES)
    assert metrics["model"] == "tiny"
    assert metrics["data"] == "fer2013.npz"


def test_corruption_is_measured_on_public_test(private):
    corruption = json.loads((private / METRICS).read_text())["corruption"]
    assert set(corruption["share"]) == set(SPEC.distributions)
    for output, kinds in corruption["accuracy"].items():
        assert len(kinds) == 10
        values = [value for strengths in kinds.values() for value in strengths.values()]
        assert len(values) == 30
        assert corruption["share"][output] == pytest.approx(np.mean(values) / corruption["clean"][output])


def test_each_set_has_its_pictures(private):
    metrics = json.loads((private / METRICS).read_text())
    counts = {name: metrics[name]["pictures"] for name in sets_of(metrics)}
    assert counts["public_test"] == counts["private_test"] == PER_SPLIT
    assert counts["private_test_without_copies"] == PER_SPLIT - 4
    # Most votes of the fifth agree, and fewer than half of the sixth and exactly half of the seventh.
    assert counts["ferplus_majority_test"] == counts["ferplus_test"] - 2
    assert counts["ferplus_majority_public_test"] == counts["ferplus_public_test"]
    # One tie, one plurality for contempt, one without any vote.
    assert counts["ferplus_test"] == PER_SPLIT - 3
    assert np.sum(metrics["ferplus_test"]["confusion"], axis=1)[3:5].tolist() == [3, 1]


def test_the_figures_are_those_of_the_model_as_the_app_reads_stills(private, data, tiny_model):
    recogniser = OnnxRecogniser.load(tiny_model)
    with np.load(data) as arrays:
        images, labels = arrays["images"][28:], arrays["label"][28:]
    right = []
    for image, label in zip(images, labels, strict=True):
        window = np.zeros((1, SPEC.window, SPEC.embedding_size), np.float32)
        window[0, 0] = recogniser.embed(fit_still(image, SPEC)[None])[0]
        right.append(recogniser.read(window, np.ones(1, np.int64))["logits"].argmax() == label)
    metrics = json.loads((private / METRICS).read_text())
    assert metrics["private_test"]["accuracy"] == pytest.approx(np.mean(right))
    assert metrics["private_test_without_copies"]["accuracy"] == pytest.approx(np.mean(right[4:]))


@pytest.mark.usefixtures("undrawn")
def test_the_calibrated_probabilities_are_judged(data, tmp_path):
    found = []
    for temperature in (1.0, 50.0):
        model = save_tiny_model(tmp_path / f"{temperature}", temperatures={"logits": temperature})
        found.append(evaluate(model, data, tmp_path / "out")["public_test"])
    assert found[0]["confusion"] == found[1]["confusion"]
    assert found[0]["ece"] != found[1]["ece"]


@pytest.mark.usefixtures("undrawn")
def test_each_output_is_judged_by_its_own_labels(data, tmp_path):
    model = save_tiny_model(tmp_path / "model", temperatures={"ferplus": 1.0})
    metrics = evaluate(model, data, tmp_path / "out", private=True)
    # A model without the output for FER2013's labels is judged by the one that it has.
    assert {metrics[name]["output"] for name in sets_of(metrics)} == {"ferplus"}


def test_pictures_are_drawn(private):
    for name in ("public_test", "private_test", "private_test_without_copies", "ferplus_test"):
        image = cv2.imread(str(private / f"confusion_{name}.png"))
        assert min(image.shape[:2]) > 400
        assert image.std() > 10
        assert cv2.imread(str(private / f"reliability_{name}.png")).std() > 10
    assert cv2.imread(str(private / "robustness.png")).std() > 10
    assert not (private / "curves.png").exists()


@pytest.mark.usefixtures("undrawn")
def test_curves_are_drawn_where_the_model_has_its_history(data, tmp_path):
    model = save_tiny_model(tmp_path / "model")
    epochs = [
        {"epoch": i, "loss": 2 / i, "accuracy": i / 4, "public_test_fer2013": i / 5, "public_test_fer2013_loss": 1 / i}
        for i in (1, 2, 3)
    ]
    (model / "training.json").write_text(json.dumps({"selection": "public_test", "epochs": epochs}))
    evaluate(model, data, tmp_path / "out")
    assert cv2.imread(str(tmp_path / "out" / "curves.png")).std() > 10


def test_a_folder_reports_test(tiny_model, tmp_path):
    metrics = evaluate(tiny_model, write_folder(tmp_path / "data"), tmp_path / "out", private=True)
    assert sets_of(metrics) == {"test"}
    assert metrics["test"]["pictures"] == 7


def test_other_classes_than_the_model_s_are_refused(tiny_model, tmp_path):
    with pytest.raises(DataError, match="has the classes a, b; the model has angry, disgust"):
        evaluate(tiny_model, write_folder(tmp_path / "data", ("a", "b")), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_data_without_a_test_is_refused(tiny_model, tmp_path):
    data = write_npz(tmp_path / "fer2013.npz", usage=np.zeros(21, np.uint8))
    with pytest.raises(DataError, match="has no test pictures"):
        evaluate(tiny_model, data, tmp_path / "out")


def test_a_missing_model_is_refused(data, tmp_path):
    with pytest.raises(ModelError, match=r"There is no encoder\.onnx"):
        evaluate(tmp_path, data, tmp_path / "out")


def test_more_pictures_than_a_batch_keep_their_order(tiny_model):
    recogniser = OnnxRecogniser.load(tiny_model)
    images = stills_of({"train": 20}).images
    found = still_logits(recogniser, images)["logits"]
    assert found.shape == (140, 7)
    for i in (0, 63, 64, 139):
        np.testing.assert_allclose(still_logits(recogniser, images[i : i + 1])["logits"][0], found[i], atol=1e-5)


def test_pictures_reach_the_network_normalised_as_it_says(tiny_model):
    # The tiny network multiplies pixels with one matrix, takes the mean of its window of 13, and multiplies again.
    encoder, head = (
        {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(tiny_model / name).graph.initializer}
        for name in (ENCODER_FILE, HEAD_FILE)
    )
    images = np.random.default_rng(0).integers(0, 256, (3, 16, 16), np.uint8)
    embeddings = ((images.reshape(3, -1) / 255 - 0.5) / 0.25) @ encoder["w"]
    found = still_logits(OnnxRecogniser.load(tiny_model), images)["logits"]
    assert np.abs(found).max() > 0.1
    np.testing.assert_allclose(found, embeddings / 13 @ head["w_logits"], atol=1e-5)


def test_temperatures_are_fitted_on_known_labels_alone(tmp_path):
    recogniser = OnnxRecogniser.load(save_tiny_model(tmp_path, temperatures={"fer2013": 1.0}))
    data = stills_of({"public_test": 10})
    p = softmax(still_logits(recogniser, data.images)["fer2013"])
    # Every known label is what the model says: the surer, the likelier.
    known = np.arange(len(p)) % 2 == 0
    right = replace(data, labels=np.where(known, p.argmax(axis=1), -1))
    assert calibrate(still_logits(recogniser, right.images), right)["fer2013"].temperature == pytest.approx(0.25)
    wrong = replace(data, labels=np.where(known, p.argmin(axis=1), -1))
    assert calibrate(still_logits(recogniser, wrong.images), wrong)["fer2013"].temperature > 1.5


def test_thresholds_are_fitted_on_the_calibrated_probabilities_of_known_labels(tmp_path):
    recogniser = OnnxRecogniser.load(save_tiny_model(tmp_path, temperatures={"fer2013": 1.0}))
    data = stills_of({"public_test": 10})
    known = np.arange(len(data.labels)) % 2 == 0
    labels = np.where(known, data.labels, -1)
    logits = still_logits(recogniser, data.images)
    found = calibrate(logits, replace(data, labels=labels))["fer2013"]
    assert found.temperature != 1.0
    p = softmax(still_logits(recogniser, data.images[known])["fer2013"] / np.float32(found.temperature))
    assert found.threshold == pytest.approx(conformal_threshold(p, data.labels[known]), abs=1e-5)
    assert 0 < found.threshold < 1


def test_label_sets_are_judged_where_the_model_has_a_threshold(data, tmp_path):
    with np.load(data) as arrays:
        images, labels = arrays["images"][28:], arrays["label"][28:].astype(np.int64)
    temperatures = {"ferplus": 2.0}
    bare = save_tiny_model(tmp_path / "bare", temperatures=temperatures)
    p = softmax(still_logits(OnnxRecogniser.load(bare), images)["ferplus"] / np.float32(2.0))
    middle = float(np.median(p))
    model = save_tiny_model(tmp_path / "model", temperatures=temperatures, thresholds={"ferplus": middle})
    metrics = evaluate(model, data, tmp_path / "out", private=True)
    found = metrics["private_test"]
    assert (found["coverage"], found["set_size"]) == pytest.approx(coverage_of(p, labels, middle))
    assert found["set_size"] == pytest.approx(3.5)
    for name in sets_of(metrics):
        assert set(metrics[name]["set_shares"]) == {"one", "two", "more"}
        assert sum(metrics[name]["set_shares"].values()) == pytest.approx(1.0)
    assert json.loads((tmp_path / "out" / METRICS).read_text())["private_test"] == found


def test_without_a_threshold_nothing_is_said_of_label_sets(private):
    metrics = json.loads((private / METRICS).read_text())
    for name in sets_of(metrics):
        assert not {"coverage", "set_size", "set_shares"} & set(metrics[name])


@pytest.mark.usefixtures("undrawn")
def test_stills_are_judged_by_the_calibration_of_stills_and_films_by_that_of_films(data, tmp_path):
    one, other = Calibration(1.0, 0.1), Calibration(30.0, 0.3)
    found = {}
    for still, film in ((one, one), (one, other), (other, one)):
        model = save_tiny_model(tmp_path / "model", outputs={"fer2013": DistributionSpec(CLASSES, still, film)})
        metrics = evaluate(model, data, tmp_path / "out")
        found[still, film] = metrics["public_test"], metrics["films_public_test_fer2013"]
    assert found[one, one][0] == found[one, other][0] != found[other, one][0]
    assert found[one, one][1] == found[other, one][1] != found[one, other][1]


@pytest.mark.usefixtures("undrawn")
def test_films_of_each_output_and_each_split_are_judged(data, tmp_path):
    calibrations = {"fer2013": Calibration(0.7, 0.15), "ferplus": Calibration(2.0)}
    outputs = {name: DistributionSpec(CLASSES, Calibration(), film) for name, film in calibrations.items()}
    model = save_tiny_model(tmp_path / "model", outputs=outputs)
    metrics = evaluate(model, data, tmp_path / "out", private=True)
    asked = {f"films_{split}_{name}" for split in ("public_test", "private_test") for name in outputs}
    assert {name for name in metrics if name.startswith("films_")} == asked
    recogniser, stills = OnnxRecogniser.load(model), read_stills(data)
    for split in ("public_test", "private_test"):
        for name, film in calibrations.items():
            # They are other films than those that a calibration is fitted on.
            films = make_films(stills.split(split), name, seed=SEED + 1)
            expected = judge_films(films, read_films(recogniser, films, name), film)
            assert metrics[f"films_{split}_{name}"] == {"output": name, **expected}
            assert expected["films"] == 4
            assert ("coverage" in expected) == (name == "fer2013")
    assert json.loads((tmp_path / "out" / METRICS).read_text()) == metrics


@pytest.mark.usefixtures("undrawn")
def test_films_of_private_test_wait_until_they_are_asked_for(data, tiny_model, tmp_path):
    found = evaluate(tiny_model, data, tmp_path)
    assert [name for name in found if name.startswith("films_")] == ["films_public_test_logits"]
    assert set(found["films_public_test_logits"]) == {"output", "films", "accuracy", "ece"}


@pytest.mark.usefixtures("undrawn")
def test_films_are_not_judged_by_labels_that_nobody_gave(tmp_path):
    outputs = {name: DistributionSpec(CLASSES) for name in ("ferplus", "fer2013")}
    model = save_tiny_model(tmp_path / "model", outputs=outputs)
    # A folder of pictures has no votes.
    metrics = evaluate(model, write_folder(tmp_path / "data"), tmp_path / "out")
    assert [name for name in metrics if name.startswith("films_")] == ["films_test_fer2013"]
