"""README names what there is: commands, options, extras, shortcuts, columns, files."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import make_pipeline

from app import cli, doctor
from app.commands import analyze, record
from fer_core.estimators.base import IN_TURNS
from fer_core.session.columns import table_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def readme():
    return (ROOT / "README.md").read_text("utf-8")


def test_every_command_and_no_other_is_named(readme):
    named = set(re.findall(r"^\| `fer-live ([a-z]+)(?=[ `])", readme, re.MULTILINE))
    assert named == set(cli._COMMANDS)


@pytest.mark.parametrize("command", [analyze, record])
def test_every_option_is_named(readme, command):
    options = {name for action in command.parser()._actions for name in action.option_strings[:1]} - {"-h"}
    section = readme.split("## Use\n", 1)[1].split("\n### The columns", 1)[0]
    assert options - set(re.findall(r"--[a-z-]+", section)) == set()


def test_every_option_in_the_tables_is_there(readme):
    options = {name for command in (analyze, record) for name in command.parser()._option_string_actions}
    tables = re.findall(r"^\| option of .*\n\|---.*\n((?:\|.*\n)+)", readme, re.MULTILINE)
    assert len(tables) == 3
    named = {name for table in tables for row in table.splitlines() for name in re.findall("--[a-z-]+", row)}
    assert named - options == set()


def test_every_extra_is_named(readme):
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    table = readme.split("| extra | what it is for |", 1)[1].split("\n\n", 1)[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(extras)


def test_every_column_of_the_csv_is_explained_in_its_order(readme):
    table = readme.split("| column | meaning |", 1)[1].split("\n\n", 1)[0]
    named = [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    pipeline = make_pipeline().description
    live = replace(pipeline, settings={**pipeline.settings, IN_TURNS: True})
    columns = [cells.column.name for cells in table_of(live)]
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


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "assets" / "docs").glob("*.md"))], ids=lambda page: page.stem
)
def test_links_lead_to_files_and_sections(page):
    inside = [link for link in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")) if not link.startswith("https://")]
    assert page.stem != "README" or len(inside) > 3
    assert [link for link in inside if not _leads_somewhere(page, link)] == []


def _leads_somewhere(page, link):
    name, _, section = link.partition("#")
    target = page.parent / name if name else page
    if not section:
        return target.exists()
    headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
    return section in {heading.lower().replace(" ", "-") for heading in headings}
