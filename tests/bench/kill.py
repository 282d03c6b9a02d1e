"""What a recording loses that is killed: ``python -m tests.bench.kill [--moments N] [--at-once N] [--json FILE]``.

A process records one face at 60 pictures a second, table and film, and is killed (SIGKILL) 0.1 to 2 s after its first
picture. What is in the folder is opened, finished and opened again. A third of the processes have a disk whose sync
takes 0.6 s, and a third 2 s. Of each, also a power cut is played: the table as the disk had it at that moment, with a
part of what came after. Needs ``os.fork``.
"""

import argparse
import json
import os
import random
import shutil
import signal
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import av
import numpy as np

from fer_core.errors import DataError
from fer_core.pipeline import Pipeline
from fer_core.session.description import SourceFacts, start_session
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import Session, open_session
from fer_core.session.recover import find_interrupted, finish_session
from fer_core.sinks import csv_table
from fer_core.sinks.attached import AttachedSink
from fer_core.types import Frame
from tests.bench.scripted import happy_pipeline

RATE_HZ = 60.0
SYNCS_S = (0.0, 0.6, 2.0)
LONGEST_S = 2.0
#: A process that has not been killed by now ends by itself.
_END_S = 20.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What was found after one kill.

    Attributes
    ----------
    sync_s
        What a sync of the disk took, in seconds.
    after_s
        When it was killed, counted from the first picture.
    rows
        In the table.
    lost_s
        From the last row to the kill.
    film_lost_s
        From the last picture of the film to the kill.
    cut_lost_s
        From the last row that the disk had kept to the kill: what a power cut loses.
    half_rows
        Whether the table ended in the midst of a row.
    problems
        What was not as it should be; empty if nothing.
    """

    sync_s: float
    after_s: float
    rows: int
    lost_s: float
    film_lost_s: float
    cut_lost_s: float
    half_rows: bool
    problems: tuple[str, ...]


def _record(parent: Path, name: str, sync_s: float, tell: Callable[[bytes], object]) -> NoReturn:
    """Record until somebody kills this process."""
    kept = parent / f"{name}.kept"
    fsync = os.fsync

    def slow(number: int) -> None:
        size = os.fstat(number).st_size
        time.sleep(sync_s)
        fsync(number)
        kept.with_suffix(".draft").write_text(str(size))
        kept.with_suffix(".draft").replace(kept)

    # Of the table alone: the description is written before the first row.
    csv_table.os = SimpleNamespace(fsync=slow, path=os.path, fstat=os.fstat)  # type: ignore[assignment,attr-defined]
    pipeline = happy_pipeline()
    folder = new_session_folder(parent / "recordings", name)
    session = start_session(folder.name, SourceFacts("camera", "Test"), pipeline.description)
    record, sinks = begin_session(folder, session, ["csv", "film"])
    attached = [AttachedSink(sink, session, live=True, on_end=record.ended) for sink in sinks]
    _feed(pipeline, attached, tell)
    os._exit(1)


def _feed(pipeline: Pipeline, sinks: Sequence[AttachedSink], tell: Callable[[bytes], object]) -> None:
    zero_t = time.monotonic()
    for index in range(int(_END_S * RATE_HZ)):
        due_t = zero_t + index / RATE_HZ
        time.sleep(max(0.0, due_t - time.monotonic()))
        grabbed_t = time.monotonic()
        image = np.full((120, 160, 3), index % 200, np.uint8)
        result = pipeline.process(Frame(index, grabbed_t, image, grabbed_t))
        for sink in sinks:
            sink.put(result)
        if index == 0:
            tell(struct.pack("d", grabbed_t))


@dataclass(slots=True)
class _Child:
    number: int
    name: str
    sync_s: float
    after_s: float
    pid: int
    pipe: int
    zero_t: float = 0.0
    killed_t: float = 0.0


def _start(parent: Path, number: int, after_s: float) -> _Child:
    name, sync_s = f"moment-{number}", SYNCS_S[number % len(SYNCS_S)]
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(out)
            _record(parent, name, sync_s, lambda data: os.write(into, data))
        finally:
            os._exit(1)
    os.close(into)
    return _Child(number, name, sync_s, after_s, pid, out)


def _kill(children: Sequence[_Child]) -> None:
    """Kill each when its time has come."""
    for child in children:
        data = os.read(child.pipe, 8)
        os.close(child.pipe)
        if len(data) != 8:
            sys.exit(f"{child.name} did not begin")
        (child.zero_t,) = struct.unpack("d", data)
    for child in sorted(children, key=lambda child: child.zero_t + child.after_s):
        time.sleep(max(0.0, child.zero_t + child.after_s - time.monotonic()))
        child.killed_t = time.monotonic()
        os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)


def _look(parent: Path, child: _Child, dice: random.Random) -> Moment:
    """Open what was left, finish it and open it again."""
    folder, problems = parent / "recordings" / child.name, []
    power_cut = _power_cut(parent, child, dice)
    table = folder / f"{child.name}.csv"
    half = not table.read_bytes().endswith(b"\n")
    if folder not in find_interrupted(folder.parent):
        problems.append("it is not offered")
    before = open_session(folder)
    film_s = _last_picture_s(folder / f"{child.name}.mp4")
    finish_session(folder)
    after = open_session(folder)
    problems += _checked(before, after)
    lost_s = child.killed_t - child.zero_t - _last_s(after)
    film_lost_s = child.killed_t - child.zero_t - film_s
    cut_lost_s = child.killed_t - child.zero_t - _last_s(power_cut)
    problems += (
        [] if power_cut.rows["frame"].tolist() == list(range(power_cut.row_count)) else ["a power cut left gaps"]
    )
    shutil.rmtree(folder)
    return Moment(
        child.sync_s, child.after_s, after.row_count, lost_s, film_lost_s, cut_lost_s, half, tuple(problems)
    )  # fmt: skip


def _power_cut(parent: Path, child: _Child, dice: random.Random) -> Session:
    """Return the session as it would be after a power cut: what was synced, and a part of the rest."""
    kept = parent / f"{child.name}.kept"
    size = int(kept.read_text()) if kept.exists() else 0
    folder = parent / "recordings" / child.name
    copy = parent / "cut" / child.name
    shutil.copytree(folder, copy)
    table = copy / f"{child.name}.csv"
    data = table.read_bytes()
    table.write_bytes(data[: dice.randint(min(size, len(data)), len(data))])
    full = finish_session(copy)
    if full.file("csv") is None:
        sys.exit("the table of a power cut is not described")
    # The worst: nothing but what was synced.
    table.write_bytes(data[:size] or data[: data.find(b"\n") + 1])
    session = open_session(table)
    shutil.rmtree(copy)
    return session


def _checked(before: Session, after: Session) -> list[str]:
    problems = list(after.problems)
    if before.status != "interrupted" or after.status != "interrupted":
        problems.append(f"status {before.status}, then {after.status}")
    if after.rows["frame"].tolist() != list(range(after.row_count)):
        problems.append("rows are missing")
    if before.row_count != after.row_count:
        problems.append(f"{before.row_count} rows, then {after.row_count}")
    return problems


def _last_s(session: Session) -> float:
    return float(session.rows["t_s"][-1]) if session.row_count else 0.0


def _last_picture_s(path: Path) -> float:
    """Return where the last picture of a film stands; 0 if there is none."""
    last = 0.0
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                last = max(last, frame.time or 0.0)
    except (OSError, av.error.FFmpegError, IndexError):
        pass
    return last


def measure(moments: int, at_once: int, seed: int) -> list[Moment]:
    """Kill so many recordings."""
    dice, found = random.Random(seed), []
    with tempfile.TemporaryDirectory(prefix="fer-kill-") as place:
        for first in range(0, moments, at_once):
            numbers = range(first, min(first + at_once, moments))
            children = [_start(Path(place), number, dice.uniform(0.1, LONGEST_S)) for number in numbers]
            _kill(children)
            found += [_look(Path(place), child, dice) for child in children]
    return found


def table(found: Sequence[Moment]) -> str:
    """Return the figures as a table in Markdown."""
    lines = [
        "| a sync takes | kills | rows lost: median | at most | film: at most | power cut, rows: at most | half rows "
        "on the disk | problems |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for sync_s in SYNCS_S:
        part = [moment for moment in found if moment.sync_s == sync_s]
        if part:
            lost = [moment.lost_s for moment in part]
            lines.append(
                f"| {sync_s:.1f} s | {len(part)} | {np.median(lost):.3f} s | {max(lost):.3f} s "
                f"| {max(moment.film_lost_s for moment in part):.3f} s "
                f"| {max(moment.cut_lost_s for moment in part):.3f} s "
                f"| {sum(moment.half_rows for moment in part)} | {sum(bool(moment.problems) for moment in part)} |"
            )
    return "\n".join(lines)


def main() -> None:
    """Run the measurement and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=4, help="processes beside each other")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="also write every moment there")
    args = parser.parse_args()
    try:
        found = measure(args.moments, args.at_once, args.seed)
    except DataError as error:
        sys.exit(str(error))
    print(table(found))
    for moment in found:
        for problem in moment.problems:
            print(f"- killed after {moment.after_s:.2f} s, sync {moment.sync_s} s: {problem}")
    if args.json is not None:
        args.json.write_text(json.dumps([asdict(moment) for moment in found], indent=1))


if __name__ == "__main__":
    main()
