"""An output that an exported model speaks with, made of its others."""

import json
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest
from drawn import data_of_runs, pictures, tiny

from fer_core.errors import DataError
from fer_core.recognition import HEAD_FILE, OnnxRecogniser
from fer_core.spec import CLASSES
from training.cli import main
from training.export.adjust import log_prior, shift
from training.export.from_run import export_run
from training.export.rebuild import rebuild
from training.export.speak import add_spoken, choose_blend
from training.fit.stills import Trainer
from training.fit.temporal import fit_temporal
from training.judge.fairness import Everyday, limits_of
from training.judge.reading import still_logits
from training.judge.strangers import FoundFaces
from training.judge.truth import labels_for
from training.networks import checkpoint

STRANGE = FoundFaces(pictures(np.arange(70) % 7, seed=9), np.arange(70) % 7, 80)


@pytest.fixture
def stills():
    return data_of_runs().split("public_test")


def test_what_is_spoken_is_the_blend_and_the_rest_stays(model_of, stills, tmp_path):
    blend = add_spoken(model_of(), stills, STRANGE, tmp_path / "out", "speaks")
    before, after = OnnxRecogniser.load(model_of()), OnnxRecogniser.load(tmp_path / "out")
    assert (after.spec.name, after.spec.default) == ("speaks", "spoken")
    assert list(after.spec.outputs) == ["spoken", "ferplus", "fer2013"]
    crops = pictures(np.arange(14) % 7, seed=3)
    old, new = still_logits(before, crops), still_logits(after, crops)
    labels = labels_for("spoken", stills)
    taken = blend.strength * log_prior(labels[labels >= 0], 7)
    expected = blend.share * old["ferplus"] + (1 - blend.share) * old["fer2013"] - taken
    np.testing.assert_allclose(new["spoken"], expected, atol=1e-4)
    for name in ("ferplus", "fer2013"):
        np.testing.assert_array_equal(new[name], old[name])
        assert after.spec.distributions[name] == before.spec.distributions[name]
    spoken = after.spec.distributions["spoken"]
    assert spoken.still.temperature != 1.0
    assert spoken.still.threshold is not None
    assert spoken.still != spoken.film
    told = json.loads((tmp_path / "out" / "training.json").read_text())
    assert told["spoken"] == blend.share
    assert told["adjusted"]["spoken"] == blend.strength
    assert told["calibrated_on_strangers"] == 70
    assert not (tmp_path / "out" / "draft").exists()


def test_a_model_that_speaks_can_be_given_another_blend_and_goes_on_as_a_start(model_of, stills, tmp_path):
    add_spoken(model_of(), stills, STRANGE, tmp_path / "once", "speaks")
    add_spoken(tmp_path / "once", stills, STRANGE, tmp_path / "twice", "speaks")
    assert (tmp_path / "once" / HEAD_FILE).read_bytes() == (tmp_path / "twice" / HEAD_FILE).read_bytes()
    classifier, _, classes = rebuild(tmp_path / "once", data_of_runs().images)
    assert list(classifier.linear) == ["spoken", "ferplus", "fer2013"]
    assert len(classes) == 7


def world(seed, *, votes_right):
    """Logits of two outputs of which one knows, and labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 7, 700)
    sure, blind = (rng.normal(0, 1, (700, 7)).astype(np.float32) for _ in range(2))
    sure[np.arange(700), labels] += 3
    return ({"ferplus": sure, "fer2013": blind} if votes_right else {"ferplus": blind, "fer2013": sure}), labels


@pytest.mark.parametrize(("votes_right", "shares"), [(True, (0.75, 1.0)), (False, (0.0, 0.25))])
def test_the_output_that_knows_is_chosen(votes_right, shares):
    worlds = [world(seed, votes_right=votes_right) for seed in range(2)]
    blend = choose_blend(worlds, log_prior(worlds[0][1], 7))
    assert blend.share in shares
    assert blend.other == "fer2013"


def test_what_is_not_allowed_is_not_chosen():
    worlds = [world(seed, votes_right=True) for seed in range(2)]
    prior = log_prior(worlds[0][1], 7)
    assert choose_blend(worlds, prior, allowed=lambda blend: blend.share < 0.3).share == 0.25


def test_the_output_that_was_trained_for_it_is_blended_where_it_is_better():
    worlds = []
    for seed in range(2):
        logits, labels = world(seed, votes_right=True)
        blind = logits["fer2013"]
        worlds.append(({"ferplus": blind, "fer2013": blind, "spoken": logits["ferplus"]}, labels))
    blend = choose_blend(worlds, log_prior(worlds[0][1], 7), ("fer2013", "spoken"))
    assert (blend.other, blend.share) in {("spoken", 0.0), ("spoken", 0.25)}


def test_everyday_faces_are_not_read_as_negative_more_often(model_of, stills, tmp_path):
    logits = still_logits(OnnxRecogniser.load(model_of()), STRANGE.crops)
    masks = {"all": np.ones(70, bool), "some": np.arange(70) < 35}
    everyday = Everyday(STRANGE.crops, masks)
    add_spoken(model_of(), stills, STRANGE, tmp_path / "held", "speaks", everyday=everyday)
    limits = limits_of(everyday.negative(logits["ferplus"].argmax(axis=1), CLASSES))
    said = still_logits(OnnxRecogniser.load(tmp_path / "held"), STRANGE.crops)["spoken"].argmax(axis=1)
    for group, (count, total) in everyday.negative(said, CLASSES).items():
        assert count <= limits[group] * total
    assert json.loads((tmp_path / "held" / "training.json").read_text())["everyday"] == 70


def test_limits_are_what_chance_allows():
    everyday = Everyday(np.zeros((200, 4, 4), np.uint8), {"all": np.ones(200, bool), "old": np.arange(200) < 50})
    answers = np.where(np.arange(200) < 4, CLASSES.index("sad"), CLASSES.index("happy"))
    assert everyday.negative(answers, CLASSES) == {"all": (4, 200), "old": (4, 50)}
    limits = limits_of(everyday.negative(answers, CLASSES))
    # Two in a hundred of 200 may as well be five in a hundred; eight of 50 are nineteen.
    assert limits["all"] == pytest.approx(0.0503, abs=1e-3)
    assert limits["old"] == pytest.approx(0.1884, abs=1e-3)


def test_a_model_without_both_is_refused(tiny_model, stills, tmp_path):
    with pytest.raises(DataError, match="give a model with both"):
        add_spoken(tiny_model, stills, STRANGE, tmp_path / "out", "x")
    assert not (tmp_path / "out").exists()


def test_bad_input_leaves_nothing(tmp_path, tiny_model, capsys):
    given = {"--model": tiny_model, "--data": tmp_path, "--strangers": tmp_path / "none", "--out": tmp_path / "o"}
    assert main(["speak", *(str(part) for pair in given.items() for part in pair)]) == 2
    assert capsys.readouterr().err.startswith("fer-train: ")
    assert not (tmp_path / "o").exists()


@pytest.fixture(scope="module")
def spoken_model(tmp_path_factory):
    """A model with an output that was trained to be spoken, by which its temporal head hears pauses."""
    folder, stills = tmp_path_factory.mktemp("spoken"), data_of_runs()
    config = tiny(spoken=True)
    config = replace(config, temporal=replace(config.temporal, quiet=10.0, speech=0.5))
    Trainer(config, stills, "public_test", folder / "run").run()
    classifier, _ = checkpoint.load_classifier(folder / "run" / checkpoint.ENCODER)
    fit_temporal(config, classifier, stills, "public_test", folder / "run")
    with pytest.MonkeyPatch.context() as patch:
        # So that the tiny tensors are stored in half precision, as large ones are.
        patch.setattr("training.export.to_onnx._HALVED_FROM", 20)
        export_run(folder / "run", stills, "public_test", folder / "model", "trained")
    return folder / "model"


def windows_of(recogniser):
    size = recogniser.spec.embedding_size
    rng = np.random.default_rng(0)
    found = rng.normal(0, 1, (6, recogniser.spec.window, size)).astype(np.float32)
    return found, np.arange(2, 8)


def test_the_head_hears_pauses_as_it_was_trained_to_whatever_is_spoken(spoken_model, stills, tmp_path):
    before = OnnxRecogniser.load(spoken_model)
    blend = add_spoken(spoken_model, stills, STRANGE, tmp_path / "once", "speaks")
    twice = add_spoken(tmp_path / "once", stills, STRANGE, tmp_path / "twice", "speaks")
    windows = windows_of(before)
    old = before.read(*windows)
    for folder, chosen in (("once", blend), ("twice", twice)):
        new = OnnxRecogniser.load(tmp_path / folder).read(*windows)
        for name in ("ferplus", "fer2013"):
            np.testing.assert_allclose(new[name], old[name], atol=1e-5)
        labels = labels_for("spoken", stills)
        taken = chosen.strength * log_prior(labels[labels >= 0], 7)
        expected = chosen.share * old["ferplus"] + (1 - chosen.share) * old[chosen.other] - taken
        np.testing.assert_allclose(new["spoken"], expected, atol=1e-4)
    # What is a blend already is not blended again.
    assert twice.other == "fer2013"
    told = json.loads((tmp_path / "once" / "training.json").read_text())
    assert told.get("spoken_with") == ("spoken" if blend.other == "spoken" else None)


def test_what_is_taken_off_an_output_is_taken_off_nothing_else(spoken_model):
    before = OnnxRecogniser.load(spoken_model)
    head = onnx.load(spoken_model / HEAD_FILE)
    offsets = np.array([3.0, 0, 0, 0, 0, -3.0, 1.0])
    shift(head, "spoken", offsets)
    session = onnxruntime.InferenceSession(head.SerializeToString())
    windows, valid = windows_of(before)
    names = [output.name for output in session.get_outputs()]
    found = dict(zip(names, session.run(None, {"embeddings": windows, "valid": valid}), strict=True))
    old = before.read(windows, valid)
    np.testing.assert_allclose(found["spoken"], old["spoken"] - offsets, atol=1e-4)
    np.testing.assert_allclose(found["ferplus"], old["ferplus"], atol=1e-5)
