"""The comparison: one protocol for all, stopped and resumed, judged alike, and told."""

import json
import os
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from drawn import pictures, stills_of, tiny
from test_strangers import write as write_strangers

from fer_core.errors import DataError
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import CLASSES
from training import cli
from training.judge.compared import cost_of, judge_answers, machine
from training.report.answers import NO_ANSWER, mcnemar, read_signs, signs_of
from training.report.comparison import KEPT, PAGE, PICTURE, TABLES, keep, read_records, write_report
from training.report.intervals import wilson
from training.studies import comparison
from training.studies.comparison import SETS, Comparison
from training.studies.protocol import ABLATIONS, PARTS, ROWS, Protocol, check_rows
from training.systems import SYSTEMS

NAMES = ("cnn", "cnn_lstm", "dcnn_haar", "without_nothing", "without_lstm", "ensemble", "best")


def test_answers_are_counted_by_hand():
    labels = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    answers = np.array([0, 0, 0, 1, 1, NO_ANSWER, 2, 0])
    found = judge_answers(answers, labels, ("a", "b", "c"))
    assert found["accuracy"] == 5 / 8
    assert found["recall"] == {"a": 0.75, "b": 0.5, "c": 0.5}
    assert found["macro_recall"] == pytest.approx((0.75 + 0.5 + 0.5) / 3)
    assert found["macro_precision"] == pytest.approx((3 / 4 + 1 / 2 + 1) / 3)
    assert found["confusion"] == [[3, 1, 0, 0], [0, 1, 0, 1], [1, 0, 1, 0]]
    assert found["answers"] == "00011-20"
    assert (read_signs(found["answers"]) == answers).all()
    assert signs_of(read_signs("0-6")) == "0-6"


def test_the_bootstrap_agrees_with_the_interval_of_a_share():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 7, 2000)
    answers = np.where(rng.random(2000) < 0.7, labels, (labels + 1) % 7)
    found = judge_answers(answers, labels, CLASSES)
    low, high = wilson(np.array([found["accuracy"]]), np.array([2000.0]))[:, 0]
    assert found["intervals"]["accuracy"] == pytest.approx([low, high], abs=0.003)
    for name, (below, above) in found["intervals"].items():
        assert below < found[name] < above, name


def test_mcnemar_is_the_sign_test_of_those_that_differ():
    labels = np.zeros(20, int)
    one, other = np.zeros(20, int), np.zeros(20, int)
    assert mcnemar(one, other, labels) == 1.0
    # Ten are read rightly by the first alone, none by the second alone: two sides of 1 / 2**10.
    other[:10] = 1
    assert mcnemar(one, other, labels) == pytest.approx(2 / 2**10)
    one[10:15] = 1
    assert mcnemar(one, other, labels) == pytest.approx(0.3018, abs=1e-4)


def test_costs_are_those_of_the_networks(model_of):
    model = model_of()
    network = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3, padding=1, bias=False), torch.nn.Flatten())
    crops = np.zeros((3, 48, 48), np.uint8)
    found = cost_of(network, torch.nn.Linear(5, 2), model, crops)
    assert found["parameters"] == 4 * 9 + 12
    assert found["macs"] == 48 * 48 * 4 * 9
    files = (model / "encoder.onnx", model / "head.onnx")
    assert found["bytes"] == sum(path.stat().st_size for path in files)
    assert found["ms"] > 0


def test_each_row_is_trained_by_the_protocol():
    rules = Protocol(budget_min=30, ablation_min=15)
    for name in SYSTEMS:
        recipe = rules.recipe(name)
        assert recipe.encoder == SYSTEMS[name].encoder
        assert recipe.lr == 0
        whole = recipe.budget_s / (0.85 if recipe.temporal.hidden else 1.0)
        assert whole == pytest.approx(3600)
    whole = rules.recipe("without_nothing")
    assert whole.encoder.cbam
    assert whole.temporal.attention
    taken = {
        "class_weights": lambda r: r.class_weights == 0,
        "augmentation": lambda r: not r.augment.flip and r.augment.rotation_deg == r.augment.zoom == 0,
        "early_stopping_and_dropout": lambda r: r.keep_last and r.encoder.dropout == 0,
        "lstm": lambda r: r.temporal.hidden == 0,
        "attention": lambda r: not r.encoder.cbam and not r.temporal.attention and r.temporal.hidden,
    }
    assert {"nothing", *taken} == set(PARTS)
    for name, lacks in taken.items():
        assert lacks(rules.recipe(f"without_{name}")), name
        assert not lacks(whole), name
    with pytest.raises(DataError, match="no part 'sleep' to take away"):
        rules.recipe("without_sleep")
    with pytest.raises(DataError, match="no system 'transformer'"):
        check_rows(("cnn", "transformer"))


@pytest.fixture(scope="module")
def small():
    """Let every system be the same tiny network, and the cascade find what is bright enough."""
    with pytest.MonkeyPatch.context() as patch:
        own = Protocol.recipe

        def recipe(self, name):
            made = own(self, name)
            network = tiny("paper", attention=made.temporal.attention)
            temporal = replace(network.temporal, hidden=made.temporal.hidden and 8)
            return replace(network, name=name, temporal=temporal, epochs=2, lr=0.0, batch=16)

        patch.setattr(Protocol, "recipe", recipe)
        patch.setattr("training.fit.stills.STEPS", 3)
        patch.setattr(
            comparison, "cascade_crops", lambda images: (images.mean((1, 2)) > np.median(images.mean((1, 2))), images)
        )
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory, small):
    folder = tmp_path_factory.mktemp("comparison")
    out, strangers = folder / "out", write_strangers(folder / "faces.npz")
    out.mkdir()
    labels = np.tile(np.arange(7), 3)
    np.savez(out / comparison.FACES, crops=pictures(labels, 9), labels=labels)
    return SimpleNamespace(out=out, strangers=strangers)


def compare(place, out=None, **changes):
    data = stills_of({"train": 12, "public_test": 4, "private_test": 4})
    given = {"members": ("cnn", "cnn_lstm")} | changes
    protocol = given.pop("protocol", Protocol())
    return Comparison(protocol, data, place.strangers, out or place.out, **given)


@pytest.fixture(scope="module")
def made(place):
    assert compare(place).run(NAMES) == [name for name in ROWS if name in NAMES]
    return place.out


def test_every_system_is_judged_on_every_set(made):
    records = read_records(made)
    assert set(records) == set(NAMES)
    for name, record in records.items():
        assert tuple(record["sets"]) == SETS
        assert record["sets"]["private_test"]["pictures"] == 28
        assert record["sets"]["strangers"]["pictures"] == 21
        assert ("cost" in record) == (name != "best")
    assert records["dcnn_haar"]["sets"]["private_test"]["answers"].count("-") == 14
    assert sum(row[-1] for row in records["dcnn_haar"]["sets"]["private_test"]["confusion"]) == 14
    assert "-" not in records["cnn"]["sets"]["private_test"]["answers"]
    truth = json.loads((made / "truth.json").read_text())
    figures = records["cnn"]["sets"]["strangers"]
    right = (read_signs(figures["answers"]) == read_signs(truth["strangers"])).mean()
    assert figures["accuracy"] == pytest.approx(right)


def test_an_ensemble_says_the_mean_of_its_calibrated_members(made):
    crops = pictures(np.arange(7), 4)
    windows, valid = np.zeros((7, 7, 12), np.float32), np.ones(7, np.int64)

    def said(name):
        model = OnnxRecogniser.load(made / "models" / name)
        padded = np.zeros((7, model.spec.window, model.spec.embedding_size), np.float32)
        padded[:, 0] = model.embed(crops)
        output = model.spec.default
        return model.read(padded, valid)[output], model.spec.distributions[output].still.temperature, model

    # Without the LSTM a member says what its classifier says: the plain one of the two has one that corrects.
    (one, spread, _), (whole, _, model) = said("cnn"), said("ensemble")
    assert model.spec.embedding_size == 2 * windows.shape[2]
    network, state = comparison.checkpoint.load_classifier(made / "runs" / "cnn_lstm" / "encoder.pt")
    x = (torch.from_numpy(crops).unsqueeze(1).float() / 255 - state["config"]["mean"]) / state["config"]["std"]
    with torch.inference_mode():
        other = next(iter(network(x).values())).numpy()
    theirs = OnnxRecogniser.load(made / "models" / "cnn_lstm").spec.distributions["fer2013"].still.temperature
    expected = (one / spread + other / theirs) / 2
    difference = whole - expected
    # Members and ensemble each had a share of the classes' frequency taken off, the same for every picture.
    np.testing.assert_allclose(difference, np.tile(difference.mean(0), (7, 1)), atol=5e-3)


def test_what_has_a_record_is_not_done_again(made, place, monkeypatch, tmp_path):
    monkeypatch.setattr(comparison, "fit_system", lambda *_, **__: pytest.fail("it was fitted again"))
    assert compare(place).run(NAMES) == []
    # On another machine, records that were kept serve as well.
    keep(made, tmp_path / "kept")
    assert compare(place, tmp_path / "new", known=tmp_path / "kept").run(NAMES) == []


def test_two_protocols_are_never_mixed(made, place, tmp_path):
    with pytest.raises(DataError, match="holds a comparison by other rules or of other pictures"):
        compare(place, protocol=Protocol(budget_min=5))
    (tmp_path / "cnn.json").write_text((made / "cnn.json").read_text().replace('"seed": 0', '"seed": 1'))
    for name in ("protocol.json", "truth.json"):
        (tmp_path / name).write_text((made / name).read_text())
    with pytest.raises(DataError, match="mixes two protocols: cnn"):
        read_records(tmp_path)
    with pytest.raises(DataError, match="holds no comparison"):
        read_records(tmp_path / "nowhere")


def test_an_ensemble_is_made_of_what_its_members_said_elsewhere(made, place, tmp_path):
    keep(made, tmp_path / "kept")
    here = compare(place, tmp_path / "new", known=tmp_path / "kept")
    (tmp_path / "kept" / "ensemble.json").unlink()
    assert here.run(["ensemble"]) == ["ensemble"]
    found = json.loads((tmp_path / "new" / "ensemble.json").read_text())
    truth = json.loads((tmp_path / "new" / "truth.json").read_text())
    said = [np.load(tmp_path / "kept" / f"{name}_logits.npz") for name in ("cnn", "cnn_lstm")]
    for name in SETS:
        mean = np.mean([one[name].astype(np.float32) for one in said], axis=0)
        assert (read_signs(found["sets"][name]["answers"]) == mean.argmax(axis=1)).all()
        assert len(mean) == len(truth[name])
    costs = [json.loads((made / f"{name}.json").read_text())["cost"] for name in ("cnn", "cnn_lstm")]
    assert found["cost"]["parameters"] == sum(cost["parameters"] for cost in costs)
    (tmp_path / "kept" / "cnn_lstm_logits.npz").unlink()
    (tmp_path / "new" / "ensemble.json").unlink()
    with pytest.raises(DataError, match="The ensemble needs cnn_lstm"):
        here.run(["ensemble"])


def test_a_record_names_its_machine(made):
    assert json.loads((made / "cnn.json").read_text())["machine"] == machine()
    assert machine().endswith(f"{os.cpu_count()} cores")


def test_an_ensemble_without_its_members_is_refused(place, tmp_path):
    other = compare(place, tmp_path, members=("vgg",))
    with pytest.raises(DataError, match="The ensemble needs vgg"):
        other.run(["ensemble"])
    assert not (tmp_path / "ensemble.json").exists()


def test_data_without_votes_is_refused(place, tmp_path):
    data = stills_of({"train": 2, "public_test": 1, "private_test": 1}, votes=False)
    with pytest.raises(DataError, match="needs FER2013 with the votes"):
        Comparison(Protocol(), data, place.strangers, tmp_path)


def test_the_page_stands_for_itself(made):
    paths = write_report(made)
    assert paths == [made / PAGE, made / TABLES, made / PICTURE]
    page, tables = (path.read_text("utf-8") for path in paths[:2])
    assert page.count("<svg") == 6
    for foreign in ("<script", "<link", "@import", " src=", "url(http"):
        assert foreign not in page
    record = json.loads((made / "cnn.json").read_text())
    accuracy = f"{100 * record['sets']['private_test']['accuracy']:.1f}"
    row = next(line for line in tables.splitlines() if line.startswith("| `cnn` | three modules"))
    assert "| 87.10 | - |" in row
    assert f"| {accuracy} (" in row
    assert "mean of the calibrated logits of cnn, cnn_lstm" in tables
    assert "| nothing |" in tables
    assert any((line.startswith("| lstm |") and "+" in line) or "-" in line for line in tables.splitlines())
    # Every system has a row in every table that it belongs to.
    for name in NAMES:
        if name not in ABLATIONS:
            assert tables.count(f"| `{name}` |") >= 4


def test_the_commands_run(place, made, capsys, monkeypatch):
    data = stills_of({"train": 12, "public_test": 4, "private_test": 4})
    monkeypatch.setattr("training.data.stills.read_stills", lambda *_: data)
    command = ["compare", "--data", "x", "--strangers", str(place.strangers), "--out", str(made)]
    assert cli.main([*command, *(word for name in NAMES for word in ("--only", name))]) == 0
    assert "New: nothing" in capsys.readouterr().out
    assert cli.main([*command, "--only", "transformer"]) == 2
    assert "There is no system 'transformer'" in capsys.readouterr().err
    assert cli.main(["report", str(made)]) == 0
    assert f"Written: {made / PAGE}" in capsys.readouterr().out


def test_what_is_kept_can_be_read():
    if KEPT.is_dir():
        assert read_records(KEPT)
