"""What rules can say, and what is said of those that make no sense."""

import json

import pytest
from session_fakes import begun

from fer_core import DataError, SinkError
from fer_core.rules.language import Rule, check, read_rules, rules_from_json, rules_to_json, write_rules

STARTLED = {"name": "startled", "when": "surprise", "above": 0.7, "for_s": 0.3}
ALL = (
    Rule("startled", "surprise", "above", 0.7, for_s=0.3, refractory_s=5),
    Rule("nobody", "faces", "below", 1, for_s=5, sound=True),
    Rule("a smile", "label", "is", "happy", face=1, snapshot=True),
    Rule("new label", "label", "changes", for_s=0.5),
    Rule("too dark", "quality", "is", "dark", for_s=2, on=False),
    Rule("sure", "confidence", "above", 0.9),
)


def columns():
    return [cells.column for cells in begun().table]


def write(tmp_path, content):
    path = tmp_path / "rules.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_rules_come_back_as_they_were_written(tmp_path):
    path = tmp_path / "rules.json"
    write_rules(path, ALL)
    assert read_rules(path) == ALL
    check(ALL, columns())


def test_a_file_says_only_what_is_not_as_usual():
    assert rules_to_json(ALL[:2]) == {
        "fer_live_rules": 1,
        "rules": [
            {"name": "startled", "when": "surprise", "above": 0.7, "for_s": 0.3, "refractory_s": 5},
            {"name": "nobody", "when": "faces", "below": 1, "for_s": 5, "sound": True},
        ],
    }


def test_a_rule_without_a_name_is_called_by_its_number():
    (rule,) = rules_from_json({"rules": [{"when": "label", "changes": True}]})
    assert (rule.name, rule.refractory_s) == ("rule 1", 1.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"above": "much"}, "'startled' needs a number behind \"above\"."),
        ({"above": True}, 'needs a number behind "above".'),
        ({"above": float("nan")}, 'needs a number behind "above".'),
        ({"above": 10**400}, 'needs a number behind "above".'),
        ({"for_s": -0.1}, "needs a for_s from 0 to 3600 seconds."),
        ({"for_s": float("inf")}, "needs a for_s from 0 to 3600 seconds."),
        ({"for_s": None}, "needs a for_s from 0 to 3600 seconds."),
        ({"refractory_s": 0.5}, "needs a refractory_s from 1 to 86,400 seconds."),
        ({"refractory_s": float("nan")}, "needs a refractory_s from 1 to 86,400 seconds."),
        ({"face": 0}, "needs the number of a face, from 1, or no face for any."),
        ({"face": 1.5}, "needs the number of a face, from 1, or no face for any."),
        ({"face": "Anna"}, "needs the number of a face, from 1, or no face for any."),
        ({"sound": "loud"}, "needs true or false for snapshot, sound and on."),
        ({"name": " "}, "A rule needs a name in one line, of at most 80 characters."),
        ({"name": "two\nlines"}, "needs a name in one line"),
        ({"name": "x" * 81}, "needs a name in one line"),
        ({"name": 3}, 'Rule 1 needs a "name" and a "when" that are words.'),
        ({"when": ["surprise"]}, 'Rule 1 needs a "name" and a "when" that are words.'),
        ({"abvoe": 0.7}, "Rule 1 has a field 'abvoe', which there is not. There are: name, when, above, below, is,"),
        ({"below": 0.2}, "Rule 1 needs one of above, below, is, or changes: it has 2."),
        ({"when": "label"}, 'asks whether the label is above a number: write "is" and a word.'),
        ({"when": "faces", "above": -1}, "needs a number of faces from 0 to 1000."),
        ({"when": "faces", "above": 3, "face": 2}, "counts faces: leave out which face."),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_one_sentence(tmp_path, change, words):
    path = write(tmp_path, {"rules": [STARTLED | change]})
    with pytest.raises(DataError) as caught:
        read_rules(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"when": "surprise", "is": "high"}, "asks what surprise is: that can be above or below a number"),
        ({"when": "surprise", "changes": True}, 'asks whether surprise changes: "changes" is for the label.'),
        ({"when": "label", "changes": False}, 'needs true behind "changes".'),
        ({"when": "label", "is": 3}, 'needs a word behind "is".'),
        ({"when": "quality", "is": "ugly"}, "asks for the quality 'ugly', which there is not. There are: small, edge,"),
        ({"when": "faces"}, "Rule 1 needs one of above, below, is, or changes: it has 0."),
        ("startled", "Rule 1 is no rule but 'startled'."),
    ],
)
def test_words_and_numbers_are_not_mixed_up(rule, words):
    with pytest.raises(DataError) as caught:
        rules_from_json({"rules": [rule]})
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "This holds no rules"),
        ({"rules": {}}, "This holds no rules"),
        ({"fer_live_rules": 2, "rules": []}, "of version 2, written by a newer fer-live. Update fer-live."),
        ({"rules": [STARTLED, STARTLED]}, "Two rules are called 'startled'. Give each a name of its own."),
        ({"rules": [STARTLED] * 5000}, "There are 5,000 rules, and at most 200 can be in force."),
        (" " * 1_000_001, "is too large for a file of rules."),
    ],
)
def test_what_is_no_file_of_rules_is_said_in_one_sentence(tmp_path, content, words):
    with pytest.raises(DataError) as caught:
        read_rules(write(tmp_path, content))
    assert words in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(DataError, match=r"rules\.json cannot be read \(No such file or directory\)"):
        read_rules(tmp_path / "rules.json")
    (tmp_path / "rules.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="is no JSON"):
        read_rules(tmp_path / "rules.json")


def test_a_place_that_cannot_be_written(tmp_path):
    with pytest.raises(SinkError, match=r"cannot be written .* Choose another place for the rules\."):
        write_rules(tmp_path / "nowhere" / "rules.json", ALL)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            Rule("r", "suprise", "above", 0.7),
            "asks for 'suprise', which there is not. There are: faces, label, quality,",
        ),
        (Rule("r", "t_s", "above", 0.7), "asks for 't_s', which there is not."),
        (
            Rule("r", "label", "is", "joyful"),
            "asks for the label 'joyful', which there is not. There are: angry, disgust",
        ),
        (Rule("r", "surprise", "above", 70), "needs a probability from 0 to 1, not 70."),
    ],
)
def test_what_the_session_does_not_have_is_refused_with_what_it_has(rule, words):
    with pytest.raises(DataError) as caught:
        check([rule], columns())
    assert words in str(caught.value)
