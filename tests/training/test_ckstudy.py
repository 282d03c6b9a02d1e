import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import pictures, stills_of, tiny
from test_ckplus import CKPLUS

import training.data.ckplus
import training.studies.ckstudy
from fer_core.detection import ScriptedDetector
from fer_core.errors import DataError
from fer_core.preprocess import normalise
from fer_core.types import Detection
from training import cli
from training.config import AugmentConfig, EncoderConfig
from training.data.ckplus import CkSequence, last_crops, read_ckplus
from training.fit.stills import Trainer
from training.networks import checkpoint
from training.networks.classifier import make_encoder
from training.studies.ckfit import CLASSES, CnnLstm, StudyConfig, fit_fold, parts_of, read_sequences, read_start
from training.studies.ckstudy import CONFUSION, STUDY, labels_of, split_subjects, study

QUICK = StudyConfig(epochs=2, batch=8, hidden=8)
#: How ckplus48.npz writes the seven classes: none is neutral, which is 6.
CODES = np.array([0, 1, 2, 3, 4, 5, 7])


def write_npz(path, people=6, rounds=1, seed=0):
    """Every person shows each class once a round, in three pictures that are nearly the same."""
    labels = np.tile(np.arange(7), people * rounds)
    still = pictures(labels, seed)[:, None].astype(int)
    noise = np.random.default_rng(seed).integers(0, 9, (len(labels), 3, 48, 48))
    subjects = np.repeat([f"S{i:03d}" for i in range(people)], 7 * rounds)
    np.savez(path, images=(still + noise).astype(np.uint8), label=CODES[labels], subject=subjects,
             sequence=[f"{i:03d}" for i in range(len(labels))])  # fmt: skip
    return path


def run(*args):
    return cli.main([str(arg) for arg in args])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_npz(tmp_path_factory.mktemp("ck") / "ck.npz")


def test_nobody_is_in_two_folds_and_the_folds_are_alike():
    rng = np.random.default_rng(3)
    people = rng.integers(0, 50, 300)
    people[:50] = np.arange(50)
    subjects, labels = [f"S{i:03d}" for i in people], rng.integers(0, 7, 300)
    fold_of = split_subjects(subjects, labels, 10, seed=0)
    folds_of_person = {s: {int(f) for t, f in zip(subjects, fold_of, strict=True) if t == s} for s in subjects}
    assert {len(folds) for folds in folds_of_person.values()} == {1}
    counts = np.zeros((10, 7), int)
    np.add.at(counts, (fold_of, labels), 1)
    assert counts.sum(axis=1).min() >= 25
    assert counts.sum(axis=1).max() <= 35
    assert np.ptp(counts, axis=0).max() <= 5
    assert (split_subjects(subjects, labels, 10, seed=0) == fold_of).all()
    assert (split_subjects(subjects, labels, 10, seed=1) != fold_of).any()


def test_as_many_folds_as_people():
    assert sorted(split_subjects(["a", "b", "c", "c"], np.array([0, 1, 0, 0]), 3, 0)[:3]) == [0, 1, 2]


def test_the_real_people():
    if not (CKPLUS / "ckplus48.npz").is_file():
        pytest.skip(f"needs ckplus48.npz in {CKPLUS}")
    found = read_ckplus(CKPLUS / "ckplus48.npz")
    labels = labels_of(found, CKPLUS)
    assert np.bincount(labels).tolist() == [45, 59, 25, 69, 28, 83, 18]
    fold_of = split_subjects([s.subject for s in found], labels, 10, seed=0)
    assert set(np.bincount(fold_of)) <= set(range(31, 36))


def test_too_few_people_for_the_folds(data, run_of, tmp_path):
    for folds in (7, 1):
        with pytest.raises(DataError, match=rf"6 people cannot be split into {folds} folds.*--folds between 2 and 6"):
            study(data, run_of(), tmp_path, folds=folds)


def test_classes_that_do_not_suit(tmp_path):
    images = np.zeros((3, 48, 48), np.uint8)
    six = [CkSequence(images, int(code), "S1", "S1_1") for code in CODES[:6]]
    with pytest.raises(DataError, match=r"ck has no sequence of contempt\. The study needs all seven"):
        labels_of(six, tmp_path / "ck")
    for code in (6, 8, -1):
        with pytest.raises(DataError, match=rf"the label {code}; those of CK\+ are 0, 1, 2, 3, 4, 5, 7"):
            labels_of([*six, CkSequence(images, code, "S1", "S1_1")], tmp_path / "ck")


def test_a_start_that_does_not_suit(data, run_of, tmp_path):
    def refused(folder, match):
        with pytest.raises(DataError, match=match):
            study(data, folder, tmp_path / "out")

    refused(tmp_path, r"There is no .*encoder\.pt")
    other = tmp_path / "other"
    shutil.copytree(run_of(), other)
    shutil.copy(run_of() / checkpoint.HEAD, other / checkpoint.ENCODER)
    refused(other, "is a checkpoint of something else")
    state = checkpoint.load(run_of() / checkpoint.ENCODER)
    checkpoint.save(other / checkpoint.ENCODER, {**state, "config": tiny("paper").as_dict()})
    refused(other, "is a checkpoint of another architecture than its recipe says")
    Trainer(tiny(), stills_of({"train": 1, "public_test": 1}, votes=False, classes=tuple("abcdefg")), "public_test",
            tmp_path / "abc").run()  # fmt: skip
    refused(tmp_path / "abc", "knows the classes a, b, c, d, e, f, g. Start from a run with angry, ")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["residual", "paper"])
def test_the_first_answers_are_those_of_the_start(kind, run_of):
    start = read_start(run_of(kind))
    model = CnnLstm(start, QUICK).eval()
    x = torch.randn(2, 1, 48, 48).repeat(1, 3, 1, 1)
    with torch.no_grad():
        known = start.classifier(x[:, :1])["fer2013"]
        torch.testing.assert_close(model(x)[0], known, atol=1e-4, rtol=0)


def test_the_order_of_the_frames_counts(run_of):
    model = CnnLstm(read_start(run_of()), QUICK).eval()
    torch.nn.init.normal_(model.correct.weight)
    x = torch.randn(1, 3, 48, 48)
    with torch.no_grad():
        assert float((model(x)[0] - model(x.flip(1))[0]).abs().max()) > 1e-3


def test_frames_of_a_sequence_are_varied_alike(run_of, monkeypatch):
    seen, forward = [], CnnLstm.forward
    monkeypatch.setattr(CnnLstm, "forward", lambda model, x: seen.append(x) or forward(model, x))
    image = pictures(np.arange(7))
    vary = replace(QUICK.augment, erase=1.0)
    fit_fold(replace(QUICK, epochs=1, augment=vary), read_start(run_of()), np.stack([image] * 3, 1), np.arange(7), 0)
    frames = torch.cat(seen)
    torch.testing.assert_close(frames[:, 1], frames[:, 0])
    torch.testing.assert_close(frames[:, 2], frames[:, 0])
    assert len(frames) == 7
    spec = read_start(run_of()).spec
    still = (torch.from_numpy(image).float() / 255 - spec.mean) / spec.std
    nearest = torch.cdist(frames[:, 0].flatten(1), still.flatten(1)).min(1).values
    assert float(nearest.min()) > 1.0


def test_sequences_are_fed_as_the_app_normalises_crops(run_of, monkeypatch):
    start, seen, forward = read_start(run_of()), [], CnnLstm.forward
    monkeypatch.setattr(CnnLstm, "forward", lambda model, x: seen.append(x) or forward(model, x))
    still = AugmentConfig(rotation_deg=0, zoom=0, shift=0, flip=False, light=0, erase=0, corrupt=0)
    image = pictures(np.arange(7))
    images = np.stack([image] * 3, 1)
    model = fit_fold(replace(QUICK, epochs=1, augment=still), start, images, np.arange(7), 0)
    read_sequences(model, start, images)
    expected = torch.from_numpy(normalise(image, start.spec)).expand(-1, 3, -1, -1)
    trained, judged = seen
    # In training they come in another order.
    order, other = expected.mean((1, 2, 3)).argsort(), trained.mean((1, 2, 3)).argsort()
    torch.testing.assert_close(trained[other], expected[order], atol=1e-4, rtol=0)
    torch.testing.assert_close(judged, expected, atol=1e-4, rtol=0)


def test_what_is_fixed_stays_as_it_was(run_of, data):
    start, sequences = read_start(run_of()), read_ckplus(data)
    images = last_crops(sequences, 3, start.spec)
    model = fit_fold(replace(QUICK, frozen=0.5), start, images, labels_of(sequences, data), 0)
    before = start.classifier.encoder.state_dict()
    moved = {name for name, value in model.encoder.state_dict().items() if not torch.equal(value.cpu(), before[name])}
    assert moved
    assert not any("running" in name for name in moved)
    assert min(int(name.split(".")[1]) for name in moved) == len(model.encoder.layers) // 2


@pytest.mark.parametrize(("kind", "first", "last", "count"), [
    ("residual", "Conv2d", "ResidualBlock", 6), ("paper", "Conv2d", "Linear", 16), ("lite", "Conv2d", "ReLU", 22),
])  # fmt: skip
def test_the_parts_of_every_encoder_come_in_order(kind, first, last, count):
    parts = parts_of(make_encoder(EncoderConfig(kind=kind, widths=(4, 6, 8), depths=(1, 1, 1))))
    assert (type(parts[0]).__name__, type(parts[-1]).__name__, len(parts)) == (first, last, count)


def test_it_learns_from_people_it_has_not_seen(run_of, tmp_path):
    config = StudyConfig(epochs=14, encoder_lr=2e-3, lr=5e-3, hidden=16, frozen=0.0)
    config = replace(config, augment=replace(config.augment, erase=0.0, rotation_deg=0.0, zoom=0.0, flip=False))
    found = study(write_npz(tmp_path / "ck.npz", rounds=3), run_of(), tmp_path / "out", folds=2, config=config)
    assert found["accuracy"] > 0.6


def test_what_it_writes(data, run_of, tmp_path):
    found = study(data, run_of(), tmp_path / "out", folds=3, seed=5, config=QUICK)
    written = json.loads((tmp_path / "out" / STUDY).read_text())
    assert written == found
    assert (found["folds"], found["sequences"], found["seed"], found["start"]) == (3, 42, 5, run_of().name)
    assert found["classes"] == [*CLASSES]
    assert CLASSES[6] == "contempt"
    counts = np.array(found["confusion"])
    assert counts.sum(axis=1).tolist() == [6] * 7
    assert found["accuracy"] == pytest.approx(np.trace(counts) / 42)
    assert found["recall"] == pytest.approx(dict(zip(CLASSES, np.diag(counts) / 6, strict=True)))
    assert len(found["accuracy_by_fold"]) == 3
    assert found["accuracy_mean"] == pytest.approx(np.mean(found["accuracy_by_fold"]))
    assert found["accuracy_spread"] == pytest.approx(np.std(found["accuracy_by_fold"], ddof=1))
    assert "2 epochs" in found["recipe"]
    assert (tmp_path / "out" / CONFUSION).read_bytes()[:4] == b"\x89PNG"
    assert not list((tmp_path / "out").glob("*.pt"))


def test_the_recipe_says_where_it_was_chosen():
    assert str(StudyConfig()).endswith("; chosen on the split of seed 1")
    assert str(replace(StudyConfig(), epochs=3)).endswith("no test-time variation")


def test_finished_folds_are_not_computed_again(data, run_of, tmp_path, monkeypatch):
    whole = study(data, run_of(), tmp_path / "whole", folds=3, config=QUICK)
    fits = []

    def dies_at_the_third(*args):
        fits.append(args)
        if len(fits) == 3:
            raise KeyboardInterrupt
        return fit_fold(*args)

    monkeypatch.setattr(training.studies.ckstudy, "fit_fold", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        study(data, run_of(), tmp_path / "out", folds=3, config=QUICK)
    assert study(data, run_of(), tmp_path / "out", folds=3, config=QUICK) == whole
    assert len(fits) == 4
    assert all(len(args[3]) < 42 for args in fits)


def test_a_test_fold_has_no_part_in_its_training(data, run_of, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(training.studies.ckstudy, "fit_fold", lambda *args: seen.append(args[2]) or fit_fold(*args))
    judged = []
    monkeypatch.setattr(
        training.studies.ckstudy, "read_sequences", lambda *args: judged.append(args[2]) or read_sequences(*args)
    )
    study(data, run_of(), tmp_path, folds=3, config=replace(QUICK, epochs=1))
    for train, test in zip(seen, judged, strict=True):
        assert len(train) + len(test) == 42
        assert not {x.tobytes() for x in train} & {x.tobytes() for x in test}
    assert len({x.tobytes() for test in judged for x in test}) == 42


def test_a_folder_of_another_study(data, run_of, tmp_path):
    study(data, run_of(), tmp_path, folds=2, config=QUICK)
    other = write_npz(tmp_path / "other.npz", seed=1)
    for changes in ({"seed": 1}, {"folds": 3}, {"config": replace(QUICK, epochs=3)}, {"data": other}):
        settings = {"data": data, "run": run_of(), "out": tmp_path, "folds": 2, "config": QUICK, **changes}
        with pytest.raises(DataError, match="holds a study of another recipe, seed, start or data"):
            study(**settings)


def test_short_sequences_and_pictures_without_a_face(run_of, monkeypatch):
    spec = read_start(run_of()).spec
    with pytest.raises(DataError, match=r"S1_001 has 2 of the 3 pictures"):
        last_crops([CkSequence(np.zeros((2, 48, 48), np.uint8), 0, "S1", "S1_001")], 3, spec)
    monkeypatch.setattr(training.data.ckplus, "MediaPipeDetector", lambda *_, **__: ScriptedDetector([]))
    with pytest.raises(DataError, match=r"S1_001 shows no face in its last 3 pictures"):
        last_crops([CkSequence(np.zeros((4, 96, 96), np.uint8), 0, "S1", "S1_001")], 3, spec)


def test_whole_pictures_are_framed_by_the_detector(run_of, monkeypatch):
    spec = read_start(run_of()).spec
    rng = np.random.default_rng(0)
    crop = CkSequence(rng.integers(0, 255, (5, 48, 48)).astype(np.uint8), 0, "S1", "S1_001")
    # The landmarks stand where the template has them, 20 pixels to the right and 10 down.
    eyes_and_mouth = np.array(spec.template, np.float32) + np.float32([20, 10])
    landmarks = np.array([*eyes_and_mouth[:2], (44, 39), eyes_and_mouth[2], (30, 30), (60, 30)], np.float32)
    found = Detection(box_px=(20, 10, 68, 58), score=0.9, landmarks_px=landmarks)
    monkeypatch.setattr(training.data.ckplus, "MediaPipeDetector", lambda *_, **__: ScriptedDetector([[found]] * 3))
    whole = np.zeros((5, 100, 120), np.uint8)
    whole[:, 10:58, 20:68] = crop.images
    crops = last_crops([crop, CkSequence(whole, 0, "S1", "S1_002")], 3, spec)
    np.testing.assert_array_equal(crops[0], crop.images[2:])
    assert np.abs(crops[1].astype(int) - crops[0]).max() <= 2


def test_the_real_whole_pictures_are_cropped(run_of):
    if not (CKPLUS / "ckplus_sequences").is_dir():
        pytest.skip(f"needs the sequences in {CKPLUS}")
    crops = last_crops(read_ckplus(CKPLUS / "ckplus_sequences")[:2], 3, read_start(run_of()).spec)
    assert crops.shape == (2, 3, 48, 48)
    assert crops.std(axis=(2, 3)).min() > 20


def test_the_command(data, run_of, tmp_path, capsys):
    settings = ("ckplus", "--data", data, "--start", run_of(), "--out", tmp_path, "--folds", 2, "--epochs", 1)
    assert run(*settings) == 0
    printed = capsys.readouterr()
    assert "42 sequences, 2 folds over people: accuracy 0." in printed.out
    assert "contempt" in printed.out
    assert f"Written: {tmp_path / STUDY}" in printed.out
    assert all(f"fold {k}/2: 21 sequences of 3 people, accuracy 0." in printed.out + printed.err for k in (1, 2))
    assert "1 epochs" in json.loads((tmp_path / STUDY).read_text())["recipe"]


def test_the_command_says_what_is_wrong(data, run_of, tmp_path, capsys):
    for path, words in ((tmp_path / "none.npz", "has no CK+ sequences"), (run_of() / "encoder.pt", "cannot be read")):
        assert run("ckplus", "--data", path, "--start", run_of(), "--out", tmp_path / "out") == 2
        assert words in capsys.readouterr().err
    assert run("ckplus", "--data", data, "--start", run_of(), "--out", tmp_path / "out") == 2
    assert "6 people cannot be split into 10 folds" in capsys.readouterr().err
