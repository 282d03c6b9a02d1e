import json

import cv2
import numpy as np
import pytest
from tiny_model import SPEC, save_tiny_model

from fer_core.detection import ScriptedDetector
from fer_core.errors import DataError
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.pipeline import Pipeline
from fer_core.preprocess import align
from fer_core.recognition import OnnxRecogniser
from fer_core.types import Detection, Frame
from training import cli
from training.judge.clips import (
    TIME_TABLES,
    Acted,
    TimeTable,
    follow,
    judge_acted,
    judge_ckplus,
    judge_clip,
    judge_clips,
)
from training.judge.temporal_methods import EXPONENTIAL, FRAME, SHOWN, SLIDING, methods, read_series
from training.report import card_sections

KNOBS_S = {EXPONENTIAL: 0.1, SLIDING: 0.2}
HAPPY, SAD, NEUTRAL = (SPEC.labels.index(name) for name in ("happy", "sad", "neutral"))
TABLE = TimeTable((("sad", 0.0, 0.9), ("happy", 2.0, 2.9)), ("happy", 1.5))


def face(x, score=0.9):
    """A frontal face of 60 pixels, its corner at (x, 10)."""
    places = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.5, 0.75), (0.1, 0.4), (0.9, 0.4))
    landmarks = np.array([(x + 60 * a, 10 + 60 * b) for a, b in places], np.float32)
    return Detection((x, 10.0, x + 60.0, 70.0), score, landmarks)


def frame(number, fps=10.0, *, changing=False):
    # One scene, in which everything flickers.
    scene, noise = (np.random.default_rng(seed).integers(0, 256, (80, 160, 3), np.uint8) for seed in (99, number))
    image = (0.7 * scene + 0.3 * noise).astype(np.uint8)
    if changing:  # The face, and nothing else.
        image = scene.copy()
        image[10:70, 10:70] = noise[10:70, 10:70]
    return Frame(number, number / fps, image, grabbed_t=0.0, source_t_s=number / fps)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return OnnxRecogniser.load(save_tiny_model(tmp_path_factory.mktemp("model")))


@pytest.fixture
def scripts(monkeypatch):
    """What the detectors will say, one script after the other; without a script they see a face in every picture."""
    waiting = []

    def detector(still):
        assert not still
        return ScriptedDetector(waiting.pop(0) if waiting else [[face(10.0)]] * 1000)

    monkeypatch.setattr("training.judge.clips.DETECTORS", {"full": detector, "live": detector})
    return waiting


def clip(path, frames=36, fps=30.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), fps, (160, 80))
    for number in range(frames):
        writer.write(frame(number).image)
    writer.release()
    return path


def sequence(folder, frames=6):
    folder.mkdir(parents=True)
    for number in range(frames):
        cv2.imwrite(str(folder / f"{number:08d}.png"), frame(number).image)


def test_the_first_face_is_followed_and_no_other(model):
    frames = [frame(number) for number in range(5)]
    script = [[], [face(10.0)], [face(90.0), face(10.0)], [face(90.0)], [face(90.0), face(10.0)]]
    found = follow(frames, model, ScriptedDetector(script))
    np.testing.assert_allclose(found.t, [0.1, 0.2, 0.4])
    crops = [align(frames[i].image, face(10.0).landmarks_px, model.spec) for i in (1, 2, 4)]
    np.testing.assert_allclose(found.embeddings, model.embed(np.stack(crops)), atol=1e-5)


def test_a_video_without_a_face_gives_no_embeddings(model):
    found = follow([frame(0)], model, ScriptedDetector([]))
    assert found.t.shape == (0,)
    assert found.embeddings.shape == (0, 4)


def test_what_is_replayed_is_what_the_app_shows(model):
    frames, script = [frame(number, changing=True) for number in range(25)], [[face(10.0)]] * 25
    pipeline = Pipeline(ScriptedDetector(script), [CnnLstm(model, "app")])
    said = [face.expression for item in frames for face in pipeline.process(item).seen]
    said = [expression for expression in said if expression is not None]
    found = follow(frames, model, ScriptedDetector(script))
    series = read_series({"a": model}, found.t, found.embeddings)
    np.testing.assert_allclose(series["a"], [expression.frame_probabilities for expression in said], atol=1e-6)
    labels = methods(found.t, series, KNOBS_S)["a" + SHOWN]
    assert [model.spec.labels[label] for label in labels] == [expression.label for expression in said]
    assert len(set(labels.tolist())) > 1


def test_a_clip_is_judged_by_its_time_table(model):
    t = np.arange(30) / 10
    labels = [SAD] * 8 + [NEUTRAL] * 8 + [HAPPY] + [NEUTRAL] * 4 + [HAPPY] * 9
    assert judge_clip(t, np.array(labels), TABLE, model.spec) == {
        "changes_per_minute": pytest.approx(4 / 2.9 * 60),
        "spans": [
            {"label": "sad", "from_s": 0.0, "to_s": 0.9, "share": pytest.approx(0.8)},
            {"label": "happy", "from_s": 2.0, "to_s": 2.9, "share": pytest.approx(0.9)},
        ],
        "first_shown_s": pytest.approx(2.1),
    }


def test_a_smile_long_before_the_plain_one_is_not_taken_for_it(model):
    t = np.arange(30) / 10
    labels = [HAPPY] * 4 + [SAD] * 14 + [HAPPY] * 12
    assert judge_clip(t, np.array(labels), TABLE, model.spec)["first_shown_s"] == pytest.approx(1.8)
    late = judge_clip(t, np.array([HAPPY] * 4 + [SAD] * 26), TABLE, model.spec)
    assert late["first_shown_s"] is None


def test_a_span_without_a_frame_has_no_share(model):
    spans = judge_clip(np.array([1.0]), np.array([SAD]), TABLE, model.spec)["spans"]
    assert [span["share"] for span in spans] == [None, None]


def test_a_model_without_the_classes_of_a_clip(model, tmp_path):
    other = OnnxRecogniser.load(save_tiny_model(tmp_path, labels=("on", "off")))
    with pytest.raises(DataError, match="has no class 'happy', which the time table of a clip names"):
        judge_clip(np.array([1.0]), np.array([0]), TABLE, other.spec)


def test_clips_are_read_once_and_judged_by_every_method(model, scripts, tmp_path):
    clip(tmp_path / "single_face.mp4")
    clip(tmp_path / "another.mp4")
    found = judge_clips(tmp_path, {"a": model, "b": model}, KNOBS_S)
    assert list(found) == ["single_face.mp4"]
    judged = found["single_face.mp4"]
    assert len(judged) == 8
    assert judged["a"] == judged["b"]
    assert [(x["label"], x["from_s"]) for x in judged[FRAME]["spans"]] == [("neutral", 0.0), ("happy", 0.9)]


def test_folders_without_clips_and_clips_without_faces(model, scripts, tmp_path):
    with pytest.raises(DataError, match=r"has no clip with a time table: Wolfgang.*mp4 or single_face.mp4\."):
        judge_clips(tmp_path, {"a": model}, KNOBS_S)
    scripts.append([])
    clip(tmp_path / "single_face.mp4", frames=3)
    with pytest.raises(DataError, match="shows no face"):
        judge_clips(tmp_path, {"a": model}, KNOBS_S)


def acted(label, **shown):
    labels = {name: np.array(values) for name, values in shown.items()}
    return Acted(np.arange(len(next(iter(labels.values())))) / 10, label, {FRAME: labels.pop("cnn"), **labels})


def test_the_delay_counts_from_the_frame_by_frame_cnn():
    sequences = [
        acted(1, cnn=[0, 0, 1, 1, 1, 1], slow=[0, 0, 0, 0, 1, 1]),
        acted(2, cnn=[0, 2, 2, 2, 2, 2], slow=[0, 0, 2, 2, 2, 2]),
        # It ends before the slow one shows it.
        acted(1, cnn=[0, 0, 0, 0, 1, 1], slow=[0, 0, 0, 0, 0, 0]),
        # The CNN began with it, or never says it: nothing to be late for.
        acted(3, cnn=[3, 3, 3, 3, 3, 3], slow=[3, 3, 3, 3, 3, 3]),
        acted(1, cnn=[0, 0, 0, 0, 0, 0], slow=[0, 0, 0, 0, 0, 0]),
    ]
    found = judge_acted(sequences)
    assert found["slow"] == {
        "sequences": 5,
        "accuracy": pytest.approx(3 / 5),
        "changes_per_minute": pytest.approx(2 / 2.5 * 60),
        "delay_s": pytest.approx(0.2),
        "missed": pytest.approx(1 / 3),
        "delays": 3,
    }
    assert found[FRAME]["delay_s"] == 0
    assert found[FRAME]["missed"] == 0
    assert found[FRAME]["accuracy"] == pytest.approx(4 / 5)


def test_a_method_that_misses_most_has_no_delay():
    missed = acted(1, cnn=[0, 0, 1, 1, 1, 1], slow=[0, 0, 0, 0, 0, 0])
    assert judge_acted([missed])["slow"]["delay_s"] is None
    assert judge_acted([missed])["slow"]["missed"] == 1.0


def test_sequences_without_a_class_or_a_face_are_left_out_and_counted(model, scripts, tmp_path):
    for name in ("anger/S001_001", "contempt/S001_002", "fear/S001_003", "happiness/S001_004"):
        sequence(tmp_path / name)
    scripts += [[[face(10.0)]] * 6, [], [[face(10.0)]] * 6]
    found = judge_ckplus(tmp_path, {"a": model}, KNOBS_S)
    assert len(found) == 6
    for judged in found.values():
        assert (judged["sequences"], judged["without_class"], judged["without_face"]) == (2, 1, 1)


def test_no_sequences_to_judge(model, scripts, tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(DataError, match="CK"):
            judge_ckplus(folder, {"a": model}, KNOBS_S)
    sequence(tmp_path / "contempt" / "S001_002")
    with pytest.raises(DataError, match="Give whole sequences"):
        judge_ckplus(tmp_path, {"a": model}, KNOBS_S)


def test_the_command_judges_real_faces_too_and_the_card_tells_of_it(tmp_path, stills, scripts, capsys):
    usage = np.array([{"train": 0, "public_test": 1, "private_test": 2}[name] for name in stills.splits], np.uint8)
    data, out = tmp_path / "faces.npz", tmp_path / "out"
    np.savez(data, images=stills.images, label=stills.labels, usage=usage, ferplus_votes=stills.votes)
    model = save_tiny_model(tmp_path / "model")
    clip(tmp_path / "clips" / "single_face.mp4")
    sequence(tmp_path / "ckplus" / "anger" / "S001_001")
    args = ["--model", model, "--data", data, "--out", out, "--films", 2, "--clips", tmp_path / "clips",
            "--ckplus", tmp_path / "ckplus"]  # fmt: skip
    assert cli.main(["temporal", *map(str, args)]) == 0
    printed = capsys.readouterr().out
    assert "shown at s  neutral 0-0.5 s  happy 0.9-2.1 s" in printed
    assert "1 sequences of CK+; 0 without a class of the model and 0 without a face left out" in printed
    written = json.loads((out / "temporal.json").read_text("utf-8"))
    assert list(written["clips"]["single_face.mp4"]) == list(written["ckplus_sequences"])
    assert "CNN-LSTM tiny, as the app shows it" in written["clips"]["single_face.mp4"]
    text = card_sections.clips(written)
    assert "neutral 0-0.5 s" in text
    assert "changes per minute" in text


@pytest.mark.parametrize("name", TIME_TABLES)
def test_time_tables_name_classes_and_times_in_their_order(name):
    table = TIME_TABLES[name]
    assert {label for label, _, _ in table.spans} | {table.shows[0]} <= set(SPEC.labels)
    assert all(start < end for _, start, end in table.spans)
    assert table.spans[0][2] < table.shows[1] < table.spans[1][1]
