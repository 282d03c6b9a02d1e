import importlib.metadata
import json
import re
import subprocess
import sys

import numpy as np
import pytest

from fer_core import detection, manifest
from fer_core._cv2 import cv2
from fer_core.detection import MODEL_FILES, MediaPipeDetector, ScriptedDetector
from fer_core.errors import DetectorError, ModelError
from fer_core.places import MODELS
from fer_core.sources import DEMO_CLIP, VideoFile
from fer_core.tracking import iou
from fer_core.types import Detection

DEMO = DEMO_CLIP


@pytest.fixture(scope="module")
def picture():
    """First frame of the demo clip: one face at about (300, 103) to (544, 348)."""
    source = VideoFile(str(DEMO))
    source.open()
    frame = source.read()
    source.close()
    return frame.image


@pytest.fixture
def detector():
    with_images = MediaPipeDetector(video=False)
    yield with_images
    with_images.close()


@pytest.fixture
def video_detector():
    with_video = MediaPipeDetector()
    yield with_video
    with_video.close()


class Failing:
    """In place of MediaPipe's task: fails the first ``times`` calls."""

    def __init__(self, task, times=1):
        self.task, self.left, self.stamps = task, times, []

    def detect_for_video(self, picture, timestamp_ms):
        if self.left:
            self.left -= 1
            raise RuntimeError("the graph has errors")
        self.stamps.append(timestamp_ms)
        return self.task.detect_for_video(picture, timestamp_ms)

    def close(self):
        raise RuntimeError("the graph has errors")


@pytest.mark.parametrize("kind", sorted(MODEL_FILES))
def test_finds_the_face_and_its_key_points(picture, kind):
    detector = MediaPipeDetector(kind)
    (face,) = detector.detect(picture, 0.0)
    detector.close()
    assert iou(face.box_px, (300, 103, 544, 348)) > 0.6
    assert 0.6 <= face.score <= 1.0
    assert face.landmarks_px.shape == (6, 2)
    assert face.landmarks_px.dtype == np.float32
    right_eye, left_eye, nose, mouth, right_ear, left_ear = face.landmarks_px
    assert right_ear[0] < right_eye[0] < left_eye[0] < left_ear[0]
    assert max(right_eye[1], left_eye[1]) < nose[1] < mouth[1]


def test_an_empty_picture_holds_no_face_and_does_no_harm(video_detector, picture):
    assert video_detector.detect(np.zeros((0, 640, 3), np.uint8), 0.0) == ()
    assert video_detector.detect(np.zeros((480, 0, 3), np.uint8), 0.0) == ()
    assert len(video_detector.detect(picture, 0.0)) == 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 20_000), (20_000, 1), (2, 3)])
def test_pictures_of_odd_sizes(detector, shape):
    assert detector.detect(np.full((*shape, 3), 128, np.uint8), 0.0) == ()


def test_a_large_picture_is_reduced_and_the_boxes_are_those_of_the_large_one(detector, picture, monkeypatch):
    (small,) = detector.detect(picture, 0.0)
    large = cv2.resize(picture, None, fx=5, fy=5, interpolation=cv2.INTER_LINEAR)
    sizes = []
    detect = detector._task.detect
    monkeypatch.setattr(
        detector._task, "detect", lambda image: sizes.append((image.width, image.height)) or detect(image)
    )
    (found,) = detector.detect(large, 0.0)
    assert sizes == [(640, 360)]
    assert iou(tuple(value / 5 for value in found.box_px), small.box_px) > 0.9
    assert np.allclose(found.landmarks_px / 5, small.landmarks_px, atol=6)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_box_reaches_over_the_left_and_the_upper_edge(detector, picture, axis):
    (whole,) = detector.detect(picture, 0.0)
    # Cut off a good quarter of the face.
    cut = round(whole.box_px[1 - axis] + 0.28 * (whole.box_px[2] - whole.box_px[0]))
    rest = picture[cut:] if axis == 0 else picture[:, cut:]
    (found,) = detector.detect(rest, 0.0)
    assert found.box_px[1 - axis] < -20
    shift = (0, cut, 0, cut) if axis == 0 else (cut, 0, cut, 0)
    assert iou(tuple(a + b for a, b in zip(found.box_px, shift, strict=True)), whole.box_px) > 0.75


def test_the_most_certain_face_comes_first(detector, picture):
    small = cv2.resize(picture, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    both = np.zeros((picture.shape[0] + small.shape[0], picture.shape[1], 3), np.uint8)
    both[: small.shape[0], : small.shape[1]] = small
    both[small.shape[0] :] = picture
    faces = detector.detect(both, 0.0)
    assert len(faces) == 2
    assert faces[0].score >= faces[1].score


def test_time_stamps_increase_whatever_the_source_says(video_detector, picture):
    watched = Failing(video_detector._task, times=0)
    video_detector._task = watched
    for t in (5.0, 5.0, 1.0, 5.0, 6.0):
        assert len(video_detector.detect(picture, t)) == 1
    assert watched.stamps == [5000, 5001, 5002, 5003, 6000]


def test_a_dead_graph_is_made_again(video_detector, picture):
    video_detector._task = Failing(video_detector._task)
    assert len(video_detector.detect(picture, 0.0)) == 1
    assert len(video_detector.detect(picture, 0.1)) == 1


def test_a_graph_that_dies_again_is_an_error(video_detector, picture, monkeypatch):
    video_detector._task = Failing(None, times=1)
    monkeypatch.setattr(video_detector, "_create", lambda: Failing(None, times=1))
    with pytest.raises(DetectorError, match="fails on this picture"):
        video_detector.detect(picture, 0.0)


def test_closing_twice_is_harmless_and_a_closed_detector_says_so(picture):
    detector = MediaPipeDetector()
    detector.close()
    detector.close()
    with pytest.raises(DetectorError, match="closed"):
        detector.detect(picture, 0.0)


def test_nothing_is_printed(picture, capfd):
    detector = MediaPipeDetector()
    detector.detect(picture, 0.0)
    detector.close()
    assert capfd.readouterr() == ("", "")


def test_a_process_that_does_not_close_it_ends_without_a_word_or_a_sound():
    code = (
        "import sys, numpy as np\n"
        "from fer_core import MediaPipeDetector\n"
        "detector = MediaPipeDetector()\n"
        "detector.detect(np.zeros((48, 64, 3), np.uint8), 0.0)\n"
        "from mediapipe.tasks.python.audio.core import audio_record\n"
        "assert isinstance(audio_record.sd_error, ImportError), 'the sound system was started'\n"
        "assert 'sounddevice' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A folder of models of our own, with one detector file."""
    (tmp_path / MODEL_FILES["short"]).write_bytes((MODELS / MODEL_FILES["short"]).read_bytes())
    digest = manifest.checksums()[MODEL_FILES["short"]]
    entry = {MODEL_FILES["short"]: {"sha256": digest, "origin": "here"}}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": entry}), "utf-8")
    monkeypatch.setattr(manifest, "MODELS", tmp_path)
    return tmp_path


def test_one_flipped_bit_is_noticed(installed):
    MediaPipeDetector("short").close()
    path = installed / MODEL_FILES["short"]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DetectorError, match="damaged"):
        MediaPipeDetector("short")


def test_a_missing_model_file(installed):
    (installed / MODEL_FILES["short"]).unlink()
    with pytest.raises(DetectorError, match=r"missing.*Install fer-live again"):
        MediaPipeDetector("short")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {"a": {}}}'])
def test_a_damaged_manifest(installed, text):
    (installed / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=r"manifest.json"):
        MediaPipeDetector("short")


def test_missing_graphics_libraries_are_named_with_their_packages(monkeypatch):
    from mediapipe.tasks.python.vision.face_detector import FaceDetector

    def fail(_options):
        raise OSError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(FaceDetector, "create_from_options", fail)
    with pytest.raises(DetectorError, match="sudo apt install libegl1 libgles2"):
        MediaPipeDetector()


def test_missing_mediapipe_is_named_with_its_version(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "mediapipe"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    with pytest.raises(DetectorError, match=re.escape("pip install mediapipe==0.10.33")):
        MediaPipeDetector()


def test_the_version_of_mediapipe_is_held():
    # Later wheels send usage statistics and cannot be told not to.
    assert f"mediapipe=={detection.MEDIAPIPE_VERSION}" in (importlib.metadata.requires("fer-live") or [])
    assert importlib.metadata.version("mediapipe") == detection.MEDIAPIPE_VERSION == "0.10.33"


def test_every_shipped_model_file_has_its_checksum():
    for name in manifest.checksums():
        assert manifest.read_checked(name)
    assert set(MODEL_FILES.values()) <= set(manifest.checksums())


def test_a_scripted_detector_follows_its_script_and_then_finds_nothing():
    face = Detection((0.0, 0.0, 1.0, 1.0), 0.9, np.zeros((6, 2), np.float32))
    detector = ScriptedDetector([[face], [], [face, face]])
    image = np.zeros((4, 4, 3), np.uint8)
    assert [len(detector.detect(image, 0.0)) for _ in range(5)] == [1, 0, 2, 0, 0]
    detector.close()
