"""The study that holds out a data set part by part."""

import json
from dataclasses import replace

import numpy as np
import pytest
from drawn import pictures, stills_of, tiny

from fer_core.errors import DataError
from fer_core.spec import CLASSES
from training.data.stills import Stills
from training.fit.stills import Trainer
from training.studies.folds import FOLDS, cross_validate, deal


def several():
    """Return drawn pictures by two conventions, of which the second one's are drawn apart."""
    first = stills_of({"train": 6, "public_test": 4})
    labels = np.tile(np.arange(7), 6)
    count = len(first.images)
    nothing = np.full(len(labels), -1)
    return Stills(
        np.concatenate([first.images, pictures(labels, 99)]),
        np.concatenate([first.labels, nothing]),
        np.concatenate([first.votes, np.zeros((len(labels), 10), np.uint8)]),
        np.concatenate([first.splits, np.full(len(labels), "train")]),
        CLASSES,
        others={"other": np.concatenate([np.full(count, -1), labels])},
    )


def study(run_of, out, stills=None, **changes):
    wanted = {"folds": 3, "config": tiny(epochs=2), "data": "drawn"} | changes
    return cross_validate(stills or several(), "other", run_of(), out, **wanted)


def test_every_picture_is_read_by_a_network_that_did_not_learn_from_it(run_of, tmp_path, monkeypatch):
    seen = []
    init = Trainer.__init__

    def watched(self, config, stills, selection, *args, **kwargs):
        seen.append({split: stills.split(split).images for split in ("train", "public_test", "held")})
        init(self, config, stills, selection, *args, **kwargs)

    monkeypatch.setattr(Trainer, "__init__", watched)
    found = study(run_of, tmp_path)
    assert found["pictures"] == 42
    assert set(found["heads"]) == {"ferplus", "fer2013", "other"}
    for figures in found["heads"].values():
        assert np.sum(figures["confusion"]) == 42
    assert len(seen) == 3
    for splits in seen:
        held = {image.tobytes() for image in splits["held"]}
        assert len(splits["held"]) == 14
        assert not held & {image.tobytes() for name in ("train", "public_test") for image in splits[name]}
        # A tenth of its other pictures of the data set chooses the epoch, beside those that always do.
        assert len(splits["public_test"]) == 28 + 3
    assert len({image.tobytes() for splits in seen for image in splits["held"]}) == 42
    assert json.loads((tmp_path / FOLDS).read_text()) == json.loads(json.dumps(found))
    assert not list(tmp_path.rglob("*.pt"))


def test_finished_folds_are_not_computed_again(run_of, tmp_path, monkeypatch):
    first = study(run_of, tmp_path)

    def never(self):
        pytest.fail("a fold was trained again")

    monkeypatch.setattr(Trainer, "run", never)
    assert study(run_of, tmp_path) == first


@pytest.mark.parametrize("change", [{"seed": 1}, {"config": tiny(epochs=1)}, {"folds": 2}])
def test_another_study_in_its_folder_is_kept(run_of, tmp_path, change):
    study(run_of, tmp_path)
    with pytest.raises(DataError, match="holds a study of another recipe"):
        study(run_of, tmp_path, **change)


def test_a_data_set_that_is_not_there(run_of, tmp_path):
    with pytest.raises(DataError, match="no data set 'other' to hold out, only: fer2013"):
        study(run_of, tmp_path, replace(several(), others={}))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("labels", "folds", "words"),
    [
        ([0, 0, 0, 1, 1], 3, "class 'b' has 2 pictures: too few for 3 folds"),
        ([0, 0, 1, 1], 1, "nothing to learn from"),
    ],
)
def test_an_empty_fold_is_refused(labels, folds, words):
    with pytest.raises(DataError, match=words):
        deal(np.array(labels), ("a", "b"), folds, 0)


def test_folds_have_each_class_and_leave_out_what_has_no_label():
    labels = np.array([0] * 7 + [1] * 5 + [-1] * 3)
    parts = deal(labels, ("a", "b"), 3, 0)
    assert (parts[labels < 0] == -1).all()
    assert [sorted(np.bincount(parts[labels == k])) for k in (0, 1)] == [[2, 2, 3], [1, 2, 2]]
