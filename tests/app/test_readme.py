"""README names what there is: commands, shortcuts, columns, files."""

import re
from pathlib import Path

import pytest
from fakes import make_pipeline

from app import cli, doctor
from fer_core.session.columns import table_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def readme():
    return (ROOT / "README.md").read_text("utf-8")


def test_every_command_and_no_other_is_named(readme):
    named = set(re.findall(r"^\| `fer-live ([a-z]+)(?=[ `])", readme, re.MULTILINE))
    assert named == set(cli._COMMANDS)


def test_every_column_of_the_csv_is_explained_in_its_order(readme):
    table = readme.split("| column | meaning |", 1)[1].split("\n\n", 1)[0]
    named = [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    columns = [cells.column.name for cells in table_of(make_pipeline().description)]
    expected = [name for name in columns if not name.startswith("p_") or name in {"p_angry", "p_neutral"}]
    assert named == expected


def test_every_shortcut_is_named(readme):
    from app.actions import ACTIONS

    keys = {action.shortcut for action in ACTIONS if action.shortcut}
    table = readme.split("| key | | key | |", 1)[1].split("\n\n", 1)[0]
    cells = [row.split(" | ") for row in table.splitlines()[2:]]
    named = {row[column].strip("| ") for row in cells for column in (0, 2)}
    # These two are no actions' own.
    assert named - {""} == keys | {"Space", "1 to 9"}


def test_the_packages_for_linux_bring_all_libraries_that_the_doctor_looks_for(readme):
    # Libraries that other ones of the list depend on.
    brought = {"libxcb-image0", "libxcb-randr0", "libxcb-render-util0", "libxcb-xkb1"}
    command = re.search(r"sudo apt install ([^`]*)```", readme)[1]
    packages = set(command.replace("\\", " ").split())
    assert packages == {*doctor.GRAPHICS_LIBRARIES.values(), *doctor.X11_LIBRARIES.values()} - brought


def test_links_lead_to_files_and_sections(readme):
    sections = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", readme, re.MULTILINE)}
    links = re.findall(r"\]\(([^)]+)\)", readme)
    inside = [link for link in links if not link.startswith("https://")]
    assert len(inside) > 3
    assert [link for link in inside if link.lstrip("#") not in sections and not (ROOT / link).is_file()] == []
