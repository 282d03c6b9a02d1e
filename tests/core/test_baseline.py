"""A neutral baseline: what is taken off, and what is said with and without it."""

from pathlib import Path

import numpy as np
import pytest

from fer_core.baseline import LEAD, MOST, neutral_baseline
from fer_core.build import make_pipeline
from fer_core.commands import SetBaseline
from fer_core.interpreter import ChainSettings, Interpreter
from fer_core.outputs import Calibration, DistributionSpec, softmax
from fer_core.session.columns import table_of
from fer_core.sources import open_path
from fer_core.spec import CLASSES

NEUTRAL, SAD, HAPPY = CLASSES.index("neutral"), CLASSES.index("sad"), CLASSES.index("happy")
SPEC = DistributionSpec(CLASSES)


def logits(frames=20, **by_class):
    found = np.full((frames, 7), -3.0, np.float32)
    for name, value in by_class.items():
        found[:, CLASSES.index(name)] = value
    return found


def test_neutral_leads_afterwards_and_no_class_loses_more_than_it_must():
    usual = logits(sad=2.0, neutral=1.0, angry=0.5)
    found = neutral_baseline(usual, SPEC)
    assert found.dtype == np.float32
    after = usual[0] - found
    assert after[NEUTRAL] == 1.0
    assert after[SAD] == after[CLASSES.index("angry")] == pytest.approx(1.0 - LEAD)
    # What is far behind loses nothing.
    assert [found[k] for k in range(7) if CLASSES[k] not in ("sad", "angry")] == [0.0] * 5
    assert softmax(after).argmax() == NEUTRAL


def test_a_class_that_is_far_ahead_loses_no_more_than_the_most():
    found = neutral_baseline(logits(happy=9.0, neutral=0.0), SPEC)
    assert found[HAPPY] == MOST
    assert (logits(happy=9.0, neutral=0.0)[0] - found).argmax() == HAPPY


def test_a_blink_is_not_the_face():
    usual = logits(frames=21, sad=0.0, neutral=1.0)
    usual[:5, CLASSES.index("surprise")] = 8.0
    assert neutral_baseline(usual, SPEC)[CLASSES.index("surprise")] == 0.0


def test_the_lead_is_one_of_probabilities():
    warm = DistributionSpec(CLASSES, film=Calibration(2.0))
    found = neutral_baseline(logits(sad=2.0, neutral=1.0), warm)
    p = softmax((logits(sad=2.0, neutral=1.0)[0] - found) / np.float32(2.0))
    assert p[NEUTRAL] / p[SAD] == pytest.approx(np.exp(LEAD), rel=1e-4)


def test_an_output_without_neutral_is_refused():
    with pytest.raises(ValueError, match="no class of a, b is called neutral"):
        neutral_baseline(np.zeros((3, 2), np.float32), DistributionSpec(("a", "b")))
    with pytest.raises(ValueError, match="7 finite numbers"):
        neutral_baseline(np.full((3, 7), np.nan, np.float32), SPEC)


def said_of(interpreter, seconds, start=0.0, frame=None):
    frame = logits(1, sad=2.0, neutral=1.0)[0] if frame is None else frame
    return [interpreter.interpret(start + i / 30, frame) for i in range(round(seconds * 30))][-1]


@pytest.mark.parametrize("smoothing", [True, False])
def test_what_would_be_said_without_it_is_known_as_well(smoothing):
    plain = Interpreter({"m.o": SPEC}, ChainSettings("m.o", smoothing=smoothing))
    without = said_of(plain, 1)
    assert without.unadjusted is None
    assert without.label == "sad"
    adjusted = Interpreter({"m.o": SPEC}, ChainSettings("m.o", smoothing=smoothing))
    adjusted.set_baseline("m.o", neutral_baseline(logits(sad=2.0, neutral=1.0), SPEC))
    found = said_of(adjusted, 1)
    assert found.label == "neutral"
    np.testing.assert_allclose(found.unadjusted, without.probabilities, atol=1e-6)
    # Over a change, both are averaged alike.
    glad = logits(1, happy=3.0)[0]
    one, other = (said_of(x, 0.1, 1.0, glad) for x in (plain, adjusted))
    np.testing.assert_allclose(other.unadjusted, one.probabilities, atol=1e-6)
    # Switched off, all is as if there were none.
    adjusted.configure(ChainSettings("m.o", smoothing=smoothing, baseline=False))
    assert said_of(adjusted, 0.1, 2.0).unadjusted is None


def test_both_forms_can_be_written_down():
    from live_fakes import pipeline_description

    pipeline = pipeline_description()
    usual = [cells.column.name for cells in table_of(pipeline)]
    both = [cells.column.name for cells in table_of(pipeline, unadjusted=True)]
    labels = pipeline.labels
    assert both == [*usual, "baseline", *(f"plain_{label}" for label in labels)]


def test_the_first_half_second_of_the_clip_of_one_face_reads_more_neutral_with_a_bias_put_in_on_purpose():
    clip = Path(__file__).resolve().parents[2].parent / "shared" / "clips" / "single_face.mp4"
    if not clip.is_file():
        pytest.skip("needs the clip of one face")
    bias = np.zeros(7, np.float32)
    bias[SAD] = -4.0

    def neutral_share(baseline):
        pipeline, said = make_pipeline(), []
        source = open_path(clip)
        source.open()
        for frame in iter(source.read, None):
            if frame.t > 0.5:
                break
            for found in pipeline.process(frame).faces:
                if baseline is not None and not said:
                    pipeline.send(SetBaseline(found.id, "spoken", baseline))
                said.append(found.expression)
        source.close()
        spec = pipeline.description.outputs[pipeline.description.spoken]
        pipeline.close()
        said = [one for one in said if one is not None][1:]
        return np.mean([one.label == "neutral" for one in said]), np.stack([one.logits for one in said]), spec

    biased, logits, spec = neutral_share(bias)
    found = neutral_baseline(logits - bias, spec)
    restored, *_ = neutral_share(bias + found)
    assert biased < 0.5
    assert restored > 0.9
