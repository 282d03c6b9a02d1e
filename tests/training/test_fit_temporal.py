from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import stills_of, tiny
from same import assert_same

from fer_core.errors import DataError
from fer_core.window import EmbeddingWindow
from training.export.to_onnx import make_spec
from training.fit.temporal import LAST, EncodedFilm, encode_films, fit_temporal, read_films
from training.networks import checkpoint
from training.networks.classifier import Classifier
from training.networks.temporal_head import TemporalHead


def classifier():
    torch.manual_seed(3)
    return Classifier(tiny().encoder, ("ferplus", "fer2013"), 7).eval()


@pytest.fixture(scope="module")
def data():
    return stills_of({"train": 4, "public_test": 3})


@pytest.fixture(scope="module")
def unbroken(data, tmp_path_factory):
    """Folders of trainings that nothing interrupted, by attention."""
    folders = {attention: tmp_path_factory.mktemp("unbroken") for attention in (True, False)}
    for attention, folder in folders.items():
        fit_temporal(tiny(attention=attention), classifier(), data, "public_test", folder)
    return folders


@pytest.mark.parametrize("attention", [True, False])
@pytest.mark.parametrize(("number", "written"), [(1, True), (2, False), (3, True)])
def test_a_training_that_was_killed_goes_on_as_if_it_had_not_been(  # noqa: PLR0917
    data, tmp_path, killed, unbroken, attention, number, written
):
    def fit():
        return fit_temporal(tiny(attention=attention), classifier(), data, "public_test", tmp_path)

    killed(LAST, number, fit, written=written)
    assert not (tmp_path / checkpoint.HEAD).exists()
    again = fit()
    assert_same(tmp_path / checkpoint.HEAD, unbroken[attention] / checkpoint.HEAD)
    assert_same(tmp_path / LAST, unbroken[attention] / LAST)
    assert_same(dict(again.state_dict()), checkpoint.load(unbroken[attention] / checkpoint.HEAD)["model"])


def test_the_folder_of_another_recipe_is_refused(data, tmp_path):
    fit_temporal(tiny(), classifier(), data, "public_test", tmp_path)
    for config in (tiny(lr=0.3), tiny(attention=False)):
        with pytest.raises(DataError, match="run of another recipe"):
            fit_temporal(config, classifier(), data, "public_test", tmp_path)


def test_the_head_is_written_and_comes_back(data, tmp_path):
    made = fit_temporal(tiny(), classifier(), data, "public_test", tmp_path)
    read = checkpoint.load_temporal(tmp_path / checkpoint.HEAD, classifier())
    assert_same(dict(read.state_dict()), dict(made.state_dict()))
    assert not read.training
    history = checkpoint.load(tmp_path / checkpoint.HEAD)["history"]
    assert [entry["epoch"] for entry in history] == [1, 2, 3]
    best = min(history, key=lambda entry: entry["public_test_loss"])["epoch"]
    last = checkpoint.load(tmp_path / LAST)
    same = all(torch.equal(last["model"][name], value) for name, value in read.state_dict().items())
    assert same == (best == 3)


def test_training_leaves_the_classifier_alone(data, tmp_path):
    model = classifier()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    head = fit_temporal(tiny(), model, data, "public_test", tmp_path)
    assert_same(dict(model.state_dict()), before)
    for name, layer in head.heads.items():
        assert torch.equal(layer.weight, model.linear[name].weight)


def film(labels, *, seed=0, flickers=0.0, change_t=None):
    """An encoded film whose embeddings are the classes themselves, with noise, at 20 frames a second."""
    rng = np.random.default_rng(seed)
    t = np.arange(len(labels)) / 20
    shown = np.where(rng.random(len(labels)) < flickers, rng.integers(0, 7, len(labels)), labels)
    embeddings = np.zeros((len(labels), 16), np.float32)
    embeddings[np.arange(len(labels)), shown] = 1
    soft = torch.eye(7)[torch.tensor(labels)]
    names = ("ferplus", "fer2013")
    return EncodedFilm(t, embeddings, dict.fromkeys(names, soft), dict.fromkeys(names, 1.0), change_t)


def test_encoded_films_hold_what_the_encoder_gives(data):
    model, config = classifier(), tiny()
    films = encode_films(model, config, data.split("train"), 3, 1, title="films")
    again = encode_films(model, config, data.split("train"), 3, 1, title="films")
    other = encode_films(model, config, data.split("train"), 3, 2, title="films")
    for one, two in zip(films, again, strict=True):
        assert one.embeddings.shape == (len(one.t), 16)
        assert one.soft["ferplus"].shape == (len(one.t), 7)
        np.testing.assert_array_equal(one.embeddings, two.embeddings)
    assert any(len(a.t) != len(b.t) or (a.embeddings != b.embeddings).any() for a, b in zip(films, other, strict=True))


def test_windows_are_read_as_the_app_reads_them():
    # The LSTM must see in training what EmbeddingWindow shows it live.
    config = tiny()
    head = TemporalHead(config.temporal, classifier()).eval()
    spec = make_spec(config, "test", tuple("abcdefg"), classifier(), {"ferplus": 1.0})
    one = film([0] * 20 + [3] * 40, flickers=0.5)
    keep = np.random.default_rng(0).random(60) > 0.4
    keep[0] = True
    one = replace(one, t=one.t[keep], embeddings=one.embeddings[keep])
    ends = list(range(len(one.t)))
    found = read_films(head, [one], [ends], config.temporal)["ferplus"]
    window, expected = EmbeddingWindow(spec), []
    for t, embedding in zip(one.t, one.embeddings, strict=True):
        window.add(float(t), embedding)
        values, valid = window.resampled()
        expected.append(head(torch.from_numpy(values[None]), torch.tensor([valid]))["ferplus"])
    torch.testing.assert_close(found, torch.cat(expected), atol=1e-4, rtol=1e-4)


def test_the_lstm_learns_to_calm_what_flickers(tmp_path, monkeypatch):
    config = tiny()
    config = replace(
        config, temporal=replace(config.temporal, window=13, rate_hz=10.0, epochs=10, lr=0.01, batch=16, sequences=60)
    )
    model = classifier()
    with torch.no_grad():
        for layer in model.linear.values():
            layer.weight.zero_()
            layer.bias.zero_()
            layer.weight[:, :7] = 4 * torch.eye(7)
    rng = np.random.default_rng(1)

    def films(_model, _config, _stills, count, seed, *, title):
        assert title
        made = []
        for i in range(count):
            labels = np.repeat(rng.integers(0, 7, 1), 100)
            made.append(film(labels, seed=seed * 1000 + i, flickers=0.3))
        return made

    monkeypatch.setattr("training.fit.temporal.encode_films", films)
    head = fit_temporal(config, model, stills_of({"train": 1, "public_test": 1}), "public_test", tmp_path)
    judged = films(None, None, None, 30, 99, title="judged")
    ends = [list(range(30, 100, 7))] * len(judged)
    with torch.inference_mode():
        answers = read_films(head, judged, ends, config.temporal)["ferplus"].argmax(1).reshape(30, -1)
    truth = torch.tensor([int(one.soft["ferplus"][0].argmax()) for one in judged]).reshape(-1, 1)
    alone = torch.tensor([[int(one.embeddings[e].argmax()) for e in ends[0]] for one in judged])
    assert float((answers == truth).float().mean()) > 0.93
    assert float((alone == truth).float().mean()) < 0.85
