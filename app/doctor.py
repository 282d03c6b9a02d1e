"""``fer-live doctor``: what is wrong on this computer, and what to do about it. Works without a screen."""

import ctypes
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

import platformdirs

from fer_core.errors import FerError
from fer_core.packages import OPENCV
from fer_core.packages import version_of as _version

_PINNED = {"mediapipe": "0.10.33"}
_QT = "PySide6-Essentials"
_PACKAGES = (
    "numpy",
    "onnxruntime",
    "mediapipe",
    "av",
    "pillow",
    _QT,
    "platformdirs",
    "cv2-enumerate-cameras",
    "tqdm",
)
_REINSTALL = "Install fer-live again."

#: Shared libraries that the face detector and OpenCV load, with the Debian and Ubuntu package of each.
GRAPHICS_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
#: Shared libraries that Qt's X11 plug-in loads and its wheel does not bring along.
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}

_QT_PROBE = """
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
print(qVersion(), app.platformName())
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Attributes
    ----------
    status
        "problem": a part of fer-live does not work; "warn": it works, and something may be missed.
    subject, detail
        What was looked at, and what was found.
    advice
        What to do, unless all is well.
    """

    status: Literal["ok", "warn", "problem"]
    subject: str
    detail: str
    advice: str = ""


def run(out: TextIO | None = None) -> int:
    """Print the report and return the exit code: 1 if there is a problem, else 0."""
    out = sys.stdout if out is None else out
    problems = 0
    for finding in examine():
        problems += finding.status == "problem"
        print(f"{finding.status:>7}  {finding.subject}: {finding.detail}", file=out, flush=True)
        if finding.advice:
            print(f"{'':7}  -> {finding.advice}", file=out, flush=True)
    found = f"{problems} problem{'' if problems == 1 else 's'} found, see above."
    print(f"\n{found if problems else 'Everything that fer-live needs is here.'}", file=out)
    return 1 if problems else 0


def examine() -> Iterator[Finding]:
    """Look at one thing after the other; a check that fails unexpectedly is a problem and hides no other one."""
    checks: Mapping[str, Callable[[], Iterator[Finding]]] = {
        "Python": _python,
        "Packages": _packages,
        "Graphics libraries": _graphics,
        "Model files": _models,
        "Networks": _networks,
        "Face detector": _detector,
        "Window": _window,
        "Cameras": _cameras,
        "Folders": _folders,
    }
    for subject, check in checks.items():
        try:
            yield from check()
        except FerError as error:
            yield Finding("problem", subject, str(error))
        except Exception as error:
            missing = missing_libraries(GRAPHICS_LIBRARIES) if isinstance(error, ImportError) else ()
            advice = install_advice(missing) if missing else _REINSTALL
            yield Finding("problem", subject, f"{type(error).__name__}: {error}", advice)


def missing_libraries(libraries: Mapping[str, str]) -> tuple[str, ...]:
    """Return the packages of those shared libraries that cannot be loaded (Linux; elsewhere none)."""
    if not sys.platform.startswith("linux"):
        return ()
    missing = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return tuple(missing)


def install_advice(packages: tuple[str, ...]) -> str:
    """Return how to install system packages."""
    return f"On Debian and Ubuntu: sudo apt install {' '.join(packages)}"


def no_screen() -> bool:
    """Tell whether this process has no screen to open a window on (Linux; elsewhere there is one)."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in named)


def why_no_window() -> str:
    """Return why no window can be opened here, in a sentence; empty where one can."""
    if no_screen():
        return "there is no screen here to open a window on. 'fer-live analyze' works without one."
    if not os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("QT_QPA_PLATFORM"):
        missing = missing_libraries({**GRAPHICS_LIBRARIES, **X11_LIBRARIES})
        if missing:
            return f"the window needs system libraries that are missing. {install_advice(missing)}"
    return ""


def _python() -> Iterator[Finding]:
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    known = (3, 11) <= sys.version_info[:2] <= (3, 14)
    yield (
        Finding("ok", "Python", detail)
        if known
        else Finding("warn", "Python", detail, "fer-live is made for Python 3.11 to 3.14.")
    )


def _packages() -> Iterator[Finding]:
    for name in ("fer-live", *_PACKAGES):
        version = _version(name)
        pin = _PINNED.get(name)
        if version is None and name == _QT:
            detail = "not installed: the window needs it, and nothing else does"
            yield Finding("warn", name, detail, f"pip install {name}")
        elif version is None:
            yield Finding("problem", name, "not installed", f"pip install {name}{'==' + pin if pin else ''}")
        elif pin is not None and version != pin:
            advice = f"pip install {name}=={pin} (later versions send usage statistics to their maker)"
            yield Finding("problem", name, f"{version}, and fer-live needs {pin}", advice)
        else:
            yield Finding("ok", name, version)
    yield from _opencv()


def _opencv() -> Iterator[Finding]:
    installed = [(name, version) for name in OPENCV if (version := _version(name)) is not None]
    if not installed:
        yield Finding("problem", OPENCV[0], "not installed", f"pip install {OPENCV[0]}")
        return
    (kept, version), *others = installed
    yield Finding("ok", kept, version)
    for name, _ in others:
        detail = f"fills the same folder as {kept}; which of the two is used is chance"
        advice = f"pip uninstall {name}, then pip install --force-reinstall --no-deps {kept}=={version}"
        yield Finding("warn", name, detail, advice)


def _models() -> Iterator[Finding]:
    from fer_core.manifest import checksums, read_checked

    for name in checksums():
        try:
            size = len(read_checked(name))
            yield Finding("ok", "Model file", f"{name}, {size / 1e6:.1f} MB, checksum right")
        except FerError as error:
            yield Finding("problem", "Model file", str(error))


def _networks() -> Iterator[Finding]:
    from fer_core.recognition import OnnxRecogniser

    spec = OnnxRecogniser.load().spec
    yield Finding("ok", "Networks", f"{spec.name}: {', '.join(spec.labels)}")


def _graphics() -> Iterator[Finding]:
    missing = missing_libraries(GRAPHICS_LIBRARIES)
    if missing:
        detail = "neither videos nor faces can be read without them"
        yield Finding("problem", "Graphics libraries", detail, install_advice(missing))
    elif sys.platform.startswith("linux"):
        yield Finding("ok", "Graphics libraries", ", ".join(GRAPHICS_LIBRARIES))


def _detector() -> Iterator[Finding]:
    from fer_core import MediaPipeDetector, VideoFile
    from fer_core.sources import DEMO_CLIP

    source = VideoFile(DEMO_CLIP)
    source.open()
    frame = source.read()
    source.close()
    if frame is None:
        yield Finding("problem", "Face detector", "the demo clip cannot be read", _REINSTALL)
        return
    detector = MediaPipeDetector()
    faces = len(detector.detect(frame.image, 0.0))
    detector.close()
    if faces == 1:
        yield Finding("ok", "Face detector", "it finds the face in the demo clip")
    else:
        detail = f"it finds {faces} faces in the demo clip, which shows one"
        yield Finding("problem", "Face detector", detail, _REINSTALL)


def _window() -> Iterator[Finding]:
    if _version(_QT) is None:
        return
    if no_screen():
        advice = "'fer-live analyze' works without one. For the window, log in to a desktop, or use ssh -X."
        yield Finding("warn", "Screen", "none: neither DISPLAY nor WAYLAND_DISPLAY is set", advice)
    needs_x11 = not os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("QT_QPA_PLATFORM")
    missing = missing_libraries(X11_LIBRARIES)
    if missing:
        status: Literal["warn", "problem"] = "problem" if needs_x11 and not no_screen() else "warn"
        yield Finding(status, "Qt's X11 plug-in", "libraries are missing", install_advice(missing))
    environment = dict(os.environ)
    if no_screen():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    yield _probe_qt(environment)


def _probe_qt(environment: Mapping[str, str]) -> Finding:
    # In a process of its own: Qt ends the process when it cannot load a platform plug-in.
    command = [sys.executable, "-c", _QT_PROBE]
    missing = missing_libraries(X11_LIBRARIES)
    advice = install_advice(missing) if missing else "Check DISPLAY, WAYLAND_DISPLAY and QT_QPA_PLATFORM."
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return Finding("problem", "Qt", "it does not start within a minute", advice)
    if done.returncode == 0:
        version, plug_in = done.stdout.split()
        return Finding("ok", "Qt", f"{version}, platform plug-in '{plug_in}'")
    lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return Finding("problem", "Qt", f"it does not start ({lines[-1].strip()})", advice)


def _cameras() -> Iterator[Finding]:
    from fer_core.sources import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        device = Path(camera.path) if camera.path else None
        if device is not None and device.is_char_device() and not os.access(device, os.R_OK | os.W_OK):
            advice = "sudo usermod -aG video $USER, then log in again."
            yield Finding("warn", "Camera", f"{camera.name}: no permission to use {device}", advice)
        else:
            yield Finding("ok", "Camera", f"{camera.name} ({camera.index})")
    if not cameras:
        advice = "Plug one in and allow its use in the system's settings; files and the demo work without one."
        yield Finding("warn", "Camera", "none found", advice)


def _folders() -> Iterator[Finding]:
    from fer_core.session.folder import default_folder

    folders = {
        "Recordings": default_folder(),
        "Settings": Path(platformdirs.user_config_path("fer-live", appauthor=False)),
        "Log": Path(platformdirs.user_log_path("fer-live", appauthor=False)),
    }
    for subject, folder in folders.items():
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
            yield Finding("ok", f"{subject} folder", str(folder))
        else:
            advice = "Give yourself the right to write there, or free its name if it is a file."
            yield Finding("problem", f"{subject} folder", f"{existing} cannot be written", advice)
