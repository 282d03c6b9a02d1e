"""Imports point one way: app -> fer_core <- training; fer_core knows no Qt and no torch."""

import ast
import importlib.util
import json
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QT = {"PySide6", "shiboken6", "pyqtgraph"}
TORCH = {"torch", "torchvision", "onnxscript"}
FORBIDDEN = {
    "fer_core": {"app", "training"} | QT | TORCH,
    "app": {"training"} | TORCH,
    "training": {"app"} | QT,
}
#: Folders of data, which are found by their place: nobody imports them.
DATA = {"models", "assets"}


def imported(path):
    """Return the top-level packages that a file names in its import statements."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield path.relative_to(ROOT).parts[0] if node.level else str(node.module).split(".")[0]


def parts_of_the_core(path):
    """Return the modules and folders of fer_core that a file imports from."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("fer_core."):
            yield str(node.module).split(".")[1]


def modules_of(package):
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def named_files(package):
    """Return the modules of a package with their files."""
    return list(zip(modules_of(package), sorted((ROOT / package).rglob("*.py")), strict=True))


def named(path):
    """Return the modules that a file names in its import statements, in functions, too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield str(node.module)


def loaded_after(*modules):
    """Import modules in a fresh process and return the top-level packages that it has loaded."""
    code = (
        "import importlib, json, sys\n"
        f"for name in {list(modules)!r}: importlib.import_module(name)\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_no_file_names_what_its_layer_may_not_know(package):
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    wrong = {str(path.relative_to(ROOT)): set(imported(path)) & FORBIDDEN[package] for path in files}
    assert not {path: names for path, names in wrong.items() if names}


@pytest.mark.parametrize("folder", sorted(DATA))
def test_folders_of_data_hold_no_code_but_examples_that_know_nothing_of_it(folder):
    assert (ROOT / folder).is_dir()
    examples = set((ROOT / folder / "docs" / "examples").glob("*.py"))
    assert set((ROOT / folder).rglob("*.py")) == examples
    assert not {name for path in examples for name in imported(path)} & {"app", "fer_core", "training"}


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_nobody_imports_a_folder_of_data(package):
    wrong = {str(path.relative_to(ROOT)): set(imported(path)) & DATA for path in (ROOT / package).rglob("*.py")}
    assert not {path: names for path, names in wrong.items() if names}


def test_the_parts_of_the_core_know_each_other_one_way_only():
    # A sink knows no engine, an estimator no interpreter: what says, what means and what writes are apart.
    below = {
        "estimators": {"interpreter", "pipeline", "engine", "session", "sinks", "analysis", "build"},
        "sinks": {"engine", "pipeline", "interpreter", "analysis", "build"},
        "session": {"engine", "pipeline", "interpreter", "analysis", "build"},
        "sources": {"engine", "pipeline", "interpreter", "analysis", "build", "session", "sinks", "estimators"},
    }
    for folder, forbidden in below.items():
        for path in (ROOT / "fer_core" / folder).rglob("*.py"):
            assert not set(parts_of_the_core(path)) & forbidden, path


@pytest.mark.parametrize("package", ["fer_core", "app"])
def test_nothing_forbidden_is_loaded_by_way_of_others(package):
    loaded = loaded_after(*modules_of(package))
    assert package in loaded
    assert not loaded & FORBIDDEN[package]


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the extra 'train'")
def test_training_loads_neither_app_nor_qt():
    loaded = loaded_after(*modules_of("training"))
    assert "fer_core" in loaded
    assert not loaded & FORBIDDEN["training"]


def test_modules_import_each_other_in_no_circle():
    files = {name: path for package in ("app", "fer_core", "training") for name, path in named_files(package)}
    graph = {name: {other for other in named(path) if other in files and other != name} for name, path in files.items()}
    # The public names of fer_core are loaded when they are used.
    del graph["fer_core"]
    assert len(list(TopologicalSorter(graph).static_order())) >= len(graph)


def test_importing_the_library_is_light():
    loaded = loaded_after("fer_core")
    assert not loaded & {"cv2", "mediapipe", "onnxruntime", "numpy"}


def test_mediapipe_is_loaded_by_the_detector_only_and_pyav_by_the_film():
    assert not loaded_after(*modules_of("fer_core")) & {"mediapipe", "av"}


def test_opencv_is_imported_in_one_place():
    # Elsewhere it would point Qt at its own plug-ins.
    files = [path for package in ("fer_core", "app") for path in (ROOT / package).rglob("*.py")]
    assert [path.name for path in files if "cv2" in set(imported(path))] == ["_cv2.py"]
