"""An output of an exported model that tells faces which are hidden in part."""

import hashlib
import json

import numpy as np
import pytest
from drawn import data_of_runs, pictures

from fer_core.errors import DataError
from fer_core.outputs import ScalarsSpec
from fer_core.recognition import OnnxRecogniser
from training.cli import main
from training.data import covered
from training.export.cover import add_covered
from training.judge.fairness import Everyday
from training.judge.reading import still_logits


@pytest.fixture
def looked_at(monkeypatch, tmp_path):
    """Let it be known of the drawn pictures that those of some classes are covered."""
    stills, told = data_of_runs(), {}
    for part, split in (("learned", "train"), ("judged", "public_test")):
        own = stills.split(split)
        names = [hashlib.sha256(image.tobytes()).hexdigest()[:10] for image in own.images]
        told[part] = {
            "covered": [name for name, label in zip(names, own.labels, strict=True) if label < 3],
            "bare": [name for name, label in zip(names, own.labels, strict=True) if label >= 3],
        }
    path = tmp_path / "covered.json"
    path.write_text(json.dumps(told))
    monkeypatch.setattr(covered, "_FILE", path)
    return stills


def read(recogniser, images):
    """Return what the output says of windows that end with these pictures, after a noise of others."""
    spec = recogniser.spec
    embeddings = recogniser.embed(images)
    windows = np.random.default_rng(0).normal(size=(len(images), spec.window, spec.embedding_size)).astype(np.float32)
    valid = np.arange(len(images)) % spec.window + 1
    windows[np.arange(len(images)), valid - 1] = embeddings
    return recogniser.read(windows, valid)["covered"]


def test_the_newest_embedding_says_it_and_the_rest_stays(model_of, looked_at, tmp_path):
    figures = add_covered(model_of(), looked_at, tmp_path / "out")
    before, after = OnnxRecogniser.load(model_of()), OnnxRecogniser.load(tmp_path / "out")
    assert after.spec.outputs == {**before.spec.outputs, "covered": ScalarsSpec(("covered",), ("1",))}
    assert after.spec.default == before.spec.default
    assert (figures.learned, figures.judged) == (42, 28)
    judged = looked_at.split("public_test")
    said = read(after, judged.images)
    assert said.shape == (28, 1)
    right = (said[:, 0] >= 0.5) == (judged.labels < 3)
    assert right[judged.labels < 3].mean() == pytest.approx(figures.found)
    assert 1 - right[judged.labels >= 3].mean() == pytest.approx(figures.false)
    # Which classes are covered can be learned from any embedding that is not noise.
    assert figures.auc > 0.7
    crops = pictures(np.arange(14) % 7, seed=3)
    old, new = still_logits(before, crops), still_logits(after, crops)
    for name in old:
        np.testing.assert_array_equal(new[name], old[name])
    told = json.loads((tmp_path / "out" / "training.json").read_text())["covered"]
    assert told["found"] == figures.found
    assert told["everyday"] == {}


def test_one_that_it_has_already_is_replaced(model_of, looked_at, tmp_path):
    add_covered(model_of(), looked_at, tmp_path / "out")
    once = read(OnnxRecogniser.load(tmp_path / "out"), looked_at.images[:9])
    add_covered(tmp_path / "out", looked_at, tmp_path / "out")
    np.testing.assert_array_equal(read(OnnxRecogniser.load(tmp_path / "out"), looked_at.images[:9]), once)


def test_everyday_faces_are_counted_by_group(model_of, looked_at, tmp_path):
    crops = looked_at.split("public_test").images
    groups = {"all": np.ones(28, bool), "left": np.arange(28) < 14}
    figures = add_covered(model_of(), looked_at, tmp_path / "out", Everyday(crops, groups))
    said = read(OnnxRecogniser.load(tmp_path / "out"), crops)[:, 0] >= 0.5
    assert figures.everyday == {"all": (said.sum(), 28), "left": (said[:14].sum(), 14)}


def test_other_pictures_are_refused(model_of, tmp_path, capsys):
    with pytest.raises(DataError, match="0 of the 2352 pictures that were looked at are in the data"):
        add_covered(model_of(), data_of_runs(), tmp_path / "out")
    data = tmp_path / "data.npz"
    stills = data_of_runs()
    usage = (stills.splits == "public_test").astype(np.uint8)
    np.savez(data, images=stills.images, label=stills.labels, usage=usage, ferplus_votes=stills.votes)
    assert main(["cover", "--model", str(model_of()), "--data", str(data), "--out", str(tmp_path / "out")]) == 2
    assert "Give FER2013's pictures" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
