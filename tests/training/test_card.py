import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import pytest
from recorded import ckplus_of, history_of, metrics_of, temporal_of, write
from tiny_model import save_tiny_model

from fer_core.errors import DataError, ModelError
from training import cli
from training.config import PAPER, RESIDUAL
from training.data.terms import KNOWN
from training.report import card_sections
from training.report.card import CARD, write_card
from training.report.run_log import read_run

FRAMING = {"model": "tiny", "split": "public_test", "found": 0.74, "pictures": 3589, "direct": {"fer2013": 0.71},
           "end_to_end": {"fer2013": 0.695}}  # fmt: skip
PICTURES = {
    "curves", "confusion_ferplus_test", "confusion_private_test", "confusion_ckplus", "reliability_ferplus_test",
    "reliability_private_test", "robustness", "trade_off", "trade_off_private", "confusion_paper",
    "curves_paper", "fairness",
}  # fmt: skip


def fairness_of():
    share = {"share": 0.05, "low": 0.03, "high": 0.08}
    one = {"pictures": 60, "not_found": share, "negative": share, "called": {"happy": 1.0}}
    nobody = {"pictures": 3, "not_found": {"share": 1.0, "low": 0.4, "high": 1.0}, "negative": None, "called": {}}
    groups = {"age": {"0-2": one, "65 and older": nobody}, "sex": {"male": one}}
    return {
        "model": "tiny", "output": "spoken", "data": "faces.npz", "pictures": 63, "all": one, "groups": groups,
        "summary": ["By age, this.", "By sex, that."],
    }  # fmt: skip


def training_of(config=RESIDUAL, **more):
    films = [{"epoch": 1, "loss": 1.0}, {"epoch": 2, "loss": 0.5}]
    temporal = {**config.as_dict()["temporal"], "sequences": 1500}
    return history_of([(0.5, 0.4), (0.9, 0.7), (0.8, 0.7)], config=config, films=films, temporal=temporal, **more)


@pytest.fixture(autouse=True)
def _quick(request, monkeypatch):
    """Drawing takes seconds: only the test of the pictures waits for it."""
    if request.node.originalname != "test_pictures_are_drawn_and_shown":
        for name in ("confusion", "curves", "reliability", "robustness", "trade_off", "fairness"):
            monkeypatch.setattr(f"training.report.plots.draw_{name}", lambda *args: args[-1].touch())


@pytest.fixture
def model(tmp_path):
    """A model with every record."""
    folder = save_tiny_model(tmp_path / "model")
    write(folder / "training.json", training_of())
    records = {
        "metrics": metrics_of(), "temporal": temporal_of(), "temporal_private": temporal_of("private_test"),
        "ckplus": ckplus_of(), "framing": FRAMING, "paper": metrics_of("paper", private=False),
        "paper_training": training_of(PAPER), "fairness": fairness_of(),
    }  # fmt: skip
    for name, record in records.items():
        write(folder / "records" / f"{name}.json", record)
    return folder


@pytest.fixture
def card(model, tmp_path):
    """The card of the folder, as one line, after a change of it."""

    def text(log="no log", out=None):
        write_card(model, out or model, tmp_path / log)
        return " ".join(((out or model) / CARD).read_text(encoding="utf-8").split())

    return text


def row(text, *cells):
    return "| " + " | ".join(cells) + " |" in text


def test_every_figure_of_the_stills_comes_from_the_record(card):
    text = card()
    assert "# Model card: tiny" in text
    assert row(text, "PublicTest (100)", "`fer2013`", "70.0 %", "0.893", "0.893", "0.829", "0.000")
    assert row(text, "PrivateTest (100)", "`fer2013`", "80.0 %", "0.911", "0.911", "0.870", "0.100")
    copies = "PrivateTest without the 10 copies of other pictures (90)"
    assert row(text, copies, "`fer2013`", "66.7 %", "0.857", "0.750", "0.771", "0.033")
    assert "| PrivateTest with a FER+ plurality (100) | `ferplus` | 90.0 % |" in text
    assert "| PrivateTest with a FER+ majority (80) | `ferplus` | 87.5 % |" in text
    assert "A picture has a FER+ plurality where one class alone has the most of its ten votes, be it three" in text
    assert "clear" not in text.split("## How good it is")[1].split("### By class")[0]
    assert "fer-train evaluate --model DIR --data faces.npz --private --out DIR" in text


def test_classes_are_told_one_by_one(card):
    text = card()
    # 12 of 32 pictures of fear found, the other 20 called happy: 12 of 32 answers "happy" are right.
    assert row(text, "fear", "32", "0.38", "1.00", "0.55", "happy (62 %)")
    assert row(text, "happy", "12", "1.00", "0.38", "0.55", "-")
    assert "More often missed than found: fear (32 pictures), mostly taken for happy." in text


def test_confidence_label_sets_and_corruptions(card):
    text = card()
    assert (
        "On PrivateTest (100), the confidence of `fer2013` is 70.0 % on average, and 80.0 % of its answers are" in text
    )
    assert row(text, "PrivateTest (100)", "`fer2013`", "91.2 %", "1.75", "50.0 %", "30.0 %", "20.0 %")
    assert "leave it 80 % (`fer2013`) of its accuracy" in text
    # At the greatest strength 0.35 and 0.56 of 0.7, the worst first.
    assert "| noise | 24 | 50 % | | rotation | 30 | 80 % |" in text


def test_strangers_are_told_with_what_is_missed(model, card):
    assert (
        "It was judged on its own data set's people alone: `fer-train evaluate --strangers FILE` takes others."
        in card()
    )
    judged = {"found": 0.945, "faces": 12000, "accuracy": 0.7, "macro_recall": 0.5, "ece": 0.165}
    judged["recall"] = {"angry": 0.5, "fear": 0.07, "disgust": 0.499}
    record = {
        "strangers_ferplus": {"output": "ferplus", **judged, "coverage": 0.73},
        "strangers_fer2013": {"output": "fer2013", **judged, "accuracy": 0.6, "recall": {"angry": 0.9}},
    }
    write(model / "records" / "metrics.json", metrics_of() | record)
    text = card()
    assert "12,000 pictures of people found on the web" in text
    assert "A face is found in 94.5 % of them." in text
    assert row(text, "`ferplus`", "70.0 %", "50.0 %", "0.165", "73.0 %", "fear (7 %), disgust (50 %)")
    assert row(text, "`fer2013`", "60.0 %", "50.0 %", "0.165", "-", "-")


def test_people_who_talk_are_told_by_method(model, card):
    assert "It was not judged on people who talk: `fer-train evaluate --talking DIR` takes clips of some." in card()
    told = {
        "clips": 60, "accuracy": 0.65, "recall": {"neutral": 0.8, "sad": 0.15, "happy": 1.0},
        "changes_per_minute": 31.7,
        "frames": {"neutral": {"neutral": 0.78, "surprise": 0.152}, "sad": {"sad": 1.0}, "happy": {}},
    }  # fmt: skip
    calm = {**told, "frames": {"neutral": {"neutral": 1.0}}, "changes_per_minute": 9.9}
    record = {"talking_ferplus": {"output": "ferplus", "methods": {"CNN frame by frame": told, "CNN-LSTM": calm}}}
    write(model / "records" / "metrics.json", metrics_of() | record)
    text = card()
    assert "60 clips of people who talk to a camera" in text
    assert row(text, "`ferplus`", "CNN frame by frame", "65 %", "80 %", "15 %", "100 %", "78 %", "15 %", "32")
    assert row(text, "`ferplus`", "CNN-LSTM", "65 %", "80 %", "15 %", "100 %", "100 %", "0 %", "10")


def test_whose_faces_are_read_worse_is_told_by_group(card):
    text = card()
    assert "`spoken` on 63 everyday pictures of faces.npz" in text
    assert row(text, "age", "0-2", "60", "5.0 % (3.0 % to 8.0 %)", "5.0 % (3.0 % to 8.0 %)")
    assert row(text, "age", "65 and older", "3", "100.0 % (40.0 % to 100.0 %)", "-")
    assert "By age, this. By sex, that." in text


def averages(output, accuracy, **more):
    """What evaluate writes of averages over time."""
    return {"output": output, "films": 300, "accuracy": accuracy, "ece": 0.0234, **more}


def test_averages_over_time_are_told_of_private_test_where_it_was_looked_at(model, card):
    assert "an average with a calibration of its own" not in card()
    sets = {"coverage": 0.905, "set_size": 1.456, "set_shares": {"one": 0.6, "two": 0.3, "more": 0.1}}
    films = {
        "films_public_test_ferplus": averages("ferplus", 0.75, **sets),
        "films_private_test_fer2013": averages("fer2013", 0.65, **sets),
    }
    for private, told in ((True, ("PrivateTest", "fer2013", "65.0 %")), (False, ("PublicTest", "ferplus", "75.0 %"))):
        record = {name: x for name, x in films.items() if private or "private" not in name}
        write(model / "records" / "metrics.json", metrics_of(private=private) | record)
        text = card()
        split, output, accuracy = told
        assert row(text, f"300 films made of {split}", f"`{output}`", accuracy, "0.023", "90.5 %", "1.46")
        assert text.count("300 films made of") == 1
        assert "fitted on films made of the stills that the epochs were chosen on" in text


def test_averages_over_time_of_other_data_and_without_label_sets(model, card):
    sets = {"coverage": 0.9, "set_size": 2.0, "set_shares": {"one": 0.2, "two": 0.6, "more": 0.2}}
    films = {"films_test_mine": averages("mine", 0.5, **sets), "films_test_bare": averages("bare", 0.5)}
    write(model / "records" / "metrics.json", metrics_of() | films)
    text = card()
    assert row(text, "300 films made of test pictures", "`mine`", "50.0 %", "0.023", "90.0 %", "2.00")
    assert "`bare`" not in text


def test_films_clips_framing_and_studies(card):
    text = card()
    assert "On 1,200 short films made of PublicTest stills" in text
    # At 0.15 s, halfway between 0.05 s and 0.25 s: 70 changes; the LSTM a quarter of its way: 25.
    own = ("30", "0.10", "80.0 %", "15.0 %", "30", "25", "20", "10")
    assert row(text, "CNN, exponential smoothing", "100", "0.05", "70.0 %", "10.0 %", "85", "70", "55", "-")
    assert row(text, "CNN-LSTM tiny", *own)
    assert row(text, "film.mp4", "the app", "6.2", "never", "sad 0.4-5 s: 88 %")
    assert "and 1 clip is all that it was checked on here." in text
    assert "one face in 74.0 % of 3,589 test pictures" in text
    assert row(text, "`fer2013`", "71.0 %", "69.5 %")
    assert "92.3 % of 327 sequences are read rightly, 85.0 % to 100.0 % by fold" in text
    assert row(text, "recall", "0.90", "0.80", "1.00")
    assert "the recipe `paper`" in text


def test_pictures_are_drawn_and_shown(card, model):
    text = card()
    assert {path.stem for path in (model / "pictures").iterdir()} == PICTURES
    for name in PICTURES:
        assert f"](pictures/{name}.png)" in text
        path = model / "pictures" / f"{name}.png"
        assert cv2.imread(str(path)).std() > 10
        assert path.stat().st_size < 120_000


def test_without_records_nothing_is_invented(tmp_path, card, model):
    shutil.rmtree(model / "records")
    (model / "training.json").unlink()
    text = card(out=tmp_path / "out")
    assert not list((tmp_path / "out" / "pictures").iterdir())
    assert "](pictures" not in text
    assert "How it was trained was not recorded: the model has no training.json" in text
    assert "How it was trained was not recorded: the model has no paper_training.json" in text
    for name in ("metrics", "temporal", "temporal_private", "ckplus", "framing", "paper"):
        assert f"This was not measured: the model has no {name}.json, which `fer-train" in text
    assert "Which data the model learned from was not recorded." in text
    assert "no record tells of any that it was checked on" in text
    measured = text[text.index("## How good it is") : text.index("## What it is for")]
    assert "%" not in measured
    assert "$" not in text


def test_films_without_clips(model, card):
    record = temporal_of()
    del record["clips"]
    write(model / "records" / "temporal.json", record)
    text = card()
    assert "](pictures/trade_off.png)" in text
    assert "Real clips were not read." in text
    assert "\n\n\n" not in (model / CARD).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["metrics", "temporal", "temporal_private", "ckplus", "framing", "fairness", "paper"])
def test_each_record_may_be_missing(model, tmp_path, card, name):
    (model / "records" / f"{name}.json").unlink()
    assert card().count("This was not measured") == (6 if name == "metrics" else 1)
    assert write_card(model, model, tmp_path) == [f"{name}.json"]


def test_the_curves_of_the_paper_may_be_missing(model, tmp_path, card):
    (model / "records" / "paper_training.json").unlink()
    text = card()
    assert "How it was trained was not recorded: the model has no paper_training.json, which `fer-train export`" in text
    assert "](pictures/confusion_paper.png)" in text
    assert "curves_paper" not in text
    assert write_card(model, model, tmp_path) == ["paper_training.json"]


def test_lines_are_of_the_house_s_width(card, model):
    card()
    lines = (model / CARD).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 120 and not line.startswith(("|", "!"))] == []


def test_what_was_never_looked_at_is_said(model, card):
    write(model / "records" / "metrics.json", metrics_of(private=False))
    text = card()
    assert "PrivateTest is not among these records." in text
    assert "On PublicTest (100), the confidence of `fer2013`" in text
    # Coverage on the pictures that the thresholds were fitted on says nothing.
    assert "true class is in the set" not in text


def test_the_training_is_told_as_it_was(model, card):
    text = card()
    assert "The recipe was `residual`, with the seed 0: 3 of 160 epochs were run, and number 2, the best" in text
    assert "Whether other networks taught it, or lent it their weights, was not recorded." in text
    assert "1,500 short films made of training stills, in 2 epochs" in text
    assert (
        "residual network with squeeze-excitation (stages of 48, 96 and 192 channels), 1,024 weights stored in " in text
    )
    assert "an LSTM of 96 units with attention over up to 13 embeddings, 8 a second" in text
    recipe = replace(PAPER, epochs=3)
    write(model / "training.json", training_of(recipe, seed=7, start="runs/first", note="it was late.",
                                               teachers=["large0", {"recipe": "teacher", "seed": 1}]))  # fmt: skip
    text = card()
    assert "`paper` (epochs 3), with the seed 7: 3 of 3 epochs" in text
    assert "learned from the labels and from 2 trained networks (large0, recipe teacher, seed 1)" in text
    assert "It began with the weights of runs/first. " in text
    assert "What was noted: it was late." in text
    assert "pairs of 3x3 convolutions" in text
    assert "an LSTM of 96 units over up to" in text


def test_data_that_are_not_fer2013_are_not_called_so(model, card):
    history = json.loads(json.dumps(training_of()).replace("public_test", "validation"))
    write(model / "training.json", history)
    text = card()
    assert "The model learned from the training pictures of FER2013" not in text
    assert "The epochs were chosen on the split 'validation'" in text


def test_an_unknown_encoder_is_called_by_its_name(model, card):
    record = training_of()
    record["config"]["encoder"]["kind"] = "swirl"
    write(model / "training.json", record)
    assert "network of the kind `swirl`, 1,024 weights" in card()


def test_what_the_encoder_had_learned_before_is_said(model, card):
    assert "through EfficientNet-Lite's published weights" not in card()
    lite = replace(RESIDUAL.encoder, kind="lite", size=112)
    write(model / "training.json", training_of(replace(RESIDUAL, encoder=lite)))
    text = card()
    assert (
        "EfficientNet-Lite0 (Tan and Le, ICML 2019) on crops that it enlarges to 112x112 pixels, 1,024 weights" in text
    )
    assert "had learned, from ImageNet, through EfficientNet-Lite's published weights (licence: Apache 2.0)." in text


def test_everything_that_it_learned_from_is_said_with_its_licence(model, card):
    assert "It saw no picture of CK+, and none of the demo clip." in card()
    told = [KNOWN[name].as_dict() for name in ("fer2013", "ckplus")]
    write(model / "training.json", training_of(learned_from=told))
    text = card()
    assert "from CK+ (Lucey et al., 2010) (licence: for research only, not to be passed on)." in text
    assert "It saw no picture of the demo clip." in text


def test_what_is_spoken_is_said(model, card):
    write(model / "training.json", training_of(spoken=0.75))
    words = "`spoken` is a blend of 0.75 of `ferplus` and 0.25 of `fer2013`, chosen among such blends on PublicTest"
    assert words in card()
    write(model / "training.json", training_of(spoken=1.0))
    assert "`spoken` is `ferplus` with a share more taken off, chosen among such blends" in card()
    write(model / "training.json", training_of(spoken=0.75, spoken_with="spoken", everyday=9200))
    text = card()
    assert "`spoken` is a blend of 0.75 of `ferplus` and 0.25 of what was trained to be spoken" in text
    assert "read 9,200 everyday faces as negative no more often than `ferplus` alone" in text


def test_what_was_fitted_is_said(model, card):
    assert "calibrated by a temperature; it was fitted on what the epochs were chosen on." in card()
    write(model / "training.json", training_of(calibrated_on_strangers=11600))
    assert "Those of `spoken` were fitted on 11,600 faces of strangers as well, each world for a half." in card()
    save_tiny_model(model, thresholds={"logits": 0.2})
    assert "a threshold says which classes cannot be ruled out; both were fitted" in card()


def test_seeds_of_the_same_recipe_are_taken_from_the_log(tmp_path, model, card):
    for seed, scores in enumerate([(0.85, 0.68), (0.86, 0.70), (0.87, 0.72)]):
        run = tmp_path / "runs" / f"s{seed}"
        write(run / "history.json", history_of([scores], seed=seed))
        write(tmp_path / "log" / f"s{seed}.json", read_run(run, f"s{seed}").as_dict())
    # The figures are of the CNN: with how many films the LSTM was trained does not matter.
    films = replace(RESIDUAL, temporal=replace(RESIDUAL.temporal, sequences=17))
    write(model / "training.json", training_of(films, teachers=["s1", "s2"]))
    text = card("log")
    assert "3 runs of its recipe with seeds of their own (s0, s1, s2 in `training/report/RESULTS.md`)" in text
    assert "from 2 trained networks (s1, s2; see `training/report/RESULTS.md`)." in text
    assert "86.00 ± 1.00 % (`ferplus`) and 70.00 ± 2.00 % (`fer2013`)" in text
    assert "the log has no runs of this recipe with others" in card("no log")


@pytest.mark.parametrize("name", ["metrics", "framing", "fairness"])
def test_the_record_of_another_model_is_refused(model, card, name):
    path = model / "records" / f"{name}.json"
    write(path, json.loads(path.read_text()) | {"model": "other"})
    with pytest.raises(DataError, match=rf"{name}\.json is about the model 'other', and this one is 'tiny'"):
        card()


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"curves": 3, "public_test": 1, "accuracy_by_fold": []}'])
@pytest.mark.parametrize(
    "name",
    ["training", "records/metrics", "records/temporal", "records/ckplus", "records/framing", "records/paper",
     "records/paper_training", "records/fairness"],
)  # fmt: skip
def test_a_damaged_record_is_named(model, card, name, text):
    (model / f"{name}.json").write_text(text)
    with pytest.raises(DataError, match=r"\.json .*(is missing or damaged|is not what `fer-train)"):
        card()


def test_no_model_no_card(tmp_path):
    with pytest.raises(ModelError):
        write_card(tmp_path, tmp_path)
    assert not (tmp_path / CARD).exists()


def test_changes_are_read_between_the_points_and_not_beyond():
    traces = temporal_of()["curves"]["CNN-LSTM tiny"]
    assert card_sections._changes_at(traces) == ["30", "25", "20", "10"]
    assert card_sections._changes_at(traces[2:]) == ["-"] * 4


def test_the_command(model, tmp_path, capsys):
    (model / "records" / "paper.json").unlink()
    assert cli.main(["card", "--model", str(model), "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == f"Not in the card: paper.json is missing.\nWritten: {tmp_path / 'out' / CARD}\n"
    assert not (model / CARD).exists()
    assert cli.main(["card", "--model", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_what_was_done_for_rare_classes_is_said(model, card):
    assert "logarithm" not in card()
    write(model / "training.json", training_of(adjusted={"ferplus": 0.0, "fer2013": 0.4}))
    text = " ".join(card().split())
    assert "the logarithm of each class's frequency was taken off the logits: 0.4 for `fer2013` (Menon" in text
    assert "0 for `ferplus`" not in text


def test_the_readme_gives_the_figures_of_both_outputs_by_name():
    root = Path(__file__).resolve().parents[2]
    text = " ".join((root / "README.md").read_text("utf-8").split())
    metrics = json.loads((root / "models" / "records" / "metrics.json").read_text("utf-8"))
    for name in ("ferplus_test", "private_test"):
        output, share = metrics[name]["output"], card_sections.percent(metrics[name]["accuracy"])
        assert re.search(rf"`{output}`, [^.]* is right on {re.escape(share)} of", text)
    strange, old = metrics["strangers_spoken"], root / "models" / "records" / "fairness.json"
    assert f"it is right in {card_sections.percent(strange['accuracy'], 0)}," in text
    told = json.loads(old.read_text("utf-8"))
    shares = [x["negative"]["share"] for x in (told["all"], told["groups"]["age"]["65 and older"])]
    everyday, elderly = (card_sections.percent(share, 0) for share in shares)
    assert f"{everyday} of everyday faces are called angry" in text
    assert f"of people of 65 and older {elderly}." in text
