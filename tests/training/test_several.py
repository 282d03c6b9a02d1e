"""One data set or several, each with its convention of labels, its terms and its names of classes."""

import cv2
import numpy as np
import pytest
from drawn import pictures, stills_of, tiny
from test_listings import rafdb, sequences
from written import write_csv, write_folder, write_npz, write_votes

from fer_core.detection import ScriptedDetector
from fer_core.errors import DataError
from fer_core.spec import CLASSES
from fer_core.types import Detection
from training.cli import main
from training.data.several import Source, Wishes, parse_source, read_data, write_data
from training.data.stills import with_selection
from training.fit.stills import Trainer
from training.fit.targets import heads_of, make_targets

POINTS = np.array([(15, 20), (33, 20), (24, 29), (24, 37), (5, 22), (43, 22)], np.float32)
RAFDB = [f"train_{n:05d}.jpg {1 + n % 7}" for n in range(21)]


@pytest.fixture
def found(monkeypatch):
    """In every picture a face is found but in the numbers that are added to this."""
    missed = set()

    class _Detector(ScriptedDetector):
        def detect(self, image, t):
            return [] if int(t) in missed else [Detection((0, 0, 48, 48), 0.9, POINTS)]

    monkeypatch.setattr("training.data.framing.DETECTORS", {"thorough": lambda still: _Detector([])})
    return missed


def test_one_data_set_is_what_its_reader_gives(tmp_path):
    stills = read_data([Source(write_npz(tmp_path / "a.npz"))])
    assert (stills.name, dict(stills.others)) == ("fer2013", {})
    assert [terms.release for terms in stills.terms] == [True]
    assert heads_of(stills, spoken=True) == ("spoken", "ferplus", "fer2013")


def test_each_data_set_has_a_classifier_by_its_own_convention(tmp_path, found):
    found.add(2)
    stills = read_data([Source(write_npz(tmp_path / "a.npz")), Source(rafdb(tmp_path / "raf", RAFDB))])
    assert heads_of(stills, spoken=True) == ("spoken", "ferplus", "fer2013", "rafdb")
    own, theirs = stills.labels >= 0, stills.others["rafdb"] >= 0
    assert (own ^ theirs).all()
    assert own.sum() == 21
    # One of 21 shows no face, and the others' classes are their own, by name.
    assert theirs.sum() == 20
    assert stills.notes == ("rafdb: no face was found in 1 of 21 pictures; they are left out",)
    expected = ["surprise", "fear", "happy", "sad", "angry", "neutral"]
    assert [CLASSES[k] for k in stills.others["rafdb"][theirs][:6]] == expected
    assert not stills.votes[theirs].any()
    # Epochs are chosen on both, in the split of the first one.
    stills, selection = with_selection(stills)
    assert selection == "public_test"
    chosen = stills.split(selection)
    assert (chosen.labels >= 0).sum() == 7
    assert (chosen.others["rafdb"] >= 0).sum() == 7
    assert {terms.data.split()[0]: terms.release for terms in stills.terms} == {"FER2013": True, "RAF-DB": False}


def test_targets_and_training_on_several(tmp_path, found):
    stills = read_data([Source(write_npz(tmp_path / "a.npz")), Source(rafdb(tmp_path / "raf", RAFDB * 2))])
    targets = make_targets(stills, tiny(spoken=True), "cpu")
    theirs = stills.others["rafdb"] >= 0
    for name, weight in targets.weight.items():
        assert (weight.numpy()[theirs] > 0).all() == (name == "rafdb")
        assert (weight.numpy()[~theirs] > 0).all() == (name != "rafdb")
    trainer = Trainer(tiny(spoken=True), stills, "public_test", tmp_path / "run")
    before = trainer.model.linear["rafdb"].weight.detach().clone()
    trainer.run()
    assert not before.equal(trainer.model.linear["rafdb"].weight)
    assert "public_test_rafdb" in trainer.history[-1]


def test_teachers_say_nothing_about_a_convention_that_they_do_not_have(tmp_path, found):
    teacher = Trainer(tiny(), stills_of({"train": 2, "public_test": 1}), "public_test", tmp_path / "teacher").model
    stills = read_data([Source(write_npz(tmp_path / "a.npz")), Source(rafdb(tmp_path / "raf", RAFDB))])
    trainer = Trainer(tiny(spoken=True), stills, "public_test", tmp_path / "run", teachers=[teacher])
    assert trainer.teachers.heads == ("spoken", "ferplus", "fer2013")
    trainer.run()
    assert trainer.history


def test_several_of_one_convention_are_one(tmp_path):
    write_folder(tmp_path / "a")
    write_folder(tmp_path / "b", train=3)
    stills = read_data([Source(tmp_path / "a", "mine"), Source(tmp_path / "b", "mine")])
    assert (stills.name, dict(stills.others)) == ("mine", {})
    assert (stills.labels >= 0).all()


def test_classes_are_mapped_by_name(tmp_path):
    write_folder(tmp_path / "a", ("good", "bad"))
    write_folder(tmp_path / "b", ("fine", "bad", "strange"))
    wishes = Wishes({"b": {"fine": "good", "strange": ""}})
    stills = read_data([Source(tmp_path / "a"), Source(tmp_path / "b")], wishes)
    assert stills.classes == ("bad", "good")
    assert sorted(stills.others["b"][stills.others["b"] >= 0]) == [0, 0, 0, 1, 1, 1]


def test_the_classes_of_the_first_are_mapped_too(tmp_path):
    write_folder(tmp_path / "a", ("happy", "joy", "sad"))
    stills = read_data([Source(tmp_path / "a")], Wishes({"fer2013": {"joy": "happy"}}))
    assert stills.classes == ("happy", "sad")
    assert np.bincount(stills.labels).tolist() == [6, 3]


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (Wishes(), "have a class 'fine', which is none of bad, good. Say which it is: --map b:fine=CLASS"),
        (Wishes({"b": {"fine": "great"}}), "have a class 'fine', which is none of"),
        (Wishes({"b": {"fein": "good"}}), "--map b:fein is about a class that these data do not have: bad, fine"),
        (Wishes({"b": {"fine": "good"}, "c": {"fine": "good"}}), "--map is about 'c', and the data are: "),
        (Wishes({"b": {"fine": ""}}), "'b' have no training picture of the class 'good'.*--lacks b:good"),
        (Wishes({"b": {"fine": ""}}, {"b": ["great"]}), "--lacks b:great is about no class of these data: bad, good"),
        (Wishes({"b": {"fine": "good"}}, licences={"x": "MIT"}), "--licence is about 'x'"),
    ],
)
def test_a_wrong_map_is_said(tmp_path, wishes, words):
    write_folder(tmp_path / "a", ("good", "bad"))
    write_folder(tmp_path / "b", ("fine", "bad"))
    with pytest.raises(DataError, match=words):
        read_data([Source(tmp_path / "a"), Source(tmp_path / "b")], wishes)


def test_a_class_that_a_data_set_lacks_can_be_said(tmp_path):
    write_folder(tmp_path / "a", ("good", "bad"))
    write_folder(tmp_path / "b", ("fine", "bad"))
    wishes = Wishes({"b": {"fine": ""}}, {"b": ["good"]})
    stills = read_data([Source(tmp_path / "a"), Source(tmp_path / "b")], wishes)
    assert set(stills.others["b"]) == {-1, 0}


def test_votes_forbid_other_classes(tmp_path):
    path = write_csv(tmp_path / "fer2013.csv")
    write_votes(tmp_path / "fer2013new.csv")
    with pytest.raises(DataError, match="votes of FER"):
        read_data([Source(path)], Wishes({"fer2013": {"disgust": "angry"}}))


def test_pictures_that_cannot_be_read_are_counted_and_named(tmp_path, found):
    path = rafdb(tmp_path / "raf", [f"train_{n:05d}.jpg {1 + n % 7}" for n in range(420)])
    for n in (3, 5, 8, 13):
        (path / "Image" / "aligned" / f"train_{n:05d}_aligned.jpg").write_bytes(b"no picture")
    (note,) = read_data([Source(path)]).notes
    assert note.startswith("rafdb: 4 of 420 pictures cannot be read and are left out: ")
    assert note.endswith("train_00008_aligned.jpg, ...")
    for n in (21, 34):
        (path / "Image" / "aligned" / f"train_{n:05d}_aligned.jpg").unlink()
    with pytest.raises(DataError, match=r"rafdb: 6 of 420 pictures cannot be read: .*\. Repair or remove them"):
        read_data([Source(path)])


def test_nobody_is_learned_from_and_chosen_by(tmp_path, found):
    for person in range(20, 30):  # S200 and S201 to S290 and S291
        sequences(tmp_path / f"part{person}")
        for folder in ("anger/S010_001", "contempt/S011_002"):
            target = tmp_path / "ck" / folder.replace("S01", f"S{person}")
            target.parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / f"part{person}" / folder).rename(target)
    maps = {"ckplus": {"contempt": "disgust"}}
    lacks = {"ckplus": ["fear", "happy", "sad", "surprise"]}
    stills = read_data([Source(tmp_path / "ck")], Wishes(maps, lacks))
    held = stills.splits == "validation"
    # Two of twenty people, with the four pictures that are taken of a sequence.
    assert held.sum() == 8
    assert len(stills.images) == 80


def test_an_npz_of_encoded_pictures_is_named_by_its_file(tmp_path, found):
    files = [cv2.imencode(".jpg", image)[1].ravel() for image in pictures(np.arange(21) % 7)]
    arrays = {"jpeg": np.concatenate(files), "offset": np.cumsum([0, *map(len, files)]), "label": np.arange(21) % 7}
    np.savez(tmp_path / "rafdb_train.npz", **arrays)
    np.savez(tmp_path / "Some faces.npz", **arrays)
    first, second = (read_data([Source(tmp_path / name)]) for name in ("rafdb_train.npz", "Some faces.npz"))
    assert (first.name, first.terms[0].release) == ("rafdb_train", False)
    assert (second.name, second.terms[0].release) == ("some_faces", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a/b.npz", (None, "a/b.npz")), ("raf=a/b=c", ("raf", "a/b=c")), ("A b=c", (None, "A b=c"))],
)
def test_a_name_can_stand_before_a_path(text, expected):
    source = parse_source(text)
    assert (source.name, str(source.path)) == expected


def test_what_exists_is_a_path(tmp_path, monkeypatch):
    (tmp_path / "a=b").mkdir()
    monkeypatch.chdir(tmp_path)
    assert parse_source("a=b").name is None


@pytest.mark.parametrize("name", ["ferplus", "spoken"])
def test_a_name_of_our_own_classifiers_is_refused(tmp_path, name):
    write_folder(tmp_path)
    with pytest.raises(DataError, match="classifier of fer-live's own"):
        read_data([Source(tmp_path, name)])


def test_a_licence_says_that_weights_may_be_given_away(tmp_path):
    write_folder(tmp_path / "a")
    (own,) = read_data([Source(tmp_path / "a")]).terms
    assert own.release is None
    (said,) = read_data([Source(tmp_path / "a")], Wishes(licences={"fer2013": "CC0"})).terms
    assert (said.licence, said.release) == ("CC0", True)


def test_a_licence_does_not_change_what_is_for_research_only(tmp_path, found):
    rafdb(tmp_path, RAFDB)
    with pytest.raises(DataError, match="for research only: --licence cannot change that"):
        read_data([Source(tmp_path)], Wishes(licences={"rafdb": "MIT"}))


def test_what_is_collected_comes_back(tmp_path, found, capsys):
    write_npz(tmp_path / "a.npz")
    rafdb(tmp_path / "raf", RAFDB)
    command = ["collect", "--data", str(tmp_path / "a.npz"), "--data", str(tmp_path / "raf")]
    assert main([*command, "--out", str(tmp_path / "all.npz")]) == 0
    said = capsys.readouterr().out
    assert "rafdb: " in said
    assert "42 pictures are in" in said
    before = read_data([Source(tmp_path / "a.npz"), Source(tmp_path / "raf")])
    after = read_data([Source(tmp_path / "all.npz")])
    for name in ("images", "labels", "votes", "splits"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
    np.testing.assert_array_equal(after.others["rafdb"], before.others["rafdb"])
    assert (after.classes, after.name, after.terms, after.notes) == (
        before.classes, before.name, before.terms, before.notes
    )  # fmt: skip


def test_what_is_collected_and_damaged_is_refused(tmp_path):
    path = tmp_path / "all.npz"
    write_data(stills_of({"train": 1}), path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match=r"all\.npz"):
        read_data([Source(path)])


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        (("--map", "b"), "--map b: it should be NAME:THEIRS=OURS"),
        (("--map", "b:=x"), "it should be NAME:THEIRS=OURS"),
        (("--lacks", "b:"), "it should be NAME:CLASS"),
        (("--licence", "b="), "it should be NAME=TEXT"),
    ],
)
def test_an_argument_of_another_form_is_said(tmp_path, capsys, argument, words):
    write_folder(tmp_path / "a")
    assert main(["collect", "--data", str(tmp_path / "a"), *argument, "--out", str(tmp_path / "x.npz")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "x.npz").exists()
