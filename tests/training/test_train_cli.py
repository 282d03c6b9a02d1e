import json
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from drawn import pictures, tiny, votes_of
from written import write_folder, write_npz

import training.config
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import CLASSES
from training import cli
from training.files import HISTORY
from training.networks import checkpoint


def run(*args):
    return cli.main([str(arg) for arg in args])


def refused(capsys, *args):
    """Run a command that must fail; return its one sentence."""
    try:
        code = run(*args)
    except SystemExit as error:
        code = error.code
    assert code == 2
    printed = capsys.readouterr().err
    assert "Traceback" not in printed
    return printed.strip().splitlines()[-1]


@pytest.fixture
def recipe(monkeypatch):
    """The recipe that ``--config best`` names, of a size for tests."""
    config = tiny()
    monkeypatch.setattr(training.config, "CONFIGS", {"best": config, "finetune": replace(config, name="finetune")})
    return config


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    labels = np.tile(np.arange(7), 15)
    usage = np.repeat([0, 0, 0, 1, 2], 21)
    return write_npz(
        tmp_path_factory.mktemp("data") / "fer2013.npz", images=pictures(labels), label=labels.astype(np.int8),
        usage=usage.astype(np.uint8), ferplus_votes=votes_of(labels),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ((), ["fit", "export", "evaluate", "framing", "Train, export and judge"]),
        (("fit",), ["--config", "--data", "--out", "--seed", "--teacher", "--cnn", "--lstm", "Ctrl-C", "PublicTest"]),
        (("fit",), ["paper, best", "--config finetune --start shipped"]),
        (
            ("export",),
            ["--run", "--data", "--out", "--int8", "encoder.onnx", "1e-4", "fer-live --model DIR", "temperature"],
        ),
        (("evaluate",), ["--model", "--data", "--out", "--private", "metrics.json", "once per model"]),
        (
            ("calibrate",),
            ["--model", "--data", "--out", "average", "The networks stay as they are", "fer-train export"],
        ),
        (
            ("framing",),
            ["--data", "--count", "--model", "--out", "--photos", "frame a face", "framing.json", "crops.png"],
        ),
    ],
)
def test_the_commands_explain_themselves(capsys, command, words):
    with pytest.raises(SystemExit) as stopped:
        run(*command, "--help")
    assert stopped.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert [word for word in words if word not in text] == []
    if command in {("fit",), ("export",), ("evaluate",), ("calibrate",)}:
        assert "fer2013.csv" in text
        assert "val/CLASS/" in text


def test_fit_export_evaluate(recipe, data, tmp_path, capsys):
    out, model, report = tmp_path / "run", tmp_path / "model", tmp_path / "report"
    assert run("fit", "--data", data, "--out", out, "--epochs", 2, "--films", 6) == 0
    printed = capsys.readouterr()
    assert "epoch 2: loss" in printed.out + printed.err
    assert f"fer-train export --run {out} --data {data} --out MODEL" in printed.out
    state = checkpoint.load(out / checkpoint.ENCODER)
    assert (state["config"]["epochs"], state["config"]["temporal"]["sequences"]) == (2, 6)
    assert run("export", "--run", out, "--data", data, "--out", model, "--name", "mine") == 0
    assert "PyTorch and ONNX Runtime differ at most by: encoder" in capsys.readouterr().out
    spec = OnnxRecogniser.load(model).spec
    assert (spec.name, spec.default, spec.window) == ("mine", "ferplus", recipe.temporal.window)
    assert run("evaluate", "--model", model, "--data", data, "--out", report, "--private") == 0
    printed = capsys.readouterr().out
    assert "private_test_without_copies" in printed
    assert printed.count("label sets: ") == 7
    assert "ferplus_majority_...: those with more than half of them" in printed
    metrics = json.loads((report / "metrics.json").read_text())
    assert metrics["model"] == "mine"
    assert metrics["private_test"]["output"] == "fer2013"
    assert metrics["ferplus_test"]["output"] == "ferplus"
    for split in ("public_test", "private_test"):
        for output in ("fer2013", "ferplus"):
            x = metrics[f"films_{split}_{output}"]
            line = (
                f"       4 films: accuracy {x['accuracy']:.4f}, ECE {x['ece']:.4f}, label sets {x['coverage']:.4f} of "
            )
            assert f"films_{split}_{output}".ljust(29) + line + f"mean size {x['set_size']:.3f}\n" in printed
    assert (report / "curves.png").is_file()
    assert (report / "confusion_private_test.png").is_file()


def test_a_model_without_a_threshold_is_judged_too(data, tiny_model, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("training.judge.evaluate._draw", lambda *_: None)
    assert run("evaluate", "--model", tiny_model, "--data", data, "--out", tmp_path) == 0
    x = json.loads((tmp_path / "metrics.json").read_text())["films_public_test_logits"]
    printed = capsys.readouterr().out
    assert f"4 films: accuracy {x['accuracy']:.4f}, ECE {x['ece']:.4f}\n" in printed
    assert "label sets" not in printed


def test_fit_on_a_folder_of_other_classes_with_a_held_out_tenth(recipe, tmp_path):
    data = write_folder(tmp_path / "data", ("smile", "frown", "stare"), train=20)
    assert run("fit", "--data", data, "--out", tmp_path / "run", "--epochs", 1, "--films", 4) == 0
    state = checkpoint.load(tmp_path / "run" / checkpoint.ENCODER)
    assert state["classes"] == ["frown", "smile", "stare"]
    assert state["heads"] == ["fer2013"]
    history = json.loads((tmp_path / "run" / HISTORY).read_text())
    assert history["selection"] == "validation"
    assert recipe.epochs == 3


@pytest.mark.usefixtures("recipe")
def test_ctrl_c_says_that_the_run_can_go_on(data, tmp_path, capsys, monkeypatch):
    def stopped(_self):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("training.fit.stills.Trainer.run", stopped)
        assert run("fit", "--data", data, "--out", tmp_path) == 130
    assert capsys.readouterr().err.strip() == "fer-train: stopped. The same command goes on where it was."


@pytest.mark.usefixtures("recipe")
def test_bad_inputs_of_fit(data, tmp_path, capsys):
    def fit(*options, path=data):
        return refused(capsys, "fit", "--data", path, "--out", tmp_path / "out", *options)

    assert "nowhere.csv is no data set" in fit(path=tmp_path / "nowhere.csv")
    assert "There is no recipe 'huge'. Choose one of: best" in fit("--config", "huge")
    assert "There is neither encoder.pt nor encoder.onnx" in fit("--teacher", tmp_path)
    assert "neither encoder.pt nor encoder.onnx" in fit("--start", tmp_path)
    assert "There is no" in fit("--cnn", tmp_path)
    assert "with --start shipped" in fit("--config", "finetune")
    assert "not allowed with argument" in fit("--cnn", tmp_path, "--start", "shipped")
    for option, value in (("--epochs", 3), ("--lr", 0.1), ("--teacher", tmp_path)):
        assert "With --cnn only the LSTM is trained" in fit("--cnn", tmp_path, option, value)
    assert "argument --lstm: invalid choice" in fit("--lstm", "long")
    for option, value in (
        ("--epochs", "0"), ("--epochs", "-3"), ("--epochs", "many"), ("--films", "0"), ("--lr", "0"), ("--lr", "-1"),
        ("--lr", "nan"), ("--lr", "inf"), ("--seed", "-1"), ("--seed", "99999999999"),
    ):  # fmt: skip
        assert f"argument {option}: " in fit(f"{option}={value}")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("recipe")
def test_a_run_of_another_recipe_is_not_overwritten(data, tmp_path, capsys, run_of):
    shutil.copy(run_of("paper") / checkpoint.LAST, tmp_path / checkpoint.LAST)
    assert "holds a run of another recipe" in refused(capsys, "fit", "--data", data, "--out", tmp_path)


@pytest.mark.usefixtures("recipe")
def test_a_folder_that_cannot_be_used(data, tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    line = refused(capsys, "fit", "--data", data, "--out", tmp_path / "file")
    assert line == f"fer-train: {tmp_path / 'file'} cannot be used: File exists."


@pytest.mark.usefixtures("recipe")
def test_a_teacher_that_reads_other_pictures(data, tmp_path, capsys, run_of):
    line = refused(capsys, "fit", "--data", data, "--out", tmp_path, "--teacher", run_of("paper"))
    assert "reads pictures of another mean and deviation" in line


@pytest.mark.usefixtures("recipe")
def test_a_start_brings_its_architecture_and_its_normalisation(data, tmp_path, run_of, monkeypatch):
    monkeypatch.setattr("training.fit.temporal.fit_temporal", lambda *_, **__: None)
    assert run("fit", "--data", data, "--out", tmp_path, "--epochs", 1, "--start", run_of("paper")) == 0
    config = checkpoint.load(tmp_path / checkpoint.ENCODER)["config"]
    assert (config["encoder"]["kind"], config["mean"], config["std"]) == ("paper", 0.0, 1.0)
    assert (config["name"], config["optimizer"]) == ("residual", "sgd")


@pytest.mark.usefixtures("recipe")
def test_fine_tuning_from_an_exported_model_with_other_classes(model_of, tmp_path, capsys):
    again, out = tmp_path / "again", tmp_path / "run"
    folder = write_folder(tmp_path / "folder", ("grin", "happy", "Gloom"), train=12)
    options = ("--config", "finetune", "--epochs", 1, "--films", 4, "--lstm", "plain", "--start", model_of())
    assert run("fit", "--data", folder, "--out", out, *options) == 0
    state = checkpoint.load(out / checkpoint.ENCODER)
    assert (state["classes"], state["config"]["name"]) == (["gloom", "grin", "happy"], "finetune")
    assert not state["config"]["temporal"]["attention"]
    assert f"fer-train export --run {out} --data {folder} --out MODEL" in capsys.readouterr().out
    assert run("export", "--run", out, "--data", folder, "--out", again) == 0
    assert OnnxRecogniser.load(again).spec.labels == ("gloom", "grin", "happy")
    assert OnnxRecogniser.load(again).spec.name == "finetune"


@pytest.mark.usefixtures("recipe")
def test_training_only_the_lstm_of_another_runs_cnn(data, tmp_path, run_of, capsys, monkeypatch):
    source, out, model = run_of("residual"), tmp_path / "run", tmp_path / "model"
    # What matters of the recipe is the LSTM, and only that.
    recipe = replace(tiny("paper"), temporal=replace(tiny().temporal, window=5))
    monkeypatch.setattr(training.config, "CONFIGS", {"best": recipe})
    assert run("fit", "--data", data, "--out", out, "--cnn", source, "--lstm", "plain", "--films", 4) == 0
    ours, theirs = (checkpoint.load(folder / checkpoint.ENCODER) for folder in (out, source))
    assert all(value.equal(theirs["model"][name]) for name, value in ours["model"].items())
    assert ours["config"]["encoder"] == theirs["config"]["encoder"]
    temporal = ours["config"]["temporal"]
    assert (temporal["attention"], temporal["window"], temporal["sequences"]) == (False, 5, 4)
    assert not (out / checkpoint.LAST).exists()
    assert run("export", "--run", out, "--data", data, "--out", model) == 0
    assert OnnxRecogniser.load(model).spec.window == 5
    # The same command goes on; with another recipe for the LSTM, or with the run itself, it would mix two runs.
    assert run("fit", "--data", data, "--out", out, "--cnn", source, "--lstm", "plain", "--films", 4) == 0
    line = refused(capsys, "fit", "--data", data, "--out", out, "--cnn", source, "--lstm", "attention", "--films", 4)
    assert line.endswith(f"{out} holds a run with another CNN, recipe or data. Give another folder with --out.")
    assert "holds a run with another CNN" in refused(capsys, "fit", "--data", data, "--out", source, "--cnn", source)
    with np.load(data) as arrays:
        other = write_npz(tmp_path / "other.npz", **{**arrays, "label": np.roll(arrays["label"], 1)})
    options = ("--cnn", source, "--lstm", "plain", "--films", 4)
    assert "another CNN, recipe or data" in refused(capsys, "fit", "--data", other, "--out", out, *options)
    line = refused(capsys, "export", "--run", out, "--data", other, "--out", tmp_path / "none")
    assert "was made with other pictures or labels than this data has" in line
    state = checkpoint.load(source / checkpoint.ENCODER)
    state["model"]["heads.fer2013.bias"] += 1
    checkpoint.save(tmp_path / checkpoint.ENCODER, state)
    shutil.copy(source / HISTORY, tmp_path)
    options = ("--cnn", tmp_path, "--lstm", "plain", "--films", 4)
    assert "holds a run with another CNN" in refused(capsys, "fit", "--data", data, "--out", out, *options)


@pytest.mark.usefixtures("recipe")
def test_the_cnn_of_a_run_on_other_data(tmp_path, capsys, run_of):
    for number, classes in enumerate((CLASSES, ("a", "b"))):
        folder = write_folder(tmp_path / str(number), classes, train=12)
        line = refused(capsys, "fit", "--data", folder, "--out", tmp_path / "out", "--cnn", run_of("residual"))
        assert "was made of data with other classes or labels" in line
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("recipe")
def test_learning_from_another_run(data, tmp_path, run_of, capsys):
    options = ("--epochs", 1, "--films", 4, "--teacher", run_of("residual"), "--start", run_of("residual"))
    assert run("fit", "--data", data, "--out", tmp_path, *options) == 0
    assert (tmp_path / checkpoint.HEAD).is_file()
    # The same command goes on, and one that names another beginning does not.
    assert run("fit", "--data", data, "--out", tmp_path, *options) == 0
    line = refused(capsys, "fit", "--data", data, "--out", tmp_path, *options[:4])
    assert line.endswith("began with other teachers and with other weights to start from. Give --teacher and --start "
                         "as then, or another folder with --out.")  # fmt: skip


def test_bad_inputs_of_the_others(data, tmp_path, capsys, run_of):
    out = tmp_path / "out"
    assert "encoder.pt" in refused(capsys, "export", "--run", tmp_path, "--data", data, "--out", out)
    folder = write_folder(tmp_path / "folder", train=20)
    line = refused(capsys, "export", "--run", run_of("residual"), "--data", folder, "--out", out)
    assert "no labels of the kind 'ferplus'" in line
    line = refused(capsys, "evaluate", "--model", tmp_path, "--data", data, "--out", out)
    assert "There is no encoder.onnx" in line
    assert "is no data set" in refused(capsys, "evaluate", "--data", tmp_path / "no.npz", "--out", out)
    assert "is no data set" in refused(capsys, "framing", "--data", tmp_path / "no.npz")
    assert "argument --count: " in refused(capsys, "framing", "--data", data, "--count", 0)
    assert "found no face" in refused(capsys, "framing", "--data", data, "--count", 2)
    assert "Give it with --out" in refused(capsys, "framing", "--data", data, "--photos", tmp_path)
    assert not out.exists()


def test_framing_writes_what_is_lost_and_a_sheet(data, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("training.studies.framing.measure", lambda images: f"measured {len(images)}")
    judged = {"pictures": 5, "found": 0.8, "direct": {"fer2013": 0.75}, "end_to_end": {"fer2013": 0.74}}
    monkeypatch.setattr(
        "training.studies.framing.judge_path", lambda _model, stills: judged | {"pictures": len(stills.images)}
    )
    monkeypatch.setattr("training.studies.sheet.live_crops", lambda folders, _spec: pictures(range(len(folders))))
    out = tmp_path / "out"
    assert run("framing", "--data", data, "--count", 20, "--out", out, "--photos", tmp_path, tmp_path) == 0
    printed = capsys.readouterr().out
    assert "measured 20" in printed
    assert "as they are 0.7500, found and cut out 0.7400 (-1.00 points)" in printed
    name = OnnxRecogniser.load().spec.name
    expected = {"model": name, "split": "public_test", **judged, "pictures": 20}
    assert json.loads((out / "framing.json").read_text()) == expected
    assert (out / "crops.png").is_file()
    # Without a number: 63 training pictures, fewer than the usual, and all 21 of PublicTest.
    assert run("framing", "--data", data, "--out", out) == 0
    assert "measured 63" in capsys.readouterr().out
    assert json.loads((out / "framing.json").read_text())["pictures"] == 21


@pytest.mark.parametrize("args", [("evaluate",), ("dance",), ()])
def test_what_is_missing_is_said(capsys, args):
    assert refused(capsys, *args).startswith("fer-train")


def test_without_torch_a_sentence_says_what_to_install(tmp_path):
    # torch is there: a process that may not import it stands for an installation without the extra.
    code = (
        "import sys\n"
        "sys.modules['torch'] = None\n"
        "from training.cli import main\n"
        f"sys.exit(main(['fit', '--data', 'x.npz', '--out', {str(tmp_path)!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("fer-train: torch is not installed. ")
    assert "Traceback" not in done.stderr
    help_of = subprocess.run(
        [sys.executable, "-c", code.replace("['fit', '--data', 'x.npz', '--out', ", "['fit', '--help', ")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert help_of.returncode == 0
    assert "--teacher" in help_of.stdout
