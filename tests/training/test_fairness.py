"""Whose faces are not found, and whose are read as negative."""

import json

import cv2
import numpy as np
import pytest
from drawn import pictures

from fer_core.detection import ScriptedDetector
from fer_core.errors import DataError
from fer_core.recognition import OnnxRecogniser
from fer_core.types import Detection
from training.cli import main
from training.data.encoded import RACES, SEXES, read_people
from training.judge import fairness
from training.judge.fairness import NEGATIVE, find_everyday, judge_fairness
from training.report.intervals import wilson

POINTS = np.array([(15, 20), (33, 20), (24, 29), (24, 37), (5, 22), (43, 22)], np.float32)
AGE = np.array([1, 5, 30, 30, 70, 90], np.uint8)


def write(path, **changes):
    files = [cv2.imencode(".jpg", image)[1].ravel() for image in pictures(np.zeros(len(AGE), int))]
    values = {
        "jpeg": np.concatenate(files), "offset": np.cumsum([0, *map(len, files)]), "age": AGE,
        "sex": np.array([0, 1, 0, 1, 0, 1], np.int8), "race": np.array([0, 0, 1, 1, 2, 2], np.int8), **changes,
    }  # fmt: skip
    np.savez(path, **{name: value for name, value in values.items() if value is not None})
    return path


@pytest.fixture
def recogniser(tiny_model):
    return OnnxRecogniser.load(tiny_model)


@pytest.fixture
def use(monkeypatch):
    """Find faces in the pictures of which it is said, and let them be called so."""

    def script(found, called, recogniser):
        faces = [[Detection((0, 0, 48, 48), 0.9, POINTS)] if f else [] for f in found]
        detectors = {"thorough": lambda still: ScriptedDetector(faces if still else [])}
        monkeypatch.setattr("training.data.framing.DETECTORS", detectors)
        labels = recogniser.spec.labels
        logits = np.eye(len(labels), dtype=np.float32)[[labels.index(name) for name in called]]
        monkeypatch.setattr(fairness, "still_logits", lambda *_: {recogniser.spec.default: logits})

    return script


def test_people_are_counted_by_age_sex_and_race(recogniser, use, tmp_path):
    use([1, 1, 1, 1, 0, 1], ["happy", "sad", "neutral", "fear", "surprise"], recogniser)
    notes = []
    found = judge_fairness(recogniser, read_people(write(tmp_path / "a.npz")), "a.npz", notes)
    assert (found["pictures"], found["data"], found["output"]) == (6, "a.npz", recogniser.spec.default)
    assert list(found["groups"]["age"]) == ["0-2", "3-9", "20-34", "65 and older"]
    assert found["groups"]["sex"].keys() == set(SEXES)
    assert list(found["groups"]["race"]) == list(RACES[:3])
    assert found["all"]["not_found"]["share"] == pytest.approx(1 / 6)
    assert found["all"]["negative"]["share"] == pytest.approx(2 / 5)
    old = found["groups"]["age"]["65 and older"]
    assert (old["pictures"], old["not_found"]["share"], old["negative"]["share"]) == (2, 0.5, 0.0)
    assert old["called"]["surprise"] == 1.0
    male, female = (found["groups"]["sex"][name]["negative"]["share"] for name in SEXES)
    assert (male, female) == (0.0, pytest.approx(2 / 3))
    assert notes == []


def test_limits_are_kept_for_every_group_that_is_large_enough(recogniser, use, tmp_path, monkeypatch):
    monkeypatch.setattr(fairness, "_FEWEST", 2)
    use([1, 1, 1, 1, 0, 1], [], recogniser)
    found = find_everyday(recogniser.spec, read_people(write(tmp_path / "a.npz")), "a.npz", [])
    groups = {name: mask.tolist() for name, mask in found.groups.items()}
    assert groups == {
        "all": [True] * 5,
        "20-34": [False, False, True, True, False],
        SEXES[0]: [True, False, True, False, False],
        SEXES[1]: [False, True, False, True, True],
        RACES[0]: [True, True, False, False, False],
        RACES[1]: [False, False, True, True, False],
    }


def test_a_group_nobody_of_which_is_found_has_no_share_of_negative(recogniser, use, tmp_path):
    use([0, 1, 1, 1, 1, 1], ["happy"] * 5, recogniser)
    found = judge_fairness(recogniser, read_people(write(tmp_path / "a.npz")), "a", [])
    assert found["groups"]["age"]["0-2"]["negative"] is None
    assert found["groups"]["age"]["0-2"]["not_found"]["share"] == 1.0


def figures(share, count):
    low, high = wilson(np.array([share]), np.array([count]))[:, 0]
    told = {"share": share, "low": float(low), "high": float(high)}
    return {"pictures": count, "not_found": told, "negative": told}


def test_only_differences_beyond_chance_are_told_as_such():
    apart = {"age": {"0-2": figures(0.2, 500), "20-34": figures(0.01, 500), "rare": figures(0.9, 10)}}
    close = {"sex": {"male": figures(0.10, 60), "female": figures(0.12, 60)}}
    first, second, *others = fairness._summary(apart | close)
    assert "not found in the group 0-2 (20.0 %" in first
    assert "in the group 20-34 (1.0 %" in first
    # The smallest share is that of a group too small to tell; the larger one beside it is told.
    small = {"race": {"a": figures(0.032, 1500), "b": figures(0.013, 5000), "c": figures(0.01, 400)}}
    (told, _) = fairness._summary(small)
    assert told.startswith("By race, faces are more often not found in the group a (3.2 %")
    assert "than in the group b (1.3 %" in told
    assert second == "By sex, no group's faces are not found surely more often than another's."
    assert "read as angry, disgust, fear or sad in the group 0-2" in others[0]
    assert fairness._summary({"race": {"White": figures(0.1, 500)}}) == []


def test_the_intervals_are_wilsons():
    low, high = wilson(np.array([0.0, 0.5]), np.array([10.0, 100.0]))
    np.testing.assert_allclose(low, [0.0, 0.4038], atol=1e-4)
    np.testing.assert_allclose(high, [0.2775, 0.5962], atol=1e-4)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"age": None}, "should hold jpeg, offset, age, sex and race"),
        ({"sex": np.array([0, 1], np.int8)}, "do not fit together"),
        ({"race": np.full(6, 9, np.int8)}, "a race is not one of 5 classes"),
        ({"age": np.full(6, 200, np.uint8)}, "an? age is not one of"),
    ],
)
def test_what_is_no_such_data_set_is_refused(tmp_path, changes, words):
    with pytest.raises(DataError, match=words):
        read_people(write(tmp_path / "a.npz", **changes))


def test_the_command_prints_every_group_and_writes_both(recogniser, use, tmp_path, tiny_model, capsys):
    use([1] * 6, ["happy", "sad", "neutral", "fear", "surprise", "happy"], recogniser)
    out = tmp_path / "out"
    args = ["fairness", "--model", tiny_model, "--faces", write(tmp_path / "a.npz"), "--out", out]
    assert main([str(a) for a in args]) == 0
    said = capsys.readouterr().out
    for name in ("all", "age 65 and older", "sex female", "race Asian"):
        assert f"\n{name} " in said
    assert json.loads((out / "fairness.json").read_text())["all"]["pictures"] == 6
    assert (out / "fairness.png").read_bytes().startswith(b"\x89PNG")
    assert set(NEGATIVE) == {"angry", "disgust", "fear", "sad"}


def test_bad_input_leaves_nothing(tmp_path, tiny_model, capsys):
    args = ["fairness", "--model", tiny_model, "--faces", tmp_path / "none.npz", "--out", tmp_path / "out"]
    assert main([str(a) for a in args]) == 2
    assert "none.npz cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
