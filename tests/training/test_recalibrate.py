import hashlib
import json
from dataclasses import replace

import numpy as np
import onnx
import pytest
from drawn import pictures, stills_of, votes_of
from tiny_model import save_tiny_model, tiny_spec
from written import write_folder, write_npz

from fer_core.errors import DataError, ModelError, SinkError
from fer_core.outputs import Calibration, DistributionSpec, ScalarsSpec
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import CLASSES, METADATA_KEY
from training import cli
from training.data import read_stills
from training.export.recalibrate import recalibrate
from training.files import TRAINING
from training.judge.film_calibration import calibrate_films, make_films, read_films

FILES = (ENCODER_FILE, HEAD_FILE)
TEMPERATURES = {"ferplus": 1.4, "fer2013": 0.8}
THRESHOLDS = {"ferplus": 0.2}


@pytest.fixture(scope="module")
def data():
    return stills_of({"public_test": 6})


@pytest.fixture
def model(tmp_path):
    """A model that was exported when both calibrations were one."""
    return save_tiny_model(tmp_path / "model", version=1, temperatures=TEMPERATURES, thresholds=THRESHOLDS)


def network(path):
    """All of a network but what is told of it."""
    model = onnx.load(path)
    del model.metadata_props[:]
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    return model.SerializeToString(deterministic=True)


def description(path):
    (entry,) = onnx.load(path).metadata_props
    assert entry.key == METADATA_KEY
    return json.loads(entry.value)


def best(model, data, output):
    """The calibration of an output, fitted by itself."""
    films = make_films(data, output)
    return calibrate_films(films, read_films(OnnxRecogniser.load(model), films, output))


def test_only_the_calibration_for_films_is_another_one(model_of, data, tmp_path):
    model, before = model_of(), OnnxRecogniser.load(model_of()).spec
    # Other pictures than those that it was exported with.
    data = replace(data, images=pictures(data.labels, seed=3))
    found = recalibrate(model, data, tmp_path)
    after = OnnxRecogniser.load(tmp_path).spec
    assert list(found) == list(after.outputs) == ["ferplus", "fer2013"]
    for name, output in after.distributions.items():
        assert output.film == found[name] == best(model, data, name)
        assert output.film != before.distributions[name].film
        assert output.still == before.distributions[name].still
    outputs = {name: replace(output, film=found[name]) for name, output in before.distributions.items()}
    assert after == replace(before, outputs=outputs)
    assert found["ferplus"] != found["fer2013"]


def test_the_networks_stay_as_they_are_bit_for_bit(model_of, data, tmp_path):
    model = model_of()
    recalibrate(model, data, tmp_path)
    for name in FILES:
        assert network(tmp_path / name) == network(model / name)
    old, new = OnnxRecogniser.load(model), OnnxRecogniser.load(tmp_path)
    crops = pictures(np.arange(9))
    np.testing.assert_array_equal(old.embed(crops), new.embed(crops))


def test_the_description_of_a_former_model_becomes_one_of_today(model, data, tmp_path):
    assert description(model / HEAD_FILE)["version"] == 1
    found = recalibrate(model, data, tmp_path / "out")
    for name in FILES:
        told = description(tmp_path / "out" / name)
        assert (told["version"], told["default"]) == (2, "ferplus")
        assert not {"labels", "temperatures", "thresholds"} & set(told)
    spec = OnnxRecogniser.load(tmp_path / "out").spec
    for name, temperature in TEMPERATURES.items():
        still = Calibration(temperature, THRESHOLDS.get(name))
        assert spec.outputs[name] == DistributionSpec(CLASSES, still, found[name])
        assert found[name] != still
    # The former one is left as it was.
    assert description(model / HEAD_FILE)["version"] == 1


def test_what_the_exporter_noted_of_its_files_goes(model, data, tmp_path):
    for name in FILES:
        noted = onnx.load(model / name)
        for node in noted.graph.node:
            onnx.helper.set_model_props(node, {"pkg.torch.onnx.stack_trace": 'File "/home/me/secret.py", line 3'})
        onnx.save(noted, model / name)
        assert b"secret.py" in (model / name).read_bytes()
    recalibrate(model, data, tmp_path / "out")
    for name in FILES:
        assert b"secret.py" not in (tmp_path / "out" / name).read_bytes()


def test_outputs_that_are_no_distributions_stay(data, tmp_path):
    outputs = {"pose": ScalarsSpec(("yaw", "pitch"), ("deg", "deg")), "fer2013": DistributionSpec(CLASSES)}
    model = save_tiny_model(tmp_path / "model", outputs=outputs, default="fer2013")
    found = recalibrate(model, data, tmp_path / "out")
    spec = OnnxRecogniser.load(tmp_path / "out").spec
    assert spec == tiny_spec(
        outputs=outputs | {"fer2013": DistributionSpec(CLASSES, film=found["fer2013"])}, default="fer2013"
    )
    assert list(spec.outputs) == ["pose", "fer2013"]


def test_its_own_folder_and_its_manifest_are_brought_up_to_date(model, data):
    (model / "manifest.json").write_text(
        json.dumps({"files": {"other": {"sha256": "0", "origin": "kept"}, HEAD_FILE: {"sha256": "1", "origin": "old"}}})
    )
    (model / TRAINING).write_text('{"config": {}}')
    found = recalibrate(model, data, model)
    assert OnnxRecogniser.load(model).spec.distributions["fer2013"].film == found["fer2013"]
    listed = json.loads((model / "manifest.json").read_text())["files"]
    assert listed["other"] == {"sha256": "0", "origin": "kept"}
    for name in FILES:
        assert listed[name]["sha256"] == hashlib.sha256((model / name).read_bytes()).hexdigest()
    assert json.loads((model / TRAINING).read_text()) == {"config": {}}


def test_its_record_goes_with_it(model, data, tmp_path):
    recalibrate(model, data, tmp_path / "without")
    assert {path.name for path in (tmp_path / "without").iterdir()} == set(FILES)
    (model / TRAINING).write_text('{"config": {"name": "best"}}')
    recalibrate(model, data, tmp_path / "with")
    assert json.loads((tmp_path / "with" / TRAINING).read_text()) == {"config": {"name": "best"}}


def test_other_classes_are_refused(model, data, tmp_path):
    other = stills_of({"public_test": 2}, votes=False, classes=("a", "b"))
    with pytest.raises(DataError, match="The data has the classes a, b; the model has angry, disgust, "):
        recalibrate(model, other, tmp_path / "out")
    outputs = {"fer2013": DistributionSpec(CLASSES), "mood": DistributionSpec(("good", "bad"))}
    mixed = save_tiny_model(tmp_path / "mixed", outputs=outputs)
    with pytest.raises(DataError, match=r"The data has the classes angry, .*; the model has good, bad"):
        recalibrate(mixed, data, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_data_without_labels_for_an_output_is_refused(model, tmp_path):
    with pytest.raises(DataError, match="no film can be made"):
        recalibrate(model, stills_of({"public_test": 2}, votes=False), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_folders_that_cannot_be_used(model, data, tmp_path):
    with pytest.raises(ModelError, match=r"There is no encoder\.onnx"):
        recalibrate(tmp_path, data, tmp_path / "out")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SinkError, match=r"The model cannot be written to .*file \(.*\)\. Choose another folder"):
        recalibrate(model, data, tmp_path / "file")


def test_the_command_fits_on_what_epochs_are_chosen_on(model, tmp_path, capsys):
    labels = np.tile(np.arange(7), 6)
    path = write_npz(
        tmp_path / "fer2013.npz", images=pictures(labels), label=labels.astype(np.int8),
        usage=np.repeat([0, 1, 2], 14).astype(np.uint8), ferplus_votes=votes_of(labels),
    )  # fmt: skip
    out = tmp_path / "out"
    assert cli.main(["calibrate", "--model", str(model), "--data", str(path), "--out", str(out)]) == 0
    expected = [(name, best(model, read_stills(path).split("public_test"), name)) for name in TEMPERATURES]
    lines = [f"{n}: temperature {x.temperature:.3f}, threshold of label sets {x.threshold:.3f}" for n, x in expected]
    assert capsys.readouterr().out.splitlines() == [*lines, f"The model is in {out}."]
    assert OnnxRecogniser.load(out).spec.distributions["ferplus"].film == expected[0][1]


def test_the_command_says_what_is_wrong(model, tmp_path, capsys):
    folder = write_folder(tmp_path / "folder", ("a", "b"), val=1)
    assert cli.main(["calibrate", "--model", str(model), "--data", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("fer-train: The data has the classes a, b; the model has angry")
    assert not (tmp_path / "out").exists()
