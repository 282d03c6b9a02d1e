import json
from dataclasses import replace

import pytest
from command_line import assert_one_sentence, run
from fakes import Faces, FakeCamera, Pictures, make_pipeline, result

from fer_core import KINDS, SourceFacts, begin_session, build, open_session, sources, start_session
from fer_core.session.folder import new_session_folder

RULES = [
    {"name": "glad", "when": "happy", "above": 0.7, "for_s": 0.5},
    {"name": "=nobody", "when": "faces", "below": 1, "for_s": 2},
    {"name": "not in force", "when": "faces", "above": 0, "on": False},
]


def rules_file(tmp_path, rules=RULES):
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"fer_live_rules": 1, "rules": rules}))
    return path


@pytest.fixture
def camera(monkeypatch):
    """A camera that sees one face in thirty pictures, ten a second, and is unplugged then."""
    monkeypatch.setattr(sources, "list_cameras", lambda: (FakeCamera(),))
    kind = replace(KINDS["camera"], open=lambda request: Pictures("camera", request.name, frames=30))
    monkeypatch.setitem(KINDS, "camera", kind)
    monkeypatch.setitem(build.DETECTORS, "live", lambda still: Faces(1))


@pytest.fixture
def talk(tmp_path):
    """A session of ten pictures a second: a happy face in those of the first two seconds, nobody in the next three."""
    session = start_session("talk", SourceFacts("camera", "Desk"), make_pipeline().description)
    record, (sink,) = begin_session(new_session_folder(tmp_path, "talk"), session, ["csv"])
    sink.open(session)
    for index in range(51):
        seen = result(1 if index < 20 else 0)
        sink.write(replace(seen, frame=replace(seen.frame, index=index, t=index / 10)))
    record.ended(sink.close())
    return tmp_path / "talk"


def test_a_table_says_what_would_have_gone_off(capsys, tmp_path, talk):
    code, out, err = run(capsys, "rules", talk, "--rules", rules_file(tmp_path))
    assert code == 0
    assert out.splitlines() == [
        "  t_s  rule     face  what",
        "0.500  glad        1  happy 0.80",
        "3.900  =nobody        0 faces",
    ]
    assert err == "fer-live: 2 marks by 2 rules in 5.0 s.\n"


def test_nothing_goes_off(capsys, tmp_path, talk):
    code, out, err = run(capsys, "rules", talk, "--rules", rules_file(tmp_path, RULES[2:]))
    assert (code, out, err) == (0, "", "fer-live: 0 marks by 0 rules in 5.0 s.\n")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"when": "suprise", "above": 0.7}, "asks for 'suprise', which there is not."),
        ({"when": "happy", "above": 0.7, "for_s": -1}, "needs a for_s from 0 to 3600 seconds."),
        ({"when": "happy", "over": 0.7}, "has a field 'over', which there is not."),
    ],
)
def test_a_rule_that_makes_no_sense_is_told_in_a_sentence(capsys, tmp_path, talk, rule, words):
    code, out, err = run(capsys, "rules", talk, "--rules", rules_file(tmp_path, [rule]))
    assert (code, out) == (2, "")
    assert words in err
    assert_one_sentence(err)


def test_a_session_that_is_none_is_told_in_a_sentence(capsys, tmp_path):
    code, out, err = run(capsys, "rules", tmp_path / "nowhere", "--rules", rules_file(tmp_path))
    assert (code, out) == (2, "")
    assert_one_sentence(err)


@pytest.mark.usefixtures("camera")
def test_a_recording_gets_the_marks_that_trying_finds(capsys, tmp_path, tiny_model):
    rule = {"name": "here", "when": "faces", "above": 0, "for_s": 1.5}
    path = rules_file(tmp_path, [rule])
    options = ("--out", tmp_path, "--name", "take", "--model", tiny_model)
    code, out, err = run(capsys, "record", "0", "--rules", path, *options)
    assert (code, err) == (0, "")
    assert f"{tmp_path / 'take' / 'events.csv'}: 1 mark\n" in out
    (mark,) = open_session(tmp_path / "take").marks
    assert (mark.kind, mark.text, mark.face_id) == ("rule", "here: 1 face", None)
    code, out, _ = run(capsys, "rules", tmp_path / "take", "--rules", path)
    assert out.splitlines()[1].split() == [f"{mark.t_s:.3f}", "here", "1", "face"]


@pytest.mark.usefixtures("camera")
def test_rules_that_the_model_cannot_answer_leave_nothing_behind(capsys, tmp_path, tiny_model):
    path = rules_file(tmp_path, [{"when": "joy", "above": 0.7}])
    code, out, err = run(capsys, "record", "0", "--rules", path, "--out", tmp_path / "out", "--model", tiny_model)
    assert (code, out) == (2, "")
    assert "asks for 'joy', which there is not." in err
    assert not (tmp_path / "out").exists()


def test_a_rule_that_is_held_back_is_told(capsys, tmp_path, talk):
    rules = [{"name": "here", "when": "faces", "above": 0, "refractory_s": 9}]
    path = talk / "talk.csv"
    lines = path.read_text().splitlines(keepends=True)
    # Nobody in the second that begins after half a second.
    path.write_text("".join([*lines[:6], *lines[16:]]))
    code, out, err = run(capsys, "rules", talk, "--rules", rules_file(tmp_path, rules))
    assert (code, len(out.splitlines())) == (0, 2)
    assert "fer-live: note: The rule 'here' went off 1 time more, too soon after its mark before.\n" in err
    assert "it has been changed." in err
