"""Batches of tiny films, and pipelines for them that other processes can make."""

import os
import signal
from contextlib import closing
from pathlib import Path

import numpy as np
from analysing import scripted
from fake_faces import face
from films import write_film

from fer_core.batch.analyst import Recipe
from fer_core.batch.engines import alone
from fer_core.batch.inputs import find_batch

FRAMES = 8
#: In the environment: where a pipeline that ends its process keeps count, and how often it may.
FUSE, CHARGES = "FER_TEST_FUSE", "FER_TEST_CHARGES"


def write_tiny_films(folder, count=4):
    """Write films of eight frames, each one brighter than the one before; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        pictures = [np.full((48, 64, 3), 20 + number * 45 + index, np.uint8) for index in range(FRAMES)]
        write_film(folder / f"clip{number}.mp4", [index / 10 for index in range(FRAMES)], pictures)
    return folder


def a_small_face(model=None, *, still=False):
    """Make a pipeline that finds a face in each frame."""
    return scripted([[face(5, 5, 30)]] * 1000)(model, still=still)


class Fused:
    """Finds a face in each frame, until the fifth frame of a bright film ends the process, as often as it may."""

    def __init__(self):
        self._frames = 0

    def detect(self, image, _t):
        self._frames += 1
        fuse = Path(os.environ[FUSE])
        burnt = len(fuse.read_text()) if fuse.exists() else 0
        if self._frames == 5 and 100 < image.mean() < 140 and burnt < int(os.environ[CHARGES]):
            fuse.write_text("x" * (burnt + 1))
            os.kill(os.getpid(), signal.SIGKILL)
        return (face(5, 5, 30),)

    def close(self):
        pass


def fused(model=None, *, still=False):
    """Make a pipeline that ends its process."""
    return scripted(Fused())(model, still=still)


def without_library(model=None, *, still=False):
    """Fail as where a library of the system is missing."""
    raise ImportError("libnothere.so.7: cannot open shared object file")


class Watch:
    """Notes what is told; raises what it is given after so many looks."""

    def __init__(self, stops=None):
        self.stops = stops
        self.said = []
        self.shown = []

    def progress(self, task, done, total):
        self.shown.append((task.path.name, done, total))

    def note(self, task, sentence):
        self.said.append(sentence)

    def check(self):
        if self.stops is not None and self.stops():
            raise KeyboardInterrupt


def tasks_in(folder, out, **options):
    return find_batch([folder], out, **options).tasks


def read(folder, out, recipe=None, engine=alone, watch=None, **options):
    """Analyse a folder; return the reports by the names of their files."""
    run = engine(tasks_in(folder, out), recipe or Recipe(make=a_small_face), watch or Watch(), **options)
    with closing(run):
        return {report.path.name: report for report in run}


def tables(out):
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.csv")}
