"""A recording that is killed at any moment: never more than the last second is lost, and never is half a row read."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def moments(tmp_path_factory):
    """What was found after twelve kills; a third of the disks each takes no time, 0.6 s or 2 s for a sync."""
    if not hasattr(os, "fork"):
        pytest.skip("needs os.fork")
    path = tmp_path_factory.mktemp("killed") / "moments.json"
    command = [sys.executable, "-m", "tests.bench.kill", "--moments", "12", "--at-once", "12", "--json", str(path)]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(path.read_text())
    assert len(found) == 12
    return found


@pytest.mark.parametrize("sync_s", [0.0, 0.6, 2.0])
def test_no_more_than_the_last_second_is_lost_however_slow_the_disk_is(moments, sync_s):
    killed = [moment for moment in moments if moment["sync_s"] == sync_s]
    assert len(killed) == 4
    # Hundredths of a second, unless a machine that has more to do leaves one without the processor.
    assert median(moment["lost_s"] for moment in killed) < 1.0
    assert min(moment["rows"] for moment in killed) > 0


def test_of_the_film_a_part_of_a_second_is_lost(moments):
    # Half a second's pictures are written at once: on a busy machine later ones, but not most of the time.
    assert median(moment["film_lost_s"] for moment in moments) < 1.0


def test_what_is_left_opens_without_half_a_row_and_can_be_finished(moments):
    assert [moment["problems"] for moment in moments] == [[]] * 12


def test_a_power_cut_costs_a_second_where_the_disk_is_quick(moments):
    assert median(moment["cut_lost_s"] for moment in moments if moment["sync_s"] == 0.0) < 1.0
