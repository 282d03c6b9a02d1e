import io
import os
import signal
import subprocess
import sys
import time
import types
from importlib import resources
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from tiny_model import save_tiny_model

from app import cli
from fer_core import analysis, sources
from fer_core._cv2 import cv2


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    """First frame of the demo clip."""
    source = sources.VideoFile(str(resources.files("assets").joinpath("WolfgangLanger_Pexels.mp4")))
    source.open()
    path = tmp_path_factory.mktemp("picture") / "one face.png"
    cv2.imwrite(str(path), cv2.cvtColor(source.read().image, cv2.COLOR_RGB2BGR))
    source.close()
    return path


def run(capsys, *argv):
    """Return exit code, stdout and stderr of the command line."""
    try:
        code = cli.main([str(argument) for argument in argv])
    except SystemExit as end:
        code = end.code
    return (code, *capsys.readouterr())


def assert_one_sentence(stderr):
    (line,) = stderr.splitlines()
    assert line.startswith("fer-live: ")
    assert line.endswith(".")
    assert "Traceback" not in line


def test_version(capsys):
    code, out, _ = run(capsys, "--version")
    assert code == 0
    assert out.startswith("fer-live 0.")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--help"], ["analyze", "cameras", "doctor", "--demo", "--model", "SOURCE"]),
        (["analyze", "--help"], ["FILE", "--out", "--model", "CSV"]),
        (["cameras", "--help"], ["cameras"]),
        (["doctor", "--help"], ["Exit code"]),
    ],
)
def test_help_explains_itself(capsys, argv, words):
    code, out, _ = run(capsys, *argv)
    assert code == 0
    assert all(word in out for word in words)


def test_analyze_writes_a_csv_and_says_where(capsys, picture, tiny_model, tmp_path):
    code, out, err = run(capsys, "analyze", picture, "--out", tmp_path / "new" / "folder", "--model", tiny_model)
    expected = tmp_path / "new" / "folder" / "one face.csv"
    assert (code, out, err) == (0, f"{expected}\n", "")
    assert len(expected.read_text("utf-8").splitlines()) == 2


BAD_FILES = {
    "empty.mp4": b"",
    "text.mp4": b"This is a text.\n" * 20,
    "noise.mp4": bytes(np.random.default_rng(0).integers(0, 256, 5000, np.uint8)),
    "noise.png": b"\x89PNG\r\n\x1a\n" + bytes(500),
}


@pytest.mark.parametrize("name", [*BAD_FILES, "missing.mp4", "folder"])
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, tmp_path, tiny_model, name):
    (tmp_path / "folder").mkdir()
    if name in BAD_FILES:
        (tmp_path / name).write_bytes(BAD_FILES[name])
    code, out, err = run(capsys, "analyze", tmp_path / name, "--out", tmp_path / "out", "--model", tiny_model)
    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert name in err
    assert list((tmp_path / "out").iterdir()) == []


def test_an_address_is_refused_and_not_repeated(capsys, tmp_path):
    code, out, err = run(capsys, "analyze", "rtsp://ada:secret@127.0.0.1/live", "--out", tmp_path)
    assert (code, out) == (2, "")
    assert "in the window" in err
    assert "secret" not in err


def test_a_reader_of_the_output_may_go_away():
    program = "import sys; from app.cli import main; sys.exit(main(['cameras']))"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_one_bad_file_does_not_keep_the_others_from_being_analysed(capsys, tmp_path, tiny_model, picture):
    code, out, err = run(capsys, "analyze", tmp_path / "missing.mp4", picture, "--out", tmp_path, "--model", tiny_model)
    assert (code, out) == (2, f"{tmp_path / 'one face.csv'}\n")
    assert_one_sentence(err)


def test_two_files_of_one_name_get_a_csv_each(capsys, tmp_path, tiny_model, picture):
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / picture.name
    twin.write_bytes(picture.read_bytes())
    code, out, _ = run(capsys, "analyze", picture, twin, "--out", tmp_path, "--model", tiny_model)
    assert code == 0
    assert len({Path(line) for line in out.splitlines() if Path(line).is_file()}) == 2


def broken_models(folder):
    """Return folders of models that are wrong, each in one way."""
    good = save_tiny_model(folder / "damaged")
    content = bytearray((good / "encoder.onnx").read_bytes())
    (good / "encoder.onnx").write_bytes(content[: len(content) // 2])
    save_tiny_model(folder / "half")
    (folder / "half" / "head.onnx").unlink()
    save_tiny_model(folder / "wrong size", outputs=5)
    save_tiny_model(folder / "unknown version", version=99)
    return ("damaged", "half", "wrong size", "unknown version", "missing")


def test_a_model_that_cannot_be_used_is_one_sentence_whatever_is_wrong(capsys, tmp_path, picture):
    for name in broken_models(tmp_path):
        code, out, err = run(capsys, "analyze", picture, picture, "--out", tmp_path / "out", "--model", tmp_path / name)
        assert (name, code, out) == (name, 2, "")
        assert_one_sentence(err)
        assert name in err


def test_an_output_folder_that_cannot_be_written(capsys, tmp_path, picture, tiny_model):
    taken = tmp_path / "taken"
    taken.touch()
    code, out, err = run(capsys, "analyze", picture, picture, "--out", taken, "--model", tiny_model)
    assert (code, out) == (2, "")
    assert_one_sentence(err)


def test_a_truncated_video_is_analysed_to_its_end_with_a_note(capsys, tmp_path, tiny_model):
    whole = tmp_path / "whole.avi"
    writer = cv2.VideoWriter(str(whole), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    for _ in range(12):
        writer.write(np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8))
    writer.release()
    cut = tmp_path / "cut.avi"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    code, out, err = run(capsys, "analyze", cut, "--out", tmp_path, "--model", tiny_model)
    assert (code, out) == (0, f"{tmp_path / 'cut.csv'}\n")
    for line in err.splitlines(keepends=True):
        assert_one_sentence(line)
    assert "note: cut.avi shows no face" in err
    assert "note: cut.avi claims" in err
    assert "note: cut.avi is damaged: 1 of its frames are incomplete." in err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_a_progress_bar(monkeypatch, tmp_path, tiny_model, picture):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    missing = tmp_path / "missing.png"
    assert cli.main(["analyze", str(missing), str(picture), "--out", str(tmp_path), "--model", str(tiny_model)]) == 2
    lines = [line.split("\r")[-1] for line in terminal.getvalue().split("\n")]
    assert any(line.startswith("one face.png: 100%") for line in lines)
    assert any(line.startswith("fer-live: ") and "missing.png" in line for line in lines)
    assert not any(line.startswith("missing.png: ") for line in lines)


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


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
@pytest.mark.parametrize("delay_s", [0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.6, 1.0])
def test_ctrl_c_ends_without_a_traceback_from_the_first_moment_on(tmp_path, delay_s):
    clip = resources.files("assets").joinpath("WolfgangLanger_Pexels.mp4")
    code = "import sys; from app.start import main; sys.stdout.write('go\\n'); sys.stdout.flush(); sys.exit(main())"
    command = [sys.executable, "-c", code, "analyze", str(clip), "--out", str(tmp_path / "out")]
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
