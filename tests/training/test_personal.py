"""A model for one person, from a few labelled seconds."""

import numpy as np
import pytest
from drawn import pictures

from fer_core.errors import DataError
from fer_core.recognition import OnnxRecogniser
from fer_core.session.events import Mark
from fer_core.session.reader import Session
from fer_core.spec import CLASSES
from training.cli import main
from training.commands import personal as command
from training.export import personal
from training.export.personal import Span, fit_offsets, halves_tested, make_personal, marked_spans, span_of
from training.judge.reading import still_logits

NEUTRAL, SAD, HAPPY = (CLASSES.index(name) for name in ("neutral", "sad", "happy"))


def span(label, log_p, seconds=4.0, *, noise=0.3, seed=0, frames=80):
    """A span in which this is said, and a little else from frame to frame."""
    rng = np.random.default_rng(seed)
    said = np.array(log_p, np.float32) + rng.normal(0, noise, (frames, len(log_p))).astype(np.float32)
    said = said - np.log(np.exp(said).sum(axis=1, keepdims=True))
    return Span(label, np.linspace(0, seconds, frames), said.astype(np.float32))


def says(**values):
    """Logarithms of probabilities: those that are given, and the rest shared by the other classes."""
    rest = (1 - sum(values.values())) / (len(CLASSES) - len(values))
    return np.log([values.get(name, rest) for name in CLASSES])


#: Somebody whose sadness is called neutral, but less surely so than when nothing is shown.
LEANING = (span(NEUTRAL, says(neutral=0.8, sad=0.05)), span(SAD, says(neutral=0.5, sad=0.35), seed=1))


def test_offsets_turn_what_is_always_wrong_in_the_same_way():
    found = halves_tested(LEANING, len(CLASSES))
    assert found.frames == 80
    assert found.before < 0.75
    assert found.after > 0.9
    offsets = fit_offsets(LEANING, len(CLASSES))
    assert offsets[SAD] > 0 > offsets[NEUTRAL] or offsets[SAD] - offsets[NEUTRAL] > 0.3
    assert offsets.sum() == pytest.approx(0)


def test_a_second_says_little_and_a_minute_much():
    brief, long = (
        fit_offsets([span(SAD, says(neutral=0.5, sad=0.3), s), span(NEUTRAL, says(neutral=0.6, sad=0.3), s)], 7)
        for s in (1.0, 60.0)
    )
    assert np.abs(brief).max() < np.abs(long).max()


def test_nothing_to_learn_leaves_everything():
    spans = [span(k, np.eye(7)[k] * 20, noise=0.0) for k in range(7)]
    np.testing.assert_allclose(fit_offsets(spans, 7), 0, atol=1e-3)


def session_of(tmp_path, t, ids, p, marks=()):
    rows = {"t_s": np.array(t, float), "face_id": np.array(ids, np.int64)}
    rows |= {f"p_{name}": np.array(p, float)[:, k] for k, name in enumerate(CLASSES)}
    path = tmp_path / "talk" / "talk.csv"
    return Session(path, None, (), rows, tuple(marks), "whole", ())


@pytest.fixture
def recogniser(tiny_model):
    return OnnxRecogniser.load(tiny_model)


def test_a_span_is_of_the_face_that_is_there_for_most_of_it(tmp_path, recogniser):
    t, ids = [0, 0.5, 1, 1, 1.5, 2, 2.5, 3], [1, 1, 1, 2, 1, 1, 1, 1]
    p = np.full((8, 7), 1 / 7)
    p[3], p[2] = 0.0, np.nan
    found = span_of(session_of(tmp_path, t, ids, p), "sad", 0.4, 2.6, recogniser)
    assert found.label == SAD
    assert found.t_s.tolist() == [0.5, 1.5, 2.0, 2.5]
    np.testing.assert_allclose(found.log_p, np.log(1 / 7), rtol=1e-5)


@pytest.mark.parametrize(
    ("label", "seconds", "words"),
    [
        ("bored", (0, 9), "no class 'bored'. Choose one of: angry, "),
        ("sad", (0, 0.5), "said to be sad, it shows no face for 1 s"),
        ("sad", (50, 60), "said to be sad, it shows no face for 1 s"),
    ],
)
def test_a_span_that_tells_nothing_is_refused(tmp_path, recogniser, label, seconds, words):
    session = session_of(tmp_path, np.arange(0, 5, 0.1), [1] * 50, np.full((50, 7), 1 / 7))
    with pytest.raises(DataError, match=words):
        span_of(session, label, *seconds, recogniser)


def test_a_session_of_other_classes_is_refused(tmp_path, recogniser):
    session = session_of(tmp_path, [0, 2], [1, 1], np.full((2, 7), 1 / 7))
    del session.rows["p_sad"]
    with pytest.raises(DataError, match="another model wrote it"):
        span_of(session, "sad", 0, 9, recogniser)


def test_a_mark_holds_until_the_next_one(tmp_path):
    marks = [Mark(t, "", "mark", None, text) for t, text in ((1.0, " Sad "), (3.0, "coughs"), (5.0, "happy"))]
    session = session_of(tmp_path, [0], [1], np.full((1, 7), 1 / 7), marks)
    assert marked_spans(session, CLASSES) == [("sad", 1.0, 3.0), ("happy", 5.0, np.inf)]


def test_the_new_model_says_what_the_old_one_said_with_offsets(model_of, tmp_path):
    before = OnnxRecogniser.load(model_of())
    found = make_personal(model_of(), LEANING, tmp_path / "mine", "mine")
    after = OnnxRecogniser.load(tmp_path / "mine")
    assert found.after > found.before
    assert (after.spec.name, after.spec.default) == ("mine", before.spec.default)
    crops = pictures(np.arange(14) % 7)
    old, new = still_logits(before, crops), still_logits(after, crops)
    temperature = before.spec.distributions[before.spec.default].film.temperature
    expected = fit_offsets(LEANING, len(CLASSES)) * temperature
    np.testing.assert_allclose(new["ferplus"] - old["ferplus"], np.tile(expected, (14, 1)), atol=1e-4)
    np.testing.assert_array_equal(new["fer2013"], old["fer2013"])
    assert (tmp_path / "mine" / "training.json").read_bytes() == (model_of() / "training.json").read_bytes()


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        (LEANING[:1], "show one class only"),
        ((span(NEUTRAL, says(neutral=0.9)), span(HAPPY, says(happy=0.9))), "Nothing was written: .* 100 %"),
    ],
)
def test_what_would_help_nobody_is_not_written(model_of, tmp_path, spans, words):
    with pytest.raises(DataError, match=words):
        make_personal(model_of(), spans, tmp_path / "mine", "mine")
    assert not (tmp_path / "mine").exists()


def test_the_command_reads_sessions_by_class_by_span_and_by_marks(model_of, tmp_path, monkeypatch, capsys):
    asked = []

    def session(path):
        marks = [Mark(0.0, "", "mark", None, "sad")] if path.name == "marked" else []
        return session_of(path.parent, np.arange(0, 5, 0.1), [1] * 50, np.full((50, 7), 1 / 7), marks)

    def taken(_, label, start, end, __):
        asked.append((label, start, end))
        return LEANING[label == "sad"]

    monkeypatch.setattr("fer_core.open_session", session)
    monkeypatch.setattr(personal, "span_of", taken)
    given = ["neutral=a", "neutral:1-3.5=C:\\b", "marked"]
    args = ["personal", "--model", str(model_of()), "--out", str(tmp_path / "mine"), "--name", "me"]
    assert main([*args, *(part for text in given for part in ("--session", text))]) == 0
    assert asked == [("neutral", 0.0, np.inf), ("neutral", 1.0, 3.5), ("sad", 0.0, np.inf)]
    said = capsys.readouterr().out
    assert "Learned from 12 s of 2 classes." in said
    assert "it says nothing about others" in said
    assert OnnxRecogniser.load(tmp_path / "mine").spec.name == "me"


def test_a_session_without_a_word_and_without_marks(model_of, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("fer_core.open_session", lambda _: session_of(tmp_path, [0, 2], [1, 1], np.full((2, 7), 1 / 7)))
    assert main(["personal", "--model", str(model_of()), "--out", str(tmp_path / "x"), "--session", "plain"]) == 2
    assert "No mark of plain is called like a class. Say what it shows: CLASS=plain." in capsys.readouterr().err


def test_a_folder_with_an_equals_sign_is_a_folder(tmp_path, monkeypatch, recogniser):
    (tmp_path / "a=b").mkdir()
    monkeypatch.chdir(tmp_path)
    seen = []
    monkeypatch.setattr(
        "fer_core.open_session", lambda path: seen.append(path) or session_of(path, [0], [1], [[0] * 7])
    )
    with pytest.raises(DataError, match="No mark"):
        command._spans("a=b", recogniser)
    assert seen[0].name == "a=b"
