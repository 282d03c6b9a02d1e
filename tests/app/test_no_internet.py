"""Nothing leaves the computer: the app opens no internet socket."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from fer_core.sources import DEMO_CLIP

DEADLINE_S = 45.0
#: How long the demo goes on after its first faces were looked for. ONNX Runtime would report home after 10 s.
WATCHED_S = 14.0
CLIP = DEMO_CLIP.name


@pytest.fixture(scope="module")
def strace():
    """Path of strace, if this system lets it work."""
    path = shutil.which("strace")
    if path is None:
        pytest.skip("needs strace (sudo apt install strace)")
    tried = subprocess.run([path, "-f", "-e", "trace=socket", "true"], capture_output=True, check=False)
    if tried.returncode != 0:
        pytest.skip("this system does not let strace watch a process")
    return path


def watched(strace, log, *arguments):
    """Return the command line that runs fer-live and logs the sockets and files it opens."""
    code = "import sys; from app.start import main; sys.exit(main())"
    program = [sys.executable, "-c", code, *map(str, arguments)]
    return [strace, "-f", "-qq", "-e", "trace=socket,connect,openat", "-o", str(log), *program]


def plain_environment(home):
    """Return an environment with little in it: some programs are on their best behaviour where CI is set."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "QT_QPA_PLATFORM": "offscreen"}


def internet_sockets(log):
    return re.findall(r"socket\(AF_INET6?,.*", log.read_text("utf-8", "replace"))


def opened(log, name):
    return log.exists() and re.search(rf'openat\([^"]*"[^"]*{re.escape(name)}"', log.read_text("utf-8", "replace"))


def test_the_watch_sees_an_internet_socket(strace, tmp_path):
    log = tmp_path / "log"
    code = "import socket; socket.socket(socket.AF_INET).close()"
    subprocess.run([strace, "-f", "-qq", "-e", "trace=socket", "-o", str(log), sys.executable, "-c", code], check=True)
    assert len(internet_sockets(log)) == 1


def test_no_identifier_is_kept_of_whoever_runs_a_model(tiny_model, tmp_path):
    code = "import sys, pathlib; from fer_core import OnnxRecogniser; OnnxRecogniser.load(pathlib.Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(tiny_model)]
    subprocess.run(command, env=plain_environment(tmp_path), check=True)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("command", ["analyze", "record"])
def test_commands_open_no_internet_socket_and_no_screen_and_leave_nothing_at_home(
    strace, tmp_path, tiny_model, command
):
    log, home = tmp_path / "log", tmp_path / "home"
    home.mkdir()
    # A screen that is far away: whoever asks for it does so over the network.
    environment = {**plain_environment(home), "DISPLAY": "127.0.0.1:7"}
    seconds = ("--seconds", 1) if command == "record" else ()
    program = watched(strace, log, command, DEMO_CLIP, "--out", tmp_path / "out", "--model", tiny_model, *seconds)
    done = subprocess.run(program, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert opened(log, CLIP)
    assert opened(log, "libmediapipe.so")
    assert internet_sockets(log) == []
    assert "X11-unix" not in log.read_text("utf-8", "replace")
    assert list(home.rglob("*")) == []


@pytest.mark.timeout(120)
def test_the_demo_opens_no_internet_socket(strace, tmp_path, tiny_model):
    log = tmp_path / "log"
    environment = plain_environment(tmp_path)
    command = watched(strace, log, "--demo", "--model", tiny_model)
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            end = time.monotonic() + DEADLINE_S
            while not opened(log, "libmediapipe.so") and time.monotonic() < end and process.poll() is None:
                time.sleep(0.1)
            # Here time itself is what is tested: a program that reports home does so sooner or later.
            time.sleep(WATCHED_S)
            assert process.poll() is None, "the demo has ended by itself"
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    assert opened(log, CLIP)
    assert opened(log, "libmediapipe.so")
    assert internet_sockets(log) == []
