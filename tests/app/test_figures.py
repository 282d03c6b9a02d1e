import pytest
from fakes import HAPPY, expression, face

from app.meter import Meter
from app.status import RecordingSign, clock
from fer_core.captions import class_word, confidence_words, label_words, percent, remarks


def test_frames_per_second_count_the_last_second_only():
    meter = Meter()
    for i in range(31):
        meter.add(10.0 + i / 10, 20.0)
    assert meter.fps(13.0) == pytest.approx(10.0)
    for i in range(1, 31):
        meter.add(13.0 + i / 30, 20.0)
    assert meter.fps(14.0) == pytest.approx(30.0, rel=0.1)
    assert meter.fps(15.5) == 0.0


def test_latency_is_the_median_of_the_last_second():
    meter = Meter()
    assert meter.latency_ms(0.0) is None
    meter.add(0.0, 1000.0)
    for i, latency in enumerate((30.0, 500.0, 20.0)):
        meter.add(1.5 + i / 10, latency)
    assert meter.latency_ms(1.8) == 30.0
    meter.clear()
    assert meter.latency_ms(1.8) is None


def test_two_frames_at_one_moment_divide_by_nothing():
    meter = Meter()
    meter.add(1.0, 1.0)
    meter.add(1.0, 1.0)
    assert meter.fps(1.0) == 0.0


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (7.9, "0:07"), (754, "12:34"), (3723, "1:02:03")])
def test_the_clock_of_a_recording(seconds, text):
    assert clock(seconds) == text


def test_an_uncertain_label_is_shown_as_such():
    assert label_words(expression()) == "Happy"
    assert label_words(expression(uncertain=True)) == "Happy?"
    # Held: another class is the most probable one at the moment.
    assert (label_words(expression(label="sad")), confidence_words(expression(label="sad"))) == ("Sad?", "4 %")
    assert label_words(None) == "Not readable"


@pytest.mark.parametrize("uncertain", [False, True])
def test_what_cannot_be_ruled_out_is_said(uncertain):
    def said(*label_set):
        somebody = face(uncertain=uncertain, label_set=label_set)
        return label_words(somebody.expression), confidence_words(somebody.expression), remarks(somebody)

    assert said("happy") == (("Happy?", "80 %", "uncertain") if uncertain else ("Happy", "80 %", ""))
    # A percentage of one class would be read as that of both.
    assert said("happy", "very_sad") == ("Happy or very sad", "", "uncertain")
    assert said("happy", "sad", "neutral") == ("Uncertain", "", "")


def test_remarks_name_what_to_know_before_believing():
    assert remarks(face()) == ""
    assert remarks(face(ready=False)) == "settling"
    assert remarks(face(uncertain=True, quality=("dark", "small"))) == "uncertain, too dark, small face"
    assert remarks(face(readable=False)) == "outside the picture"
    assert confidence_words(None) == ""


def test_names_and_numbers_for_people():
    assert class_word("very_happy") == "Very happy"
    assert percent(HAPPY[3]) == "80 %"
    assert percent(0.0) == "0 %"
    assert percent(1.0) == "99 %"


def test_the_sign_of_a_long_recording_is_no_wider_than_that_of_a_short_one(qtbot):
    sign = RecordingSign()
    qtbot.addWidget(sign)
    sign.say(35_999.0, 999_999)
    width = sign.minimumSizeHint().width()
    sign.say(35_999.0, 999_999, of_demo=True, with_film=True)
    assert sign.minimumSizeHint().width() == width < 300


def test_the_sign_says_what_waits_for_the_disk_and_what_is_being_saved(themed, qtbot):
    sign = RecordingSign()
    qtbot.addWidget(sign)
    sign.say(7.0, 1)
    assert (sign.text.full_text, sign.figures.text()) == ("Recording", "0:07   1 row")
    sign.say(67.0, 1234, of_demo=True, with_film=True, waiting=1500)
    assert (sign.text.full_text, sign.figures.text()) == ("Recording demo + video", "1:07   1,500 waiting")
    sign.say_saving(1500)
    assert (sign.text.full_text, sign.figures.text()) == ("Saving the recording…", "1,500 waiting")
    assert sign.accessibleName() == "Saving the recording… 1,500 waiting"
    sign.say_saving(0)
    assert sign.figures.text() == ""
