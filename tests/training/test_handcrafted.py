"""Features that nobody learned are scikit-image's, and SVMs over them are found in the run like any network."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import stills_of
from skimage import data
from skimage.feature import hog, local_binary_pattern
from sklearn.svm import LinearSVC

from fer_core._cv2 import cv2
from fer_core.errors import DataError
from training.config import COMPARED, EncoderConfig
from training.files import HISTORY
from training.fit import handcrafted as fit
from training.fit.handcrafted import fit_svm
from training.networks import checkpoint
from training.networks.handcrafted import HOG_CELL, LBP_CELL, ORIENTATIONS, PATTERNS, Hog, Lbp
from training.report.run_log import read_run
from training.systems import SYSTEMS

NORMALISED = [(0.507, 0.255), (0.0, 1.0)]


def real_crops():
    """Parts of photographs, a face among them, as small as crops are."""
    grey = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2GRAY)
    places = [(20, 170, 130), (60, 190, 90), (250, 100, 200), (330, 300, 60)]
    parts = [grey[t : t + s, left : left + s] for t, left, s in places]
    parts += [data.camera()[t : t + 120, left : left + 120] for t in (40, 200) for left in (150, 300)]
    return np.stack([cv2.resize(part, (48, 48), interpolation=cv2.INTER_AREA) for part in parts])


def pictures():
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (6, 48, 48), dtype=np.uint8)
    # Nearly even: many neighbours are as bright as the middle, and gradients are faint.
    faint = rng.integers(100, 103, (6, 48, 48), dtype=np.uint8)
    return np.concatenate([real_crops(), noise, faint, np.full((1, 48, 48), 77, np.uint8)])


def described(kind, images, mean, std):
    x = (torch.from_numpy(images).unsqueeze(1).float() / 255 - mean) / std
    with torch.inference_mode():
        return kind(EncoderConfig())(x).numpy()


def patterns(image):
    """Shares of the uniform patterns of each cell, (640,); beyond its edge the picture goes on."""
    found = local_binary_pattern(np.pad(image, 1, "edge"), 8, 1, method="uniform")[1:-1, 1:-1].astype(int)
    cells = np.eye(PATTERNS)[found].reshape(48 // LBP_CELL, LBP_CELL, 48 // LBP_CELL, LBP_CELL, PATTERNS)
    return cells.mean((1, 3)).ravel()


@pytest.mark.parametrize(("mean", "std"), NORMALISED)
def test_gradients_are_those_of_scikit_image(mean, std):
    images = pictures()
    expected = [hog(i, ORIENTATIONS, (HOG_CELL, HOG_CELL), (2, 2), block_norm="L2-Hys") for i in images]
    found = described(Hog, images, mean, std)
    np.testing.assert_allclose(found, np.stack(expected), atol=1e-4)
    assert found[:-1].max(1).min() > 0.1


@pytest.mark.parametrize(("mean", "std"), NORMALISED)
def test_patterns_are_those_of_scikit_image(mean, std):
    images = pictures()
    found = described(Lbp, images, mean, std)
    np.testing.assert_allclose(found, np.stack([patterns(image) for image in images]), atol=1e-6)
    assert found.reshape(len(images), -1, PATTERNS).sum(2) == pytest.approx(1)


def test_the_epsilon_of_the_norm_does_not_show_in_the_faintest_gradient():
    image = np.full((1, 48, 48), 100, np.uint8)
    image[0, 20, 20] = 101
    expected = hog(image[0], ORIENTATIONS, (HOG_CELL, HOG_CELL), (2, 2), block_norm="L2-Hys")
    assert expected.max() > 0.3
    np.testing.assert_allclose(described(Hog, image, 0.507, 0.255)[0], expected, atol=1e-3)


@pytest.mark.parametrize("kind", [Hog, Lbp])
def test_light_and_contrast_change_no_feature(kind):
    images = real_crops()
    dark = images // 4
    brighter = dark * 3 + 20
    np.testing.assert_allclose(
        described(kind, dark, 0.507, 0.255), described(kind, brighter, 0.507, 0.255), atol=2e-3
    )  # fmt: skip


def svm_run(name, stills, folder, seed=0):
    config = SYSTEMS[name].recipe(COMPARED)
    fit_svm(config, stills, "public_test", folder, seed=seed, origins={"start": None})
    return checkpoint.load_classifier(folder / checkpoint.ENCODER)


@pytest.mark.parametrize("name", ["hog_svm", "lbp_svm"])
def test_an_svm_is_found_in_its_run(name, tmp_path):
    stills = stills_of({"train": 12, "public_test": 4})
    model, state = svm_run(name, stills, tmp_path)
    assert (state["heads"], state["epoch"], state["seed"]) == (["ferplus", "fer2013"], 1, 0)
    judged = stills.split("public_test")
    x = (torch.from_numpy(judged.images).unsqueeze(1).float() / 255 - COMPARED.mean) / COMPARED.std
    with torch.inference_mode():
        answers = model(x)
    history = json.loads((tmp_path / HISTORY).read_text())
    (entry,) = history["epochs"]
    for head, logits in answers.items():
        right = float((logits.argmax(1).numpy() == judged.labels).mean())
        assert right == pytest.approx(entry[f"public_test_{head}"])
        assert right > 0.7
        assert entry[f"cost_{head}"] in fit.COSTS
    assert history["start"] is None
    assert read_run(tmp_path, "mine").accuracy["fer2013"] == entry["public_test_fer2013"]


def test_weights_are_those_of_an_svm_over_standardised_features(tmp_path):
    stills = stills_of({"train": 8, "public_test": 2})
    # Rare classes count more: by the root of how rare they are.
    stills = stills.subset(~((stills.labels == 1) & (np.arange(len(stills.labels)) % 2 == 0)))
    model, _ = svm_run("lbp_svm", stills, tmp_path)
    cost = json.loads((tmp_path / HISTORY).read_text())["epochs"][0]["cost_fer2013"]
    train = stills.split("train")
    x = described(Lbp, train.images, COMPARED.mean, COMPARED.std)
    deviation = np.where(x.std(0) < 1e-6, 1, x.std(0))
    counts = np.bincount(train.labels)
    weight = ((counts.mean() / counts) ** 0.5)[train.labels]
    svm = LinearSVC(C=cost, dual=False, tol=1e-6, random_state=0)
    expected = svm.fit((x - x.mean(0)) / deviation, train.labels, sample_weight=weight)
    with torch.inference_mode():
        found = model.linear["fer2013"](torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(found, expected.decision_function((x - x.mean(0)) / deviation), atol=2e-2)
    plain = LinearSVC(C=cost, dual=False, tol=1e-6).fit((x - x.mean(0)) / deviation, train.labels)
    assert np.abs(found - plain.decision_function((x - x.mean(0)) / deviation)).max() > 2e-2


def test_a_class_without_pictures_is_never_said(tmp_path):
    stills = stills_of({"train": 6, "public_test": 2}, votes=False)
    stills = stills.subset((stills.labels != 4) | (stills.splits != "train"))
    model, _ = svm_run("hog_svm", stills, tmp_path)
    head = model.linear["fer2013"]
    assert head.weight[4].abs().max() == 0
    assert head.bias[4] == -1


def test_solving_goes_on_until_it_has_converged(monkeypatch):
    monkeypatch.setattr(fit, "_STEPS", 1)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 5)).astype(np.float32)
    svm = fit._solved(x, x[:, 0] + x[:, 1] > 0, None, 10.0, 0)
    assert svm.max_iter > 1
    assert svm.n_iter_ < svm.max_iter


def test_a_finished_run_stays_and_another_one_is_not_overwritten(tmp_path):
    stills = stills_of({"train": 4, "public_test": 2}, votes=False)
    svm_run("lbp_svm", stills, tmp_path)
    written = (tmp_path / checkpoint.ENCODER).stat().st_mtime_ns
    svm_run("lbp_svm", stills, tmp_path)
    assert (tmp_path / checkpoint.ENCODER).stat().st_mtime_ns == written
    with pytest.raises(DataError, match="another recipe, seed or data"):
        svm_run("hog_svm", stills, tmp_path)
    with pytest.raises(DataError, match="another recipe, seed or data"):
        svm_run("lbp_svm", stills, tmp_path, seed=1)


def test_data_without_labels_to_choose_by_is_refused(tmp_path):
    stills = stills_of({"train": 4, "public_test": 2}, votes=False)
    blind = replace(stills, labels=np.where(stills.splits == "public_test", -1, stills.labels))
    with pytest.raises(DataError, match="have no label 'fer2013'"):
        svm_run("lbp_svm", blind, tmp_path)
