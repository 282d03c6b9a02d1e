import numpy as np
import pytest
from fake_faces import face, frame
from tiny_model import save_tiny_model

from fer_core import build
from fer_core.build import make_pipeline
from fer_core.detection import MediaPipeDetector, ScriptedDetector
from fer_core.errors import ModelError
from fer_core.outputs import DistributionSpec
from fer_core.second_look import SecondLook
from fer_core.tiles import TiledDetector


@pytest.fixture
def make(monkeypatch):
    """Return ``make_pipeline`` with a detector that always finds one face."""
    stills = []

    def detector(still):
        stills.append(still)
        return ScriptedDetector([[face(10, 10)]] * 100)

    monkeypatch.setitem(build.DETECTORS, "scripted", detector)

    def made(*args, **options):
        pipeline = make_pipeline(*args, detector="scripted", **options)
        assert stills.pop() == options.get("still", False)
        return pipeline

    return made


@pytest.fixture(scope="module")
def two_outputs(tmp_path_factory):
    outputs = {"ferplus": DistributionSpec(("calm", "tense")), "fer2013": DistributionSpec(("yes", "no"))}
    return save_tiny_model(tmp_path_factory.mktemp("model"), name="big.v2", outputs=outputs, default="fer2013")


def names(pipeline):
    return [part.name for part in pipeline.description.estimators]


@pytest.mark.parametrize(("still", "least"), [(True, 0.6), (False, 0.4)])
def test_stills_need_surer_faces_than_films(still, least):
    detector = build.DETECTORS["short"](still)
    assert isinstance(detector, MediaPipeDetector)
    assert (detector._min_score, detector._video) == (least, not still)
    detector.close()


@pytest.mark.parametrize(("still", "least"), [(True, 0.6), (False, 0.4)])
def test_the_thorough_detector_looks_at_the_whole_as_the_full_one_does(still, least):
    detector = build.DETECTORS["thorough"](still)
    assert isinstance(detector, SecondLook)
    tiled = detector._first
    assert isinstance(tiled, TiledDetector)
    assert (tiled._whole._min_score, tiled._whole._video, tiled._still) == (least, not still, still)
    for made, score in ((tiled._make_part(), 0.6), (detector._make_second(), 0.7)):
        assert (made._min_score, made._video) == (score, False)
        made.close()
    detector.close()


def test_the_default_of_the_model_is_spoken(make, two_outputs):
    pipeline = make(two_outputs)
    # A dot stands between estimator and output.
    assert pipeline.description.spoken == "big_v2.fer2013"
    assert pipeline.labels == ("yes", "no")
    assert set(pipeline.description.estimators[0].sha256) == {"encoder.onnx", "head.onnx"}


def test_another_output_can_be_spoken(make, two_outputs):
    pipeline = make(two_outputs, output="ferplus")
    assert pipeline.description.spoken == "big_v2.ferplus"
    (seen,) = pipeline.process(frame(0, 0.0)).seen
    assert seen.expression.labels == ("calm", "tense")


def test_further_models_read_each_face_too(make, tiny_model, two_outputs):
    pipeline = make(tiny_model, also=[two_outputs])
    (seen,) = pipeline.process(frame(0, 0.0)).seen
    assert list(seen.outputs) == ["tiny.logits", "big_v2.ferplus", "big_v2.fer2013"]
    assert seen.expression.output == "tiny.logits"


def test_what_else_is_read_from_a_face_comes_after_the_models(make, tiny_model):
    pipeline = make(tiny_model, extra=["landmarks"])
    (seen,) = pipeline.process(frame(0, 0.0)).seen
    assert list(seen.outputs) == ["tiny.logits", "landmarks.points"]
    np.testing.assert_array_equal(seen.outputs["landmarks.points"].points_px, seen.track.detection.landmarks_px)
    assert seen.expression.output == "tiny.logits"
    with pytest.raises(ModelError, match=r"'points' is no distribution over classes\. Choose one of: tiny\.logits\."):
        make(tiny_model, extra=["landmarks"], output="points")


def test_a_further_model_can_be_the_one_that_speaks(make, tiny_model, two_outputs):
    pipeline = make(tiny_model, also=[two_outputs], output="ferplus")
    assert pipeline.process(frame(0, 0.0)).seen[0].expression.output == "big_v2.ferplus"


def test_a_name_that_is_taken_gets_a_number(make, tiny_model):
    pipeline = make(tiny_model, also=[tiny_model, tiny_model])
    assert names(pipeline) == ["tiny", "tiny-2", "tiny-3"]
    assert pipeline.description.spoken == "tiny.logits"
    assert list(pipeline.process(frame(0, 0.0)).seen[0].outputs) == ["tiny.logits", "tiny-2.logits", "tiny-3.logits"]


def test_an_output_that_there_is_not_is_refused_with_the_choices(make, tiny_model, two_outputs):
    with pytest.raises(ModelError, match=r"'age' is no output of the model\. Choose one of: tiny\.logits, big_v2\.fe"):
        make(tiny_model, also=[two_outputs], output="age")
    with pytest.raises(ModelError, match=r"'logits' is the name of several outputs\. Choose one of: tiny\.logits, tin"):
        make(tiny_model, also=[tiny_model], output="logits")


def test_a_model_that_is_not_there_is_refused(make, tiny_model, tmp_path):
    with pytest.raises(ModelError, match=r"no encoder\.onnx"):
        make(tiny_model, also=[tmp_path])


def test_still_and_smoothing_reach_the_parts(make, tiny_model):
    assert make(tiny_model, still=True).process(frame(0, 0.0)).seen[0].expression.ready
    assert not make(tiny_model).process(frame(0, 0.0)).seen[0].expression.ready
    assert make(tiny_model, still=True).description.settings["still"] is True
    assert make(tiny_model, smoothing=False).description.settings["smoothing"] is False
