from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import stills_of

from fer_core.errors import DataError
from training.data.films import DURATION_S, drawable, make_film, targets_of


@pytest.fixture(scope="module")
def films():
    data = stills_of({"train": 6})
    return data, [make_film(data, data.labels, seed) for seed in range(60)]


def test_a_film_is_a_face_over_five_seconds(films):
    _, found = films
    for film in found:
        assert film.frames.shape == (len(film.t), 1, 48, 48)
        assert film.frames.dtype == torch.float32
        assert 0 <= float(film.frames.min()) <= float(film.frames.max()) <= 1
        assert film.t[0] == 0
        assert (np.diff(film.t) > 0).all()
        assert DURATION_S - 1.0 < film.t[-1] < DURATION_S + 0.1
        assert len(film.share) == len(film.t)


def test_frame_rates_differ_and_some_frames_are_missing(films):
    rates = [1 / np.median(np.diff(film.t)) for film in films[1]]
    gaps = [np.diff(film.t).max() / np.median(np.diff(film.t)) for film in films[1]]
    assert min(rates) < 14
    assert max(rates) > 27
    assert 0.1 < np.mean(np.array(gaps) > 1.7) < 0.6


def test_the_same_seed_makes_the_same_film(films):
    data, found = films
    again = make_film(data, data.labels, 7)
    assert torch.equal(again.frames, found[7].frames)
    np.testing.assert_array_equal(again.t, found[7].t)
    assert again.rows == found[7].rows
    assert found[7].rows != found[8].rows or len(found[7].t) != len(found[8].t)


def test_most_films_change_their_expression_once(films):
    data, found = films
    changed = [film for film in found if film.change_t is not None]
    assert 0.5 < len(changed) / len(found) < 0.9
    for film in changed:
        first, second = film.rows
        assert data.labels[first] != data.labels[second]
        assert film.share[0] == 0
        assert film.share[-1] == 1
        assert (np.diff(film.share) >= 0).all()
        assert (film.share[film.t < film.change_t - 0.26] == 0).all()
        assert (film.share[film.t > film.change_t + 0.26] == 1).all()


def test_another_person_is_not_another_expression(films):
    data, found = films
    kept = [film for film in found if film.change_t is None]
    others = [film for film in kept if film.rows[0] != film.rows[1]]
    assert others
    for film in kept:
        assert data.labels[film.rows[0]] == data.labels[film.rows[1]]
    for film in set(kept) - set(others):
        assert not film.share.any()


def test_the_picture_changes_when_the_film_says_so():
    data = stills_of({"train": 2})
    for image, label in zip(data.images, data.labels, strict=True):
        image[:] = 30 * (label + 1)
    for seed in range(30):
        film = make_film(data, data.labels, seed)
        if film.change_t is None:
            continue
        before = float(film.frames[film.share == 0].mean())
        after = float(film.frames[film.share == 1].mean())
        first, second = film.rows
        if abs(int(data.labels[first]) - int(data.labels[second])) >= 3:
            assert (after > before) == (data.labels[second] > data.labels[first])


def test_the_camera_walks_and_does_not_jump(films):
    still = [film for film in films[1] if len(film.t) > 100]
    steps = torch.arange(48.0)
    for film in still[:10]:
        x = (film.frames.mean((1, 2)) * steps).sum(1) / film.frames.mean((1, 2)).sum(1)
        assert float(x.std()) > 0


def test_only_known_pictures_are_drawn():
    data = stills_of({"train": 6})
    known = np.where(np.arange(len(data.labels)) < 14, data.labels, -1)
    assert all(max(make_film(data, known, seed).rows) < 14 for seed in range(30))


def shares_of(known, films, **options):
    """How often films begin with each class, and end with each one where the expression changes."""
    data = stills_of({"train": 6})
    made = [make_film(data, known, seed, **options) for seed in range(films)]
    begun = np.bincount([known[film.rows[0]] for film in made], minlength=7) / films
    changed = [known[film.rows[1]] for film in made if film.change_t is not None]
    return begun, np.bincount(changed, minlength=7) / len(changed)


def test_classes_are_shown_as_often_as_the_stills_show_them_or_equally_often():
    # Thirty-two pictures of 1, four of 3, four of 5; two are not to be drawn.
    known = np.array([1] * 32 + [3] * 4 + [5] * 4 + [-1] * 2)
    begun, ended = shares_of(known, 120, by_frequency=True)
    np.testing.assert_allclose(begun, [0, 0.8, 0, 0.1, 0, 0.1, 0], atol=0.1)
    # It changes to another class: from 1 to 3 or 5 alike, from each of these to 1 in eight of nine films.
    np.testing.assert_allclose(ended, [0, 0.2 * 8 / 9, 0, 0.41, 0, 0.41, 0], atol=0.12)
    for shares in shares_of(known, 120):
        np.testing.assert_allclose(shares, [0, 1 / 3, 0, 1 / 3, 0, 1 / 3, 0], atol=0.12)


def test_films_that_show_all_classes_alike_are_the_ones_they_always_were():
    # What the LSTM learned from can be made again. Recorded when films could not yet follow the stills' frequencies.
    data = stills_of({"train": 6})
    found = [make_film(data, data.labels, seed) for seed in range(6)]
    assert [film.rows for film in found] == [(41, 21), (31, 17), (6, 7), (12, 38), (34, 34), (25, 12)]
    assert [len(film.t) for film in found] == [120, 75, 41, 75, 75, 114]
    others = [make_film(data, data.labels, seed, by_frequency=True) for seed in range(6)]
    assert [film.rows for film in others] != [film.rows for film in found]


def test_one_class_alone_never_changes():
    data = stills_of({"train": 6})
    known = np.where(data.labels == 3, 3, -1)
    assert all(make_film(data, known, seed).change_t is None for seed in range(10))


def test_no_known_picture_is_said():
    data = stills_of({"train": 1})
    with pytest.raises(DataError, match="no film can be made"):
        make_film(data, np.full(7, -1), 0)


def test_drawable_are_the_pictures_that_people_agree_on():
    votes = np.zeros((7, 10), np.uint8)
    votes[0, 3] = 10
    votes[1, 3], votes[1, 4] = 6, 4
    votes[2, 3], votes[2, 4] = 5, 5
    votes[3, 3], votes[3, 4], votes[3, 6] = 5, 3, 2
    votes[4, 7] = 10
    votes[5, 6], votes[5, 9] = 7, 3
    data = replace(stills_of({"train": 1}), votes=votes)
    assert drawable(data).tolist() == [3, 3, -1, -1, -1, 6, -1]


def test_without_votes_the_labels_say_what_may_be_drawn():
    data = stills_of({"train": 1}, votes=False)
    assert drawable(data) is data.labels


def test_targets_follow_the_change(films):
    soft = torch.eye(len(films[0].labels))
    for film in films[1][:10]:
        found = targets_of(film, soft)
        torch.testing.assert_close(found.sum(1), torch.ones(len(film.t)))
        if film.rows[0] != film.rows[1]:
            torch.testing.assert_close(found[:, film.rows[1]], torch.from_numpy(film.share))


def test_who_speaks_moves_and_changes_as_whoever_is_silent():
    stills = stills_of({"train": 4})
    known = drawable(stills)
    loud = 0
    for seed in range(12):
        silent, half, spoken = (make_film(stills, known, seed, speech=share) for share in (0.0, 0.5, 1.0))
        assert np.array_equal(silent.t, spoken.t)
        assert (silent.rows, silent.change_t) == (spoken.rows, spoken.change_t)
        assert np.array_equal(silent.share, spoken.share)
        differ = (silent.frames - spoken.frames).abs().amax((1, 2, 3)) > 0.02
        # Some moments are shut, in some the mouth is open.
        assert differ.any()
        assert not differ.all()
        loud += not torch.equal(silent.frames, half.frames)
    assert 2 < loud < 11
