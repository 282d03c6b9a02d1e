import shutil

import numpy as np
import pytest
import torch
from drawn import pictures, stills_of, tiny
from torch import nn

from fer_core.errors import DataError
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, HEAD_FILE
from fer_core.spec import CLASSES
from training.data.stills import Stills
from training.export.to_onnx import make_spec
from training.fit.start import Start, fit_linear, load_start
from training.networks import checkpoint
from training.networks.classifier import Classifier

IMAGES = pictures(np.arange(70) % 7)


def test_a_run_is_taken_as_it_is(run_of):
    start = load_start(run_of("residual"), IMAGES)
    trained, state = checkpoint.load_classifier(run_of("residual") / checkpoint.ENCODER)
    assert start.classes == tuple(state["classes"])
    for name, value in trained.state_dict().items():
        assert torch.equal(start.classifier.state_dict()[name], value)


def test_a_run_goes_before_a_model_in_the_same_folder(run_of, model_of, tmp_path):
    for file in (model_of() / ENCODER_FILE, model_of() / HEAD_FILE, run_of("paper") / checkpoint.ENCODER):
        shutil.copy(file, tmp_path)
    assert load_start(tmp_path, IMAGES).config.encoder.kind == "paper"


def test_a_start_is_known_by_the_weights_as_they_were_stored(run_of, model_of):
    own, other = load_start(run_of("residual"), IMAGES), load_start(run_of("paper"), IMAGES)
    assert own.digest == load_start(run_of("residual"), IMAGES[:7]).digest != other.digest
    # What a rebuilt network holds hangs on the pictures that it is measured on; what it was rebuilt from does not.
    one, again = (load_start(model_of(), images) for images in (IMAGES, IMAGES[:7]))
    assert checkpoint.digest(one.classifier) != checkpoint.digest(again.classifier)
    assert one.digest == again.digest != own.digest


def named(start, *classes):
    """A classifier for pictures of these classes."""
    return start.speaking(stills_of({"train": 4}, votes=False, classes=classes))


def test_classes_are_known_by_their_names(run_of):
    start = load_start(run_of("residual"), IMAGES)
    other = named(start, "neutral", "happy", "angry")
    for name, head in start.classifier.linear.items():
        assert torch.equal(other.linear[name].weight, head.weight[[6, 3, 0]])
        assert torch.equal(other.linear[name].bias, head.bias[[6, 3, 0]])
    x = torch.zeros(2, 1, 48, 48)
    with torch.inference_mode():
        assert torch.equal(other.encoder(x), start.classifier.encoder(x))
        assert torch.equal(named(start, *CLASSES)(x)["fer2013"], start.classifier(x)["fer2013"])


def test_new_classes_are_learned_before_the_encoder_is_touched(run_of):
    start = load_start(run_of("residual"), IMAGES)
    # The stripes of these pictures were happy and surprised when the encoder learned.
    labels = np.tile([0, 1], 20)
    stills = Stills(pictures(np.where(labels, 5, 3)), labels, None, np.full(40, "train"), ("grin", "gasp"))
    stills.labels[7] = -1
    stills.images[7] = 255
    model = start.speaking(stills)
    assert not model.training
    for name, value in start.classifier.encoder.state_dict().items():
        assert torch.equal(model.encoder.state_dict()[name], value)
    others = pictures(np.tile([3, 5], 10), seed=3)
    with torch.inference_mode():
        found = model((torch.from_numpy(others).unsqueeze(1) / 255 - start.config.mean) / start.config.std)
    probabilities = found["fer2013"].softmax(1).numpy()[np.arange(20), np.tile([0, 1], 10)]
    assert probabilities.mean() > 0.9
    assert (probabilities > 0.5).all()


def test_new_classes_are_learned_from_pictures_as_the_app_normalises_them(monkeypatch):
    # An encoder that does not bring each picture to mean 0 and deviation 1 itself.
    config, seen = tiny("paper", mean=0.3, std=0.2), []
    classifier = Classifier(config.encoder, ("fer2013",), 2).eval()
    monkeypatch.setattr(
        "training.fit.start.fit_linear", lambda _, embeddings, labels: seen.append((embeddings, labels))
    )
    stills = stills_of({"train": 3}, votes=False, classes=("b", "new"))
    Start(classifier, config, ("a", "b"), "digest").speaking(stills)
    ((embeddings, labels),) = seen
    spec = make_spec(config, "test", ("a", "b"), classifier, ["fer2013"])
    with torch.inference_mode():
        expected = classifier.encoder(torch.from_numpy(normalise(stills.images, spec)))
    rows = (torch.cdist(embeddings, expected)).argmin(1)
    assert sorted(rows.tolist()) == list(range(6))
    torch.testing.assert_close(embeddings, expected[rows])
    assert labels.tolist() == stills.labels[rows.numpy()].tolist()


def test_a_classifier_is_held_to_what_it_begins_with():
    torch.manual_seed(0)
    truth, x = torch.randn(3, 4), torch.randn(60, 4)
    labels = (x @ truth.T).argmax(1)
    found = []
    for sign in (1, -1):
        head = nn.Linear(4, 3)
        with torch.no_grad():
            head.weight.copy_(sign * truth)
        fit_linear(head, x, labels)
        assert (head(x).argmax(1) == labels).float().mean() > 0.9
        found.append((head.weight - truth).norm())
    assert found[0] < 0.9 * found[1]
    # However large the embeddings are, as many of them count as much.
    small, large = nn.Linear(4, 3), nn.Linear(4, 3)
    for head, factor in ((small, 0.1), (large, 10.0)):
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
        fit_linear(head, x * factor, labels)
    torch.testing.assert_close(small(x * 0.1), large(x * 10.0), rtol=0.05, atol=0.05)


def test_what_is_no_start_is_refused(tmp_path):
    with pytest.raises(
        DataError, match=r"neither encoder\.pt nor encoder\.onnx in .*nothing\. Give the folder of a fin"
    ):
        load_start(tmp_path / "nothing", IMAGES)
