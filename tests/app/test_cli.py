import os
import signal
import subprocess
import sys
import time
import types
from pathlib import Path

import platformdirs
import pytest
from command_line import assert_one_sentence, run

from fer_core import analysis, sources


def test_version(capsys):
    code, out, _ = run(capsys, "--version")
    assert code == 0
    assert out.startswith("fer-live 0.")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--help"], ["analyze", "cameras", "doctor", "--demo", "--model", "SOURCE"]),
        (["--help"], ["record", "rtsp://"]),
        (["analyze", "--help"], ["FILE", "--out", "--model", "CSV", "--raw", "--estimators", "--also", "--overwrite"]),
        (["record", "--help"], ["SOURCE", "--demo", "--seconds", "--name", "--video", "Ctrl-C"]),
        (["cameras", "--help"], ["cameras"]),
        (["doctor", "--help"], ["Exit code"]),
    ],
)
def test_help_explains_itself(capsys, argv, words):
    code, out, _ = run(capsys, *argv)
    assert code == 0
    assert all(word in out for word in words)


def test_a_reader_of_the_output_may_go_away():
    program = "import sys; from app.cli import main; sys.exit(main(['cameras']))"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_something_unexpected_goes_to_the_log_and_not_to_the_screen(capsys, monkeypatch, tmp_path, picture):
    def fail(*_args, **_options):
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(analysis, "analyse", fail)
    monkeypatch.setattr(platformdirs, "user_log_path", lambda *_args, **_options: tmp_path / "log")
    code, out, err = run(capsys, "analyze", picture, "--out", tmp_path)
    assert (code, out) == (2, "")
    assert_one_sentence(err)
    log = tmp_path / "log" / "fer-live.log"
    assert str(log) in err
    assert "Traceback" in log.read_text("utf-8")


def test_missing_libraries_of_opencv_are_named(capsys, monkeypatch, tmp_path, picture):
    def fail(*_args, **_options):
        raise ImportError("libnothere.so.7: cannot open shared object file")

    from app import doctor

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(analysis, "analyse", fail)
    monkeypatch.setattr(doctor, "GRAPHICS_LIBRARIES", {"libnothere.so.7": "libnothere7"})
    code, out, err = run(capsys, "analyze", picture, "--out", tmp_path)
    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert "sudo apt install libnothere7" in err


def test_ctrl_c_ends_without_a_traceback(capsys, monkeypatch, tmp_path, picture):
    def interrupt(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(analysis, "analyse", interrupt)
    code, _, err = run(capsys, "analyze", picture, "--out", tmp_path)
    assert code == 130
    assert_one_sentence(err)


#: Runs fer-live and says when it has become ready for Ctrl-C, which is the first thing that it does.
_TELLS_WHEN_READY = """
import signal, sys
from app.start import main

own = signal.signal

def told(*args):
    signal.signal = own
    before = own(*args)
    print("go", flush=True)
    return before

signal.signal = told
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
@pytest.mark.parametrize("delay_s", [0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.6, 1.0])
def test_ctrl_c_ends_without_a_traceback_from_the_first_moment_on(tmp_path, delay_s):
    code = _TELLS_WHEN_READY
    command = [sys.executable, "-c", code, "analyze", str(sources.DEMO_CLIP), "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "go\n"
        # Any moment will do, so the computer's speed does not matter.
        time.sleep(delay_s)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=50)
    assert (process.returncode, out, err) == (130, "", "fer-live: stopped.\n")
    # Nothing that looks whole.
    assert not [path for path in tmp_path.rglob("*.csv") if ".partial" not in path.name]


def test_cameras_are_listed_by_name(capsys, monkeypatch):
    cameras = (sources.CameraInfo("Front camera", 0, "/dev/video0"), sources.CameraInfo("Microscope", 2, ""))
    monkeypatch.setattr(sources, "list_cameras", lambda: cameras)
    assert run(capsys, "cameras") == (0, "0  Front camera  /dev/video0\n2  Microscope\n", "")
    monkeypatch.setattr(sources, "list_cameras", tuple)
    code, out, _ = run(capsys, "cameras")
    assert code == 0
    assert out.startswith("No camera found.")


@pytest.fixture
def window(monkeypatch):
    """In place of the window: keeps the arguments it would have been opened with."""
    opened = []
    stand_in = types.ModuleType("app.main")
    stand_in.run = lambda args: opened.append(args) or 0
    monkeypatch.setitem(sys.modules, "app.main", stand_in)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return opened


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], (False, None, None)),
        (["--demo"], (True, None, None)),
        (["clip.mp4", "--model", "folder"], (False, "clip.mp4", Path("folder"))),
        (["rtsp://camera/live"], (False, "rtsp://camera/live", None)),
    ],
)
def test_without_a_command_the_window_opens(capsys, window, argv, expected):
    assert run(capsys, *argv)[0] == 0
    (args,) = window
    assert (args.demo, args.source, args.model) == expected


@pytest.mark.parametrize(
    "argv", [["--demo", "clip.mp4"], ["one.mp4", "two.mp4"], ["--model", "x", "doctor"], ["--nonsense"], ["analyze"]]
)
def test_wrong_usage_is_exit_code_2(capsys, window, argv):
    code, _, err = run(capsys, *argv)
    assert code == 2
    assert "usage: fer-live" in err
    assert window == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_says_so(capsys, monkeypatch, window):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    code, _, err = run(capsys, "--demo")
    assert (code, window) == (2, [])
    assert_one_sentence(err)
    assert "no screen" in err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt brings its libraries along elsewhere")
def test_missing_qt_libraries_are_named_before_qt_aborts(capsys, monkeypatch, window):
    from app import doctor

    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(doctor, "X11_LIBRARIES", {"libnothere.so.7": "libnothere7"})
    code, _, err = run(capsys, "--demo")
    assert (code, window) == (2, [])
    assert "sudo apt install libnothere7" in err


def test_the_command_line_itself_is_light():
    code = "import sys, app.cli; print(sorted({'cv2', 'PySide6', 'numpy', 'mediapipe'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_commands_load_is_no_window():
    commands = ["analyze", "cameras", "doctor", "export", "finish", "record", "report", "rules"]
    loaded = ", ".join(["sys", "app.disk", *(f"app.commands.{name}" for name in commands)])
    code = f"import {loaded}; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_screen_that_cannot_be_reached_is_one_sentence(tmp_path):
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"), str(tmp_path))
    program = "import sys; from app.cli import main; sys.exit(main(['--demo']))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **places, "QT_QPA_PLATFORM": "nonsense"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_sentence(done.stderr)
    assert "the screen cannot be reached" in done.stderr


@pytest.mark.parametrize(("typed", "meant"), [("analyse", "analyze"), ("Record", "record"), ("doktor", "doctor")])
def test_a_word_that_is_nearly_a_command_is_asked_about(capsys, window, typed, meant):
    code, _, err = run(capsys, typed, "film.mp4")
    assert code == 2
    assert f"there is no command '{typed}'. Did you mean: fer-live {meant}" in err
    assert window == []


@pytest.mark.parametrize("name", ["record.mp4", "view.avi", "report.csv"])
def test_a_file_that_is_missing_is_no_command(capsys, window, name):
    assert run(capsys, name)[0] == 0
    assert window[0].source == name


def test_a_file_may_be_called_nearly_like_a_command(capsys, window, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "analyse").touch()
    assert run(capsys, "analyse")[0] == 0
    assert window[0].source == "analyse"
