"""How often each label was shown."""

import pytest
from analysing import scripted
from fake_faces import face

from fer_core.analysis import analyse
from fer_core.session.reader import open_session
from fer_core.session.shares import label_shares


def test_the_shares_of_each_face_add_up_and_the_most_seen_comes_first(clip, tmp_path):
    here, there = face(100, 100), face(400, 100)
    script = [[here]] * 4 + [[here, there]] * 8
    session = open_session(analyse(clip, tmp_path, make=scripted(script)))
    shares = label_shares(session)
    assert [one.face_id for one in shares] == [1, 2]
    assert shares[0].pictures > shares[1].pictures > 0
    for one in shares:
        assert sum(one.shares) == pytest.approx(1.0)
        assert one.labels == ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
        own = session.rows["label"][session.rows["face_id"] == one.face_id]
        assert one.pictures == sum(own != "")
        expected = [sum(own == label) / one.pictures for label in one.labels]
        assert list(one.shares) == pytest.approx(expected)


def test_a_film_without_faces_has_no_shares(clip, tmp_path):
    assert label_shares(open_session(analyse(clip, tmp_path, make=scripted([[]] * 100)))) == ()
