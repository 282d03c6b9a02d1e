"""The film of a session: what is in it, and when."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from live_fakes import happy_result
from session_fakes import begun, happy

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.palette import PALETTE
from fer_core.session.description import SourceFacts
from fer_core.sinks import film_writers
from fer_core.sinks.base import Policy
from fer_core.sinks.film import FilmSink
from fer_core.types import Frame

NO_RATE = SourceFacts("camera", "Desk")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "talk.mp4"


def decoded(path):
    """Return (seconds, picture) of each frame of a film."""
    with av.open(str(path)) as container:
        return [(float(f.pts * f.time_base), f.to_ndarray(format="rgb24")) for f in container.decode(video=0)]


def read_back(path):
    """Return the pictures of a film as another reader sees them."""
    capture, pictures = cv2.VideoCapture(str(path)), []
    while (found := capture.read())[0]:
        pictures.append(cv2.cvtColor(found[1], cv2.COLOR_BGR2RGB))
    capture.release()
    return pictures


def coloured(index, t, colour, size=(64, 48)):
    return happy_result(Frame(index, t, np.full((size[1], size[0], 3), colour, np.uint8), 0.0), faces=0)


def filmed(path, results, *, source=NO_RATE, **options):
    sink = FilmSink(path, **options)
    sink.open(begun(source=source))
    for result in results:
        sink.write(result)
    return sink.close()


def test_it_gets_the_newest_results_and_says_where_it_writes(path):
    sink = FilmSink(path)
    assert (sink.name, sink.policy, sink.path, sink.written) == ("film", Policy.NEWEST, path, 0)


# At true times


def test_each_frame_stands_at_its_true_time_whatever_the_rate(path):
    times = [7.0, 7.033, 7.0669, 7.1, 7.9, 7.901, 9.0, 12.3456, 12.4]
    outcome = filmed(path, [happy(index, t, value=index * 20) for index, t in enumerate(times)], overlay=False)
    found = decoded(path)
    assert [t for t, _ in found] == pytest.approx([t - 7.0 for t in times], abs=1e-3)
    assert [int(picture.mean()) for _, picture in found] == pytest.approx([i * 20 for i in range(9)], abs=4)
    assert (outcome.complete, outcome.path, outcome.written, outcome.unit) == (True, path, 9, "frames")
    assert (outcome.message, outcome.facts) == ("", {"overlay": False, "true_times": True, "veils": ["none"]})


def test_a_film_that_misses_the_first_frame_of_its_session_begins_later(path):
    session = begun()
    session.clock.begin(happy(0, 5.0).frame)
    sink = FilmSink(path)
    sink.open(session)
    for index in (3, 4, 7):
        sink.write(happy(index, 5.0 + index / 10))
    assert sink.close().written == 3
    assert [t for t, _ in decoded(path)] == pytest.approx([0.3, 0.4, 0.7], abs=1e-3)


def test_positions_are_those_in_the_source_file(path):
    filmed(path, [happy(0, 3.94), happy(1, 4.0)], positions=True)
    assert [t for t, _ in decoded(path)] == pytest.approx([3.94, 4.0], abs=1e-3)


def test_a_frame_that_is_not_later_than_the_one_before_is_left_out(path):
    outcome = filmed(path, [happy(i, t, value=i * 40) for i, t in enumerate([0.0, 0.1, 0.1, 0.05, 0.2])], overlay=False)
    found = decoded(path)
    assert [t for t, _ in found] == pytest.approx([0.0, 0.1, 0.2], abs=1e-3)
    assert [int(picture.mean()) for _, picture in found] == pytest.approx([0, 40, 160], abs=4)
    assert outcome.written == 3


@pytest.mark.parametrize("size", [(63, 47), (64, 47), (63, 48)])
def test_odd_sizes_get_a_row_or_a_column_more(path, size):
    image = np.full((size[1], size[0], 3), 90, np.uint8)
    image[-8:] = image[:, -8:] = 200
    filmed(path, [happy_result(Frame(0, 0.0, image, 0.0), faces=0)], overlay=False)
    ((_, picture),) = decoded(path)
    assert picture.shape == (48, 64, 3)
    assert picture[-1].mean() == pytest.approx(200, abs=6)
    assert picture[:, -1].mean() == pytest.approx(200, abs=6)
    assert picture[:36, :48].mean() == pytest.approx(90, abs=6)


def test_pictures_of_another_size_are_brought_to_the_first_one_s(path):
    results = [happy(0, 0.0, size=(64, 48), value=50), happy(1, 0.034, size=(128, 96), value=200)]
    outcome = filmed(path, results, overlay=False)
    found = read_back(path)
    assert [picture.shape for picture in found] == [(48, 64, 3)] * 2
    assert [int(picture.mean()) for picture in found] == pytest.approx([50, 200], abs=4)
    assert outcome.complete


def test_faces_are_burnt_in_or_the_picture_is_clean(path, tmp_path):
    results = [happy(0, 0.0, size=(320, 240), value=100)]
    filmed(path, results)
    outcome = filmed(tmp_path / "clean.mp4", results, overlay=False)
    ((_, drawn),), ((_, clean),) = decoded(path), decoded(tmp_path / "clean.mp4")
    assert np.abs(clean.astype(int) - 100).max() <= 4
    # The lower edge of the face's box, in the colour of its class, and a caption.
    assert np.abs(drawn[39:42, 8:24].astype(int) - PALETTE["happy"]).mean() < 60
    assert (np.abs(drawn.astype(int) - 100).max(axis=2) > 40).sum() > 500
    assert outcome.facts["overlay"] is False
    # What is drawn into the film is drawn into a copy.
    assert (results[0].frame.image == 100).all()


def test_a_film_that_is_cut_off_opens_up_to_its_last_second(path, tmp_path):
    sink = FilmSink(path)
    sink.open(begun())
    for index in range(100):
        sink.write(happy(index, index / 30, value=index))
    # What is on the disk when the program ends here.
    cut = shutil.copy(path, tmp_path / "cut.mp4")
    sink.close()
    assert len(decoded(path)) == 100
    assert 100 - 2 * 30 <= len(decoded(cut)) < 100
    assert len(read_back(cut)) == len(decoded(cut))
    # Nor is it lost if the last part is there by half.
    with cut.open("ab") as file:
        file.write(path.read_bytes()[cut.stat().st_size :][:500])
    assert len(read_back(cut)) >= 100 - 2 * 30


def test_colours_stay_as_they_are(path):
    filmed(path, [coloured(0, 0.0, (200, 40, 90)), coloured(1, 0.1, (200, 40, 90))])
    assert read_back(path)[0].mean(axis=(0, 1)) == pytest.approx([200, 40, 90], abs=10)


# What goes wrong, and what is not there


def test_a_film_without_a_picture_is_taken_away(path):
    outcome = filmed(path, [])
    assert (outcome.complete, outcome.path, outcome.written, outcome.message) == (True, None, 0, "")
    assert not path.exists()


def test_the_file_is_there_from_the_start_so_that_nobody_takes_its_name(path):
    sink = FilmSink(path)
    sink.open(begun())
    assert path.stat().st_size == 0
    with pytest.raises(SinkError, match=r"talk\.mp4 cannot be written \(File exists\)\. Choose another folder\."):
        FilmSink(path).open(begun())


def test_who_comes_too_late_does_not_take_the_other_s_empty_file_away(path):
    first, second = FilmSink(path), FilmSink(path)
    first.open(begun())
    with pytest.raises(SinkError):
        second.open(begun())
    assert not second.close().complete
    first.write(happy(0))
    assert first.close().complete


@pytest.mark.skipif(sys.platform == "win32", reason="a message of the system's")
def test_a_file_in_the_way_stays_as_it_is(path):
    path.write_text("precious")
    sink = FilmSink(path)
    with pytest.raises(SinkError, match="cannot be written"):
        sink.open(begun())
    outcome = sink.close()
    assert (outcome.complete, outcome.path) == (False, None)
    assert "cannot be written" in outcome.message
    assert path.read_text() == "precious"


def test_closing_what_was_never_opened_does_no_harm(path):
    outcome = FilmSink(path).close()
    assert (outcome.complete, outcome.path, outcome.written) == (False, None, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete a file that is open")
@pytest.mark.parametrize("noticed", ["flush", "close"])
def test_a_file_that_is_taken_away_is_noticed(path, noticed):
    sink = FilmSink(path)
    sink.open(begun())
    sink.write(happy(0))
    sink.flush()
    path.unlink()
    says = f"The recording has stopped: {path} has been moved or deleted. Record again, and leave the file"
    if noticed == "flush":
        with pytest.raises(SinkError) as caught:
            sink.flush()
        assert str(caught.value).startswith(says)
    outcome = sink.close()
    assert not outcome.complete
    assert outcome.message.startswith(says)


def test_what_the_encoder_cannot_write_is_said(path, monkeypatch):
    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    sink = FilmSink(path)
    sink.open(begun())
    sink.write(happy(0))
    monkeypatch.setattr(film_writers.TrueTimes, "write", fail)
    with pytest.raises(SinkError) as caught:
        sink.write(happy(1))
    assert str(caught.value) == (
        f"The recording has stopped: {path} cannot be written (Input/output error). The frames until about a second "
        f"ago are in {path}. Choose another folder, then record again."
    )
    outcome = sink.close()
    assert (outcome.complete, outcome.error) == (False, caught.value)


@pytest.mark.parametrize(
    ("frames", "limit"),
    # In the midst; while the last part is written at the end, of which libav says nothing.
    [(90, 1_000_000), (40, 800_000)],
)
def test_a_full_disk_is_no_success(path, frames, limit):
    pytest.importorskip("resource", reason="needs a limit on the size of files")
    code = f"""
import resource
from pathlib import Path
import numpy as np
from live_fakes import happy_result
from session_fakes import begun
from fer_core.errors import SinkError
from fer_core.sinks.film import FilmSink
from fer_core.types import Frame
sink = FilmSink(Path({str(path)!r}))
sink.open(begun())
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
noise = np.random.default_rng(0)
try:
    for index in range({frames}):
        sink.write(happy_result(Frame(index, index / 30, noise.integers(0, 255, (240, 320, 3), np.uint8), 0.0)))
except SinkError:
    pass
outcome = sink.close()
print(outcome.complete, outcome.message)
"""
    folder = Path(__file__).parent
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(folder.parents[1]), str(folder)]))
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=50, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "False The disk is full, and the recording has stopped. The frames until about a second ago are in "
        f"{path}. Make room, then record again.\n"
    )
    # The parts that were whole.
    assert len(read_back(path)) >= 20
