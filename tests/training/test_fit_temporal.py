from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import stills_of, tiny
from same import assert_same

from fer_core.embedding_window import EmbeddingWindow
from fer_core.errors import DataError
from fer_core.preprocess import normalise
from training.data.films import drawable, make_film
from training.export.to_onnx import make_spec
from training.fit.temporal import LAST, EncodedFilm, _loss, encode_films, fit_temporal, read_films
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


def test_a_head_that_listens_to_pauses_knows_the_class_that_syllables_look_like(data, tmp_path):
    config = replace(tiny(), temporal=replace(tiny().temporal, quiet=4.0, epochs=1))
    made = fit_temporal(config, classifier(), data, "public_test", tmp_path)
    assert made.syllable.tolist() == [float(name == "surprise") for name in data.classes]
    read = checkpoint.load_temporal(tmp_path / checkpoint.HEAD, classifier())
    assert torch.equal(read.syllable, made.syllable)


def test_what_attention_has_learned_is_trusted_as_far_as_the_recipe_says(data, tmp_path):
    model = classifier()

    def fitted(trust):
        config = replace(tiny(), temporal=replace(tiny().temporal, epochs=2, trust=trust))
        run = tmp_path / str(trust)
        run.mkdir()
        return fit_temporal(config, model, data, "public_test", run).state_dict()

    full, calm = fitted(1.0), fitted(0.25)
    scored = {"key.weight", "key.bias"}
    for name in scored:
        torch.testing.assert_close(calm[name], 0.25 * full[name])
    assert_same({n: v for n, v in calm.items() if n not in scored}, {n: v for n, v in full.items() if n not in scored})


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
    spec = make_spec(config, "test", tuple("abcdefg"), classifier(), ["ferplus"])
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


def read_plainly(windows, valid):
    """Logits of a window's newest embedding: a class that it shows has the probability 0.7, each other one 0.05."""
    newest = windows[torch.arange(len(valid)), valid - 1, :7]
    return {"fer2013": (0.05 + 0.65 * newest).log()}


def flickering(changed, change_t=None, weight=1.0):
    """A film of class 0, in which class 1 is shown at some of the reads, and where it is read: every second frame."""
    labels = np.zeros(101, int)
    labels[[2 * read for read in changed]] = 1
    shown = film(labels.tolist())
    soft = torch.eye(7)[torch.zeros(101, dtype=torch.int64)]
    return replace(shown, soft={"fer2013": soft}, weight={"fer2013": weight}, change_t=change_t), list(range(0, 32, 2))


def loss_of(*films, penalty):
    config = replace(tiny().temporal, flip_penalty=penalty)
    return float(_loss(read_plainly, [one for one, _ in films], [ends for _, ends in films], config))


def test_answers_that_flip_where_nothing_changes_cost_their_variation():
    once = flickering([5])
    # Fifteen reads give the right class 0.7, one gives it 0.05.
    entropy = -(15 * np.log(0.7) + np.log(0.05)) / 16
    assert loss_of(once, penalty=0.0) == pytest.approx(entropy, rel=1e-5)
    # There and back: 0.65 of the probability moves twice, among fifteen steps.
    assert loss_of(once, penalty=1.0) == pytest.approx(entropy + 2 * 0.65 / 15, rel=1e-5)
    assert loss_of(once, penalty=3.0) == pytest.approx(entropy + 3 * 2 * 0.65 / 15, rel=1e-5)
    # A film that never flips costs nothing more, and halves what the other one costs.
    calm = flickering([])
    assert loss_of(calm, penalty=3.0) == pytest.approx(-np.log(0.7), rel=1e-5)
    both = [loss_of(once, calm, penalty=penalty) for penalty in (0.0, 1.0)]
    assert both[1] - both[0] == pytest.approx(0.65 / 15, rel=1e-4)


@pytest.mark.parametrize(
    ("change_t", "jumps"),
    # The answer moves between 0.7 s and 0.8 s. Steps from 0.3 s before the change to 0.6 s after it are free.
    [(None, 1), (0.75, 0), (1.05, 0), (1.15, 1), (0.15, 0), (0.05, 1), (4.0, 1)],
)
def test_where_the_expression_changes_the_answer_may_move(change_t, jumps):
    moved = flickering(range(8, 16), change_t)
    entropy = loss_of(moved, penalty=0.0)
    assert loss_of(moved, penalty=1.0) == pytest.approx(entropy + jumps * 0.65 / 15, rel=1e-5)


def test_a_film_that_counts_less_weighs_less_in_the_entropy_alone():
    light = flickering([5], weight=0.5)
    entropy = -(15 * np.log(0.7) + np.log(0.05)) / 16
    assert loss_of(light, penalty=1.0) == pytest.approx(entropy / 2 + 2 * 0.65 / 15, rel=1e-5)


def test_films_are_encoded_as_the_app_normalises_crops(data):
    config, stills, seen = tiny(mean=0.3, std=0.2), data.split("train"), []
    model = classifier()
    model.encoder.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].clone()))
    encode_films(model, config, stills, 1, 0, title="films")
    frames = make_film(stills, drawable(stills), 0).frames
    # The app's crops are rounded to grey levels, and films are not.
    crops = np.rint(frames.squeeze(1).numpy() * 255).astype(np.uint8)
    spec = make_spec(config, "test", tuple("abcdefg"), model, ["ferplus"])
    np.testing.assert_allclose(seen[0], normalise(crops, spec), atol=0.51 / 255 / 0.2)
