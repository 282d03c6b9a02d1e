import json
from pathlib import Path

import numpy as np
import pytest
from test_evaluate import write_npz
from tiny_model import save_tiny_model

from fer_core.errors import DataError
from fer_core.outputs import DistributionSpec
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import CLASSES
from training.cli import main
from training.files import METRICS
from training.judge import talking
from training.judge.clips import Followed
from training.judge.talking import LSTM_SHOWN, find_talking, judge_read, judge_talking

NEUTRAL, SAD, SURPRISE = (CLASSES.index(name) for name in ("neutral", "sad", "surprise"))


@pytest.fixture
def recogniser(tiny_model):
    return OnnxRecogniser.load(tiny_model)


def followed(frames, size=4, seed=0):
    rng = np.random.default_rng(seed)
    return Followed(np.arange(frames) / 30.0, rng.normal(size=(frames, size)).astype(np.float32))


def touch(folder: Path, *names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def test_clips_are_named_by_speaker_sentence_and_emotion(tmp_path):
    names = ("01-02-03_01.mp4", "01-01-01_01.mp4", "7-a-02.MOV", "01-01-09_01.mp4", "notes-01-01.txt", "01-01.mp4")
    found = find_talking(touch(tmp_path, *names))
    assert [(path.name, label) for path, label in found] == [
        ("01-01-01_01.mp4", "neutral"), ("01-02-03_01.mp4", "happy"), ("7-a-02.MOV", "sad")
    ]  # fmt: skip


@pytest.mark.parametrize("names", [None, (), ("a.mp4", "01-01-04_01.mp4")])
def test_a_folder_without_such_clips_is_refused(tmp_path, names):
    folder = tmp_path / "clips" if names is None else touch(tmp_path, *names)
    with pytest.raises(DataError, match=r"holds no clips named SPEAKER-SENTENCE-EMOTION\.mp4.*01 neutral, 02 sad"):
        find_talking(folder)


def test_a_clip_is_what_most_of_its_frames_are_called(recogniser):
    said = [
        np.array([NEUTRAL] * 6 + [SURPRISE] * 4),
        np.array([SURPRISE] * 6 + [NEUTRAL] * 4),
        np.array([SAD, NEUTRAL, SAD, SAD]),
        np.array([], np.int64),
    ]
    faces = [followed(len(x)) for x in said]
    found = judge_read(faces, said, ["neutral", "neutral", "sad", "sad"], recogniser.spec)
    assert (found["clips"], found["accuracy"]) == (4, 0.5)
    assert found["recall"] == {"neutral": 0.5, "sad": 0.5}
    assert found["frames"] == {"neutral": {"surprise": 0.5, "neutral": 0.5}, "sad": {"sad": 0.75, "neutral": 0.25}}
    seconds = (9 + 9 + 3) / 30
    assert found["changes_per_minute"] == pytest.approx((1 + 1 + 2) / seconds * 60)


def test_every_output_is_judged_by_every_method(recogniser, monkeypatch):
    size = recogniser.spec.embedding_size
    faces = iter([followed(12, size), followed(0, size), followed(20, size, 1)])
    monkeypatch.setattr(talking, "follow", lambda *_: next(faces))
    clips = [(Path(f"{k}.mp4"), label) for k, label in enumerate(("neutral", "sad", "happy"))]
    notes = []
    found = judge_talking(clips, recogniser, notes)
    assert found.keys() == set(recogniser.spec.distributions)
    for methods in found.values():
        assert list(methods)[-1] == LSTM_SHOWN
        assert len(methods) == 4
        for told in methods.values():
            assert told["clips"] == 3
            assert told["recall"]["sad"] == 0
            assert sum(told["frames"]["happy"].values()) == pytest.approx(1)
            assert told["frames"]["sad"] == {}
    assert notes == ["no face was found in 1 of 3 clips of people who talk: 1.mp4"]


def test_outputs_are_read_each_for_itself(tmp_path, monkeypatch):
    outputs = {name: DistributionSpec(CLASSES) for name in ("ferplus", "fer2013")}
    recogniser = OnnxRecogniser.load(save_tiny_model(tmp_path / "model", outputs=outputs))
    size = recogniser.spec.embedding_size
    monkeypatch.setattr(talking, "follow", lambda *_: followed(40, size))
    found = judge_talking([(Path("a.mp4"), "neutral")], recogniser, [])
    frames = [methods["CNN frame by frame"]["frames"]["neutral"] for methods in found.values()]
    assert frames[0] != frames[1]


def test_clips_without_any_face_are_refused(recogniser, monkeypatch):
    monkeypatch.setattr(talking, "follow", lambda *_: followed(0, recogniser.spec.embedding_size))
    with pytest.raises(DataError, match="None of the 2 clips shows a face"):
        judge_talking([(Path("a.mp4"), "sad"), (Path("b.mp4"), "sad")], recogniser, [])


def test_a_model_without_a_class_of_the_clips_is_refused(recogniser):
    with pytest.raises(DataError, match="has no class 'bored'"):
        judge_talking([(Path("a.mp4"), "bored")], recogniser, [])


def test_evaluate_prints_people_who_talk_and_keeps_them(tiny_model, recogniser, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("training.judge.evaluate._draw", lambda *_args: None)
    monkeypatch.setattr(talking, "follow", lambda *_: followed(9, recogniser.spec.embedding_size))
    data, clips = write_npz(tmp_path / "fer2013.npz"), touch(tmp_path / "clips", "1-1-01.mp4", "1-1-02.mp4")
    args = ["--model", tiny_model, "--data", data, "--out", tmp_path / "out", "--talking", clips]
    assert main(["evaluate", *map(str, args)]) == 0
    said = capsys.readouterr().out
    assert "2 clips, CNN-LSTM, as the app shows it: right" in said
    assert "frames of neutral called" in said
    metrics = json.loads((tmp_path / "out" / METRICS).read_text())
    for name in recogniser.spec.distributions:
        assert metrics[f"talking_{name}"]["output"] == name
        assert metrics[f"talking_{name}"]["methods"][LSTM_SHOWN]["clips"] == 2


def test_a_folder_without_clips_is_said_before_anything_is_written(tiny_model, tmp_path, capsys):
    data, out = write_npz(tmp_path / "fer2013.npz"), tmp_path / "out"
    args = ["--model", tiny_model, "--data", data, "--out", out, "--talking", tmp_path / "none"]
    assert main(["evaluate", *map(str, args)]) == 2
    assert "holds no clips" in capsys.readouterr().err
    assert not out.exists()
