import numpy as np
import pytest

from fer_core.label_set import label_set, not_ruled_out

LABELS = ("calm", "tense", "bored", "amused")


def p(*values):
    return np.array(values, np.float32)


@pytest.mark.parametrize(
    ("values", "threshold", "expected"),
    [
        ((0.1, 0.6, 0.05, 0.25), 0.5, ("tense",)),
        ((0.1, 0.6, 0.05, 0.25), 0.2, ("tense", "amused")),
        ((0.1, 0.6, 0.05, 0.25), 0.07, ("tense", "amused", "calm")),
        ((0.1, 0.6, 0.05, 0.25), 0.0, ("tense", "amused", "calm", "bored")),
        # Nothing reaches the threshold: the label all the same.
        ((0.1, 0.6, 0.05, 0.25), 0.9, ("tense",)),
    ],
)
def test_what_reaches_the_threshold_is_in_by_falling_probability(values, threshold, expected):
    assert label_set(p(*values), LABELS, threshold) == expected


def test_the_threshold_itself_is_in():
    values = p(0.7, 0.2, 0.05, 0.05)
    assert label_set(values, LABELS, float(values[1])) == ("calm", "tense")


def test_of_equal_classes_the_first_one_leads():
    assert label_set(p(0.1, 0.4, 0.1, 0.4), LABELS, 0.3) == ("tense", "amused")
    assert label_set(p(0.25, 0.25, 0.25, 0.25), LABELS, 0.9) == ("calm",)
    assert label_set(p(0.25, 0.25, 0.25, 0.25), LABELS, 0.25) == LABELS


@pytest.mark.parametrize("classes", [2, 7, 30])
def test_the_most_probable_class_leads_whatever_the_threshold(classes):
    labels = tuple(f"class {i}" for i in range(classes))
    rng = np.random.default_rng(0)
    for row in rng.dirichlet(np.ones(classes), 200).astype(np.float32):
        found = label_set(row, labels, rng.random())
        assert found[0] == labels[row.argmax()]
        assert len(found) == len(set(found))


def test_many_pictures_at_once_are_judged_as_one_by_one():
    values = np.random.default_rng(1).dirichlet(np.ones(5), (6, 3)).astype(np.float32)
    within = not_ruled_out(values, 0.3)
    assert within.shape == values.shape
    assert within.dtype == bool
    for place in np.ndindex(6, 3):
        assert (within[place] == not_ruled_out(values[place], 0.3)).all()


def test_the_probabilities_are_left_alone():
    values = p(0.1, 0.6, 0.05, 0.25)
    values.flags.writeable = False
    label_set(values, LABELS, 0.2)
