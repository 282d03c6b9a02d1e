"""Two models read the same faces: what the second one says, by a chain of its own."""

import numpy as np
import pytest
from fake_faces import SPEC, FakeRecogniser, face, frame

from fer_core.commands import SetBaseline, SpeakWith, StartAfresh
from fer_core.detection import ScriptedDetector
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.estimators.landmarks import Landmarks
from fer_core.pipeline import Pipeline
from fer_core.session.columns import Row, table_of
from fer_core.session.description import SourceFacts, start_session
from fer_core.sinks.csv_table import row_cells


class Sad(FakeRecogniser):
    """Says "sad" of everybody."""

    def read(self, windows, valid):
        said = np.full((len(windows), len(SPEC.labels)), -1.0, np.float32)
        said[:, SPEC.labels.index("sad")] = 3.0
        return {"logits": said}


@pytest.fixture
def pipeline():
    models = [CnnLstm(FakeRecogniser(), "one"), CnnLstm(Sad(), "other")]
    return Pipeline(ScriptedDetector([[face(10, 10)]] * 40), [Landmarks(), *models])


def seen_by(pipeline, index=0, brightness=100):
    (seen,) = pipeline.process(frame(index, index / 30, brightness)).seen
    return seen


def test_the_second_model_speaks_beside_the_first_one(pipeline):
    seen = seen_by(pipeline)
    assert (seen.expression.output, seen.expression.label) == ("one.logits", "happy")
    assert (seen.beside.output, seen.beside.label) == ("other.logits", "sad")
    assert seen.beside.confidence == pytest.approx(np.exp(3) / (np.exp(3) + 6 * np.exp(-1)))
    assert not seen.beside.ready
    assert pipeline.description.beside == "other.logits"


def test_where_the_second_one_is_spoken_the_first_one_is_beside_it(pipeline):
    seen_by(pipeline)
    pipeline.send(SpeakWith("other.logits"))
    seen = seen_by(pipeline, 1)
    assert (seen.expression.label, seen.beside.label) == ("sad", "happy")
    assert (pipeline.description.spoken, pipeline.description.beside) == ("other.logits", "one.logits")


def test_a_neutral_face_is_taken_off_what_is_spoken_alone(pipeline):
    seen = seen_by(pipeline)
    labels = seen.expression.labels
    off = np.zeros(len(labels), np.float32)
    off[labels.index("happy")] = 9.0
    for output in ("one.logits", "other.logits"):
        pipeline.send(SetBaseline(seen.id, output, off))
    for index in range(1, 12):
        seen = seen_by(pipeline, index)
    assert seen.expression.baseline.any()
    assert not seen.beside.baseline.any()
    pipeline.send(SpeakWith("other.logits"))
    seen = seen_by(pipeline, 12)
    assert seen.expression.baseline.any()
    assert not seen.beside.baseline.any()


def test_both_start_afresh(pipeline):
    for index in range(10):
        seen_by(pipeline, index)
    pipeline.send(StartAfresh())
    seen = seen_by(pipeline, 10, brightness=20)
    assert (seen.expression.label, seen.beside.label) == ("angry", "sad")
    np.testing.assert_array_equal(seen.expression.probabilities, seen.expression.frame_probabilities)


def test_a_model_by_itself_has_nothing_beside_it():
    alone = Pipeline(ScriptedDetector([[face(10, 10)]]), [CnnLstm(FakeRecogniser(), "one"), Landmarks()])
    assert seen_by(alone).beside is None
    assert alone.description.beside == ""


def test_what_both_say_goes_into_a_table_that_asks_for_it(pipeline):
    result = pipeline.process(frame(0, 0.0))
    session = start_session("s", SourceFacts("film", "clip"), pipeline.description, beside=True)
    session.clock.begin(result.frame)
    row = row_cells(Row("s", session.clock, result, result.seen[0]), session.table)
    cells = dict(zip([part.column.name for part in session.table], row, strict=True))
    assert (cells["label"], cells["output"]) == ("happy", "one.logits")
    assert (cells["beside_label"], cells["beside_output"]) == ("sad", "other.logits")
    assert float(cells["beside_confidence"]) == pytest.approx(result.seen[0].beside.confidence, abs=1e-4)
    assert not any(part.column.name.startswith("beside") for part in table_of(pipeline.description))
