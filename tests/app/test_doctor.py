import io
import json
import os
import subprocess
import sys

import pytest

from app import doctor
from fer_core import manifest, recognition
from fer_core.errors import ModelError
from fer_core.packages import OPENCV
from fer_core.recognition import OnnxRecogniser


def findings(*subjects):
    return [finding for finding in doctor.examine() if finding.subject in subjects]


@pytest.fixture
def healthy(monkeypatch, tiny_model):
    """Whatever is shipped, the networks can be loaded."""
    load = OnnxRecogniser.load
    monkeypatch.setattr(recognition.OnnxRecogniser, "load", lambda: load(tiny_model))


@pytest.mark.usefixtures("healthy")
def test_on_a_sound_computer_there_is_no_problem():
    out = io.StringIO()
    code = doctor.run(out)
    lines = out.getvalue().splitlines()
    assert code == 0, out.getvalue()
    subjects = {line.split(":")[0].split(maxsplit=1)[-1] for line in lines if ": " in line}
    expected = {
        "Python",
        "mediapipe",
        "av",
        "pillow",
        "Model file",
        "Networks",
        "Face detector",
        "Qt",
        "Camera",
        "Log folder",
    }
    assert expected <= subjects
    assert lines[-1] == "Everything that fer-live needs is here."


@pytest.mark.parametrize(
    ("version", "advice"), [("0.10.35", "usage statistics"), (None, "pip install mediapipe==0.10.33")]
)
def test_another_mediapipe_is_a_problem(monkeypatch, version, advice):
    real = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda name: version if name == "mediapipe" else real(name))
    (finding,) = findings("mediapipe")
    assert finding.status == "problem"
    assert advice in finding.advice


def test_a_second_opencv_is_a_warning(monkeypatch):
    real = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda name: "5.0" if name == "opencv-python" else real(name))
    (finding,) = findings("opencv-python")
    assert finding.status == "warn"


def without(monkeypatch, *packages):
    real = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda name: None if name in packages else real(name))


def test_any_opencv_will_do(monkeypatch):
    real = doctor._version
    versions = dict.fromkeys(OPENCV) | {"opencv-python-headless": "5.0"}
    monkeypatch.setattr(doctor, "_version", lambda name: versions[name] if name in versions else real(name))
    (finding,) = findings(*OPENCV)
    assert (finding.status, finding.subject, finding.detail) == ("ok", "opencv-python-headless", "5.0")


def test_no_opencv_is_a_problem(monkeypatch):
    without(monkeypatch, *OPENCV)
    (finding,) = findings(*OPENCV)
    assert (finding.status, finding.advice) == ("problem", "pip install opencv-contrib-python")


def test_without_qt_there_is_no_window_and_no_problem(monkeypatch):
    without(monkeypatch, "PySide6-Essentials")
    (finding,) = findings("PySide6-Essentials", "Qt")
    assert finding.status == "warn"
    assert "pip install PySide6-Essentials" in finding.advice


def test_missing_graphics_libraries_are_named_with_their_packages(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(doctor, "GRAPHICS_LIBRARIES", {"libnothere.so.7": "libnothere7"})
    (finding,) = findings("Graphics libraries")
    assert finding.status == "problem"
    assert "sudo apt install libnothere7" in finding.advice


def test_a_library_that_python_misses_is_blamed_on_the_system_where_that_lacks_it(monkeypatch):
    def fail():
        raise ImportError("libnothere.so.7: cannot open shared object file")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(doctor, "_networks", fail)
    (finding,) = findings("Networks")
    assert finding.advice == "Install fer-live again."
    monkeypatch.setattr(doctor, "GRAPHICS_LIBRARIES", {"libnothere.so.7": "libnothere7"})
    (finding,) = findings("Networks")
    assert "sudo apt install libnothere7" in finding.advice


def test_missing_libraries_of_qt_matter_where_there_is_a_screen(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(doctor, "X11_LIBRARIES", {"libnothere.so.7": "libnothere7"})
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    for display, status in ((":0", "problem"), ("", "warn")):
        monkeypatch.setenv("DISPLAY", display)
        (finding,) = findings("Qt's X11 plug-in")
        assert finding.status == status
        assert "libnothere7" in finding.advice


def test_a_platform_plug_in_that_does_not_load_is_a_problem(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "nonsense")
    (finding,) = findings("Qt")
    assert finding.status == "problem"


def test_a_damaged_network_is_a_problem_and_the_rest_is_examined(monkeypatch):
    def fail():
        raise ModelError("The network is damaged. Install fer-live again.")

    monkeypatch.setattr(recognition.OnnxRecogniser, "load", fail)
    (finding,) = findings("Networks")
    assert (finding.status, finding.detail) == ("problem", "The network is damaged. Install fer-live again.")
    assert findings("Face detector")


def test_a_damaged_model_file_is_a_problem(monkeypatch):
    real = dict(manifest.checksums())
    monkeypatch.setattr(manifest, "checksums", lambda: real | {"face_detection_short_range.tflite": "0" * 64})
    statuses = {
        "short" if "short_range" in finding.detail else "full": finding.status for finding in findings("Model file")
    }
    assert statuses == {"short": "problem", "full": "ok"}


def test_an_unexpected_failure_hides_nothing(monkeypatch):
    def fail():
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(doctor, "_cameras", fail)
    (finding,) = findings("Cameras")
    assert finding.status == "problem"
    assert "ZeroDivisionError" in finding.detail
    assert findings("Log folder")


def test_a_folder_that_cannot_be_written(monkeypatch, tmp_path):
    taken = tmp_path / "taken"
    taken.touch()
    monkeypatch.setattr(doctor.platformdirs, "user_config_path", lambda *_args, **_options: taken / "fer-live")
    (finding,) = findings("Settings folder")
    assert finding.status == "problem"
    assert str(taken) in finding.detail


def test_it_works_without_a_screen_and_says_what_it_lacks():
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    code = (
        "import json, sys\n"
        "from app import cli\n"
        "code = cli.main(['doctor'])\n"
        "print(json.dumps([code, 'PySide6' in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    exit_code, qt_loaded = json.loads(done.stdout.splitlines()[-1])
    assert exit_code in {0, 1}
    assert not qt_loaded
    if sys.platform.startswith("linux"):
        assert "Screen: none" in done.stdout
