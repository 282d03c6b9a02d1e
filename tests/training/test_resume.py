import json
import os
from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import FULL, stills_of, tiny
from same import assert_same

from fer_core.errors import DataError
from fer_core.files import PARTIAL
from training.files import HISTORY
from training.fit.stills import Trainer
from training.networks import checkpoint
from training.networks.classifier import Classifier


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unbroken")
    Trainer(FULL, stills_of({"train": 12, "public_test": 4}), "public_test", folder).run()
    return folder


@pytest.mark.parametrize(("number", "written"), [(1, False), (2, False), (2, True), (4, True)])
def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been(stills, tmp_path, killed, unbroken, number, written):  # noqa: PLR0917
    killed(checkpoint.LAST, number, lambda: Trainer(FULL, stills, "public_test", tmp_path).run(), written=written)
    assert not (tmp_path / checkpoint.ENCODER).exists()
    Trainer(FULL, stills, "public_test", tmp_path).run()
    assert_same(tmp_path / checkpoint.ENCODER, unbroken / checkpoint.ENCODER)
    assert_same(tmp_path / checkpoint.LAST, unbroken / checkpoint.LAST)
    assert (tmp_path / HISTORY).read_text() == (unbroken / HISTORY).read_text()


def test_a_kill_while_a_checkpoint_is_written_leaves_the_one_before(stills, tmp_path, monkeypatch, unbroken):
    trainer = Trainer(FULL, stills, "public_test", tmp_path)
    flush, drafts = os.fsync, []

    def killed(file):
        # Everything is written by now, and nothing yet in its place.
        drafts.extend(tmp_path.glob(f"{checkpoint.LAST}.*{PARTIAL}"))
        if len(drafts) == 2:
            raise KeyboardInterrupt
        flush(file)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            trainer.run()
    assert checkpoint.load(tmp_path / checkpoint.LAST)["epoch"] == 1
    Trainer(FULL, stills, "public_test", tmp_path).run()
    assert_same(tmp_path / checkpoint.ENCODER, unbroken / checkpoint.ENCODER)


def test_a_finished_run_is_not_trained_again(stills, tmp_path, unbroken):
    for name in (checkpoint.LAST, checkpoint.ENCODER, HISTORY):
        (tmp_path / name).write_bytes((unbroken / name).read_bytes())
    trainer = Trainer(FULL, stills, "public_test", tmp_path)
    assert trainer.epoch == FULL.epochs
    trainer.run()
    assert len(trainer.history) == FULL.epochs
    assert_same(tmp_path / checkpoint.ENCODER, unbroken / checkpoint.ENCODER)


def test_another_seed_makes_another_run(stills, tmp_path, unbroken):
    Trainer(FULL, stills, "public_test", tmp_path, seed=1).run()
    ours, theirs = (checkpoint.load(f / checkpoint.ENCODER)["model"] for f in (tmp_path, unbroken))
    assert any(not torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize("change", [{"lr": 0.7}, {"epochs": 5}, {"augment": replace(FULL.augment, erase=0.1)}])
def test_the_folder_of_another_recipe_is_refused(stills, tmp_path, unbroken, change):
    (tmp_path / checkpoint.LAST).write_bytes((unbroken / checkpoint.LAST).read_bytes())
    with pytest.raises(
        DataError, match=r"holds a run of another recipe, seed or data\. Give another folder with --out"
    ):
        Trainer(replace(FULL, **change), stills, "public_test", tmp_path)


def test_the_folder_of_another_seed_is_refused(stills, tmp_path, unbroken):
    (tmp_path / checkpoint.LAST).write_bytes((unbroken / checkpoint.LAST).read_bytes())
    with pytest.raises(DataError, match="another recipe, seed or data"):
        Trainer(FULL, stills, "public_test", tmp_path, seed=1)


def test_the_folder_of_other_data_is_refused(stills, tmp_path, unbroken):
    (tmp_path / checkpoint.LAST).write_bytes((unbroken / checkpoint.LAST).read_bytes())
    other = replace(stills, labels=np.roll(stills.labels, 1))
    with pytest.raises(DataError, match="another recipe, seed or data"):
        Trainer(FULL, other, "public_test", tmp_path)


def test_a_damaged_checkpoint_is_refused(stills, tmp_path, unbroken):
    content = (unbroken / checkpoint.LAST).read_bytes()
    for spoilt in (b"", b"text", content[: len(content) // 2]):
        (tmp_path / checkpoint.LAST).write_bytes(spoilt)
        with pytest.raises(DataError, match=r"last\.pt is damaged, or no checkpoint of fer-train\. ") as caught:
            Trainer(FULL, stills, "public_test", tmp_path)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("views", [0, 1])
def test_a_run_with_teachers_resumes_exactly_too(stills, tmp_path, killed, views):
    config = replace(FULL, epochs=2, distill=0.8, views=views)

    def teacher():
        torch.manual_seed(5)
        return Classifier(tiny("paper").encoder, ("ferplus", "fer2013"), 7)

    def fit(folder, teachers):
        Trainer(config, stills, "public_test", tmp_path / folder, teachers=teachers).run()

    fit("whole", [teacher()])
    killed(checkpoint.LAST, 2, lambda: fit("broken", [teacher()]))
    fit("broken", [teacher()])
    fit("alone", [])
    assert_same(tmp_path / "broken" / checkpoint.ENCODER, tmp_path / "whole" / checkpoint.ENCODER)
    whole, alone = (checkpoint.load(tmp_path / f / checkpoint.ENCODER)["model"] for f in ("whole", "alone"))
    assert any(not torch.equal(whole[name], alone[name]) for name in whole)


def network(seed):
    torch.manual_seed(seed)
    return Classifier(FULL.encoder, ("ferplus", "fer2013"), 7)


BEGINNINGS = {
    "alone": {},
    "taught": {"teachers": [network(1), network(2)]},
    "started": {"start": network(1)},
    "both": {"teachers": [network(1)], "start": network(2)},
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Folders of runs that were stopped after one epoch, by what they began with."""
    folders = {}
    for name, given in BEGINNINGS.items():
        folders[name] = tmp_path_factory.mktemp(name)
        trainer = Trainer(FULL, stills_of({"train": 12, "public_test": 4}), "public_test", folders[name], **given)
        trainer._train_epoch()
        trainer._judge()
        trainer.epoch += 1
        trainer._save()
    return folders


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        ("taught", {}, r"began with other teachers\. Give --teacher as then, or another folder with --out\."),
        ("taught", {"teachers": [network(1)]}, "began with other teachers"),
        ("taught", {"teachers": [network(1), network(3)]}, "began with other teachers"),
        ("alone", {"teachers": [network(1)]}, r"began without teachers\. Give --teacher as then"),
        ("started", {}, r"began with other weights to start from\. Give --start as then, or another folder"),
        ("started", {"start": network(2)}, "began with other weights to start from"),
        ("alone", {"start": network(1)}, r"began without weights to start from\. Give --start as then"),
        ("both", {"teachers": [network(1)]}, "began with other weights to start from"),
        ("both", {}, "with other teachers and with other weights to start from. Give --teacher and --start as then"),
    ],
)
def test_the_folder_of_other_teachers_or_another_start_is_refused(stills, begun, before, now, sentence):
    with pytest.raises(DataError, match=sentence):
        Trainer(FULL, stills, "public_test", begun[before], **now)


@pytest.mark.parametrize("name", BEGINNINGS)
def test_the_same_teachers_and_the_same_start_go_on(stills, begun, name):
    given = BEGINNINGS[name]
    again = {**given, "teachers": given["teachers"][::-1]} if "teachers" in given else given
    assert Trainer(FULL, stills, "public_test", begun[name], **again).epoch == 1


def test_a_start_is_compared_by_what_it_was_made_from(stills, tmp_path):
    Trainer(replace(FULL, epochs=1), stills, "public_test", tmp_path, start=network(1), start_digest="a").run()
    config = replace(FULL, epochs=1)
    assert Trainer(config, stills, "public_test", tmp_path, start=network(2), start_digest="a").epoch == 1
    with pytest.raises(DataError, match="other weights to start from"):
        Trainer(config, stills, "public_test", tmp_path, start=network(1), start_digest="b")


def test_a_run_from_before_teachers_and_starts_were_kept_goes_on(stills, tmp_path, begun):
    state = checkpoint.load(begun["both"] / checkpoint.LAST)
    del state["teachers"], state["start"]
    checkpoint.save(tmp_path / checkpoint.LAST, state)
    assert Trainer(FULL, stills, "public_test", tmp_path, teachers=[network(4)]).epoch == 1


def test_a_run_from_before_a_field_was_added_goes_on(stills, tmp_path, killed, unbroken):
    killed(checkpoint.LAST, 2, lambda: Trainer(FULL, stills, "public_test", tmp_path).run(), written=True)
    state = checkpoint.load(tmp_path / checkpoint.LAST)
    del state["config"]["views"], state["config"]["encoder"]["size"]
    checkpoint.save(tmp_path / checkpoint.LAST, state)
    Trainer(FULL, stills, "public_test", tmp_path).run()
    assert_same(tmp_path / checkpoint.ENCODER, unbroken / checkpoint.ENCODER)


def test_the_epoch_that_is_kept_is_the_best_one(unbroken):
    history = json.loads((unbroken / HISTORY).read_text())["epochs"]
    assert [entry["epoch"] for entry in history] == [1, 2, 3, 4]
    scores = [(entry["public_test_ferplus"] + entry["public_test_fer2013"]) / 2 for entry in history]
    assert checkpoint.load(unbroken / checkpoint.ENCODER)["epoch"] == int(np.argmax(scores)) + 1
