"""The slim installation leaves out what it says, and nothing else."""

import ast
import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

from fer_core.packages import OPENCV

ROOT = Path(__file__).resolve().parents[2]
#: What the headless kinds of OpenCV lack.
WINDOWS = {
    "imshow",
    "namedWindow",
    "waitKey",
    "waitKeyEx",
    "pollKey",
    "createTrackbar",
    "setMouseCallback",
    "selectROI",
}
LEFT_OUT = {"opencv-contrib-python", "matplotlib", "sounddevice"}


def name_of(line):
    return re.match(r"[\w.-]+", line)[0]


def lines_of(name):
    """Return the requirements in a file, with those of the files that it names."""
    for line in (ROOT / "assets" / name).read_text("utf-8").splitlines():
        if line.startswith("-r "):
            yield from lines_of(line.removeprefix("-r "))
        elif line and not line.startswith("#"):
            yield line


def dependencies():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]


def test_it_names_what_fer_live_and_mediapipe_need_but_what_it_leaves_out():
    # numpy is named by both.
    of_mediapipe = [line for line in requires("mediapipe") if name_of(line) != "numpy"]
    ours = [line for line in dependencies() if name_of(line) != "mediapipe"]
    needed = {line for line in [*ours, *of_mediapipe] if name_of(line) not in LEFT_OUT}
    named = {line for line in lines_of("slim.txt") if name_of(line) not in OPENCV}
    assert named == needed


def test_its_opencv_is_of_the_releases_that_fer_live_allows():
    (ours,) = (line for line in dependencies() if name_of(line) in OPENCV)
    (slim,) = (line for line in lines_of("slim.txt") if name_of(line) in OPENCV)
    assert slim.removeprefix(name_of(slim)) == ours.removeprefix(name_of(ours))


def test_without_the_window_only_qt_is_left_out():
    missing = set(lines_of("slim.txt")) - set(lines_of("slim-commands.txt"))
    assert {name_of(line) for line in missing} == {"PySide6-Essentials"}


def test_the_commands_in_it_name_the_version_that_is_pinned():
    (pin,) = (line for line in dependencies() if name_of(line) == "mediapipe")
    for name in ("slim.txt", "slim-commands.txt"):
        assert f"pip install --no-deps {pin} .\n" in (ROOT / "assets" / name).read_text("utf-8")


def names_of_opencv():
    """Return all attributes of cv2 that fer-live uses, and the modules in it."""
    files = [path for package in ("app", "fer_core", "training") for path in (ROOT / package).rglob("*.py")]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    found = [node for node in nodes if isinstance(node, ast.Attribute)]
    names = {node.attr for node in found if isinstance(node.value, ast.Name) and node.value.id == "cv2"}
    within = {
        node.value.attr
        for node in found
        if isinstance(node.value, ast.Attribute)
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == "cv2"
    }
    return names, {name for name in within if name.islower()}


def test_nothing_is_used_that_the_smallest_opencv_lacks():
    names, modules = names_of_opencv()
    assert "resize" in names
    assert not {name for name in names if name in WINDOWS or name.startswith("destroy")}
    # Those of contrib are modules of their own.
    assert modules == {"utils"}
