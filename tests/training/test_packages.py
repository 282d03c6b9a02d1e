"""The packages of training stand in a row: none knows of those that come after it."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

TRAINING = Path(__file__).resolve().parents[2] / "training"
ROW = (
    "config",
    "systems",
    "files",
    "data",
    "networks",
    "report",
    "judge",
    "export",
    "fit",
    "studies",
    "commands",
    "cli",
)


def name_of(path):
    parts = path.relative_to(TRAINING).with_suffix("").parts
    return ".".join(("training", *(parts[:-1] if parts[-1] == "__init__" else parts)))


FILES = {name_of(path): path for path in TRAINING.rglob("*.py")}


def imported(path):
    """The modules of training that a file names in its import statements, in functions, too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in FILES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield from [name for name in (whole, node.module) if name in FILES][:1]


def test_every_package_is_in_the_row():
    assert {name.split(".")[1] for name in FILES if "." in name} == set(ROW)


def test_no_package_imports_from_a_later_one():
    place = {name: ROW.index(name.split(".")[1]) for name in FILES if "." in name}
    wrong = [(name, other) for name in place for other in imported(FILES[name]) if place[other] > place[name]]
    assert wrong == []


def test_modules_import_each_other_in_no_circle():
    # It raises where there is one.
    order = list(TopologicalSorter({name: set(imported(path)) for name, path in FILES.items()}).static_order())
    assert len(order) == len(FILES)
