"""fer-live beside other programs that read expressions, on the same pictures, in one run.

    python tests/bench/peers.py [CLIP...] [--fer PYTHON] [--deepface PYTHON] [--human FOLDER] [--out DIR]

Each program runs in a process of its own, and is asked in turn, ``--rounds`` times; medians are told. The pictures are
decoded beforehand, so that nobody's time has that in it. "live": pictures come at their times, and the newest one is
read, by a program's own rules for live pictures where it has any; else every picture is read, one after the other. The
first second of a clip is left out of times. Labels are those of the largest face. With fer, "with MTCNN" is its more
careful detector of faces.

PYTHON is that of an environment with the package (``pip install fer``, ``pip install 'deepface[tensorflow,api]'``),
FOLDER one in which npm has installed ``@vladmandic/human @tensorflow/tfjs @tensorflow/tfjs-backend-wasm``. ``--ours``
is an environment with fer-live. The sizes are those of the environments, so make them fresh. It writes peers.md and
a picture of each clip (with matplotlib) into DIR. Linux only, for the peak of memory.
"""

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import av
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from size import CLIP, INSTALLERS, installed, size_mb
from stages import machine

HERE = Path(__file__).resolve().parent
#: A run that takes longer is ended.
LIMIT_S = 600.0
#: Columns of the table: the key of a figure, its heading and its format.
COLUMNS = {
    "median_ms": ("ms a frame, median", "{:.1f}"),
    "p95_ms": ("95 %", "{:.1f}"),
    "cpu_s": ("CPU seconds a minute of video", "{:.1f}"),
    "peak_mb": ("peak memory, MB", "{:.0f}"),
    "first_s": ("start to first label, s", "{:.1f}"),
    "size_mb": ("installed, MB", "{:.0f}"),
    "changes": ("label changes a minute", "{:.0f}"),
    "read": ("pictures read", "{:.0%}"),
    "labelled": ("of these with a label", "{:.0%}"),
}
PICTURED = ("median_ms", "cpu_s", "peak_mb", "first_s", "size_mb", "changes")


@dataclass(frozen=True)
class Program:
    """What is compared.

    Attributes
    ----------
    name
        A key of ``RUNS`` in peer_run.py, or one of human's.
    command
        What runs it.
    last
        Arguments behind those of all programs.
    where
        Python or folder, of the installation.
    version
        Of the package; empty where it is not installed.
    """

    name: str
    command: tuple[str, ...]
    last: tuple[str, ...]
    where: str
    version: str


def programs(args):
    """Return all programs, those that are not installed, too."""
    found = []
    for package, python, names in (
        ("fer-live", args.ours, ("fer-live, live", "fer-live, every frame")),
        ("fer", args.fer, ("fer, live", "fer, every frame", "fer with MTCNN, live")),
        ("deepface", args.deepface, ("deepface, live",)),
    ):
        packages = installed(python)
        version = packages[package].version if package in packages else ""
        command = (python, "-P", str(HERE / "peer_run.py"))
        found += [Program(name, command, (), python, version) for name in names]
    folder = Path(args.human or ".").resolve()
    described = folder / "node_modules" / "@vladmandic" / "human" / "package.json"
    node = shutil.which("node")
    version = json.loads(described.read_text("utf-8"))["version"] if node and described.is_file() else ""
    for name in ("human, live", "human, every frame"):
        found.append(Program(name, (node or "", str(HERE / "peer_run.js")), (str(folder),), str(folder), version))
    return found


def installed_mb(program):
    """Return the MB of the packages that a program is installed with, without Python, Node and pip."""
    if program.name.startswith("human"):
        return (
            sum(path.stat().st_size for path in Path(program.where, "node_modules").rglob("*") if path.is_file()) / 1e6
        )
    packages = installed(program.where)
    return sum(size_mb(package) for name, package in packages.items() if name not in INSTALLERS)


def decode(clip, folder, seconds):
    """Write the pictures of a clip and what must be known of them; return both files, and the latter as it is."""
    raw, facts_path, times_s = folder / "pictures.rgb", folder / "facts.json", []
    with av.open(str(clip)) as container, raw.open("wb") as file:
        for frame in container.decode(video=0):
            times_s.append(float(frame.time))
            if times_s[-1] - times_s[0] > seconds:
                times_s.pop()
                break
            image = frame.to_ndarray(format="rgb24")
            file.write(np.ascontiguousarray(image).tobytes())
    facts = {"width": image.shape[1], "height": image.shape[0], "times_s": [t - times_s[0] for t in times_s]}
    facts_path.write_text(json.dumps(facts), "utf-8")
    return raw, facts_path, facts


def run(program, raw, facts_path, facts):
    """Run a program once; return its figures.

    Raises
    ------
    RuntimeError
        If it fails, with the last line that it wrote, or takes longer than ``LIMIT_S``.
    """
    environment = dict(os.environ)
    if program.where != sys.executable:
        environment.pop("PYTHONPATH", None)
    first_s, report = float("nan"), None
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        command = [*program.command, program.name, str(raw), str(facts_path), *program.last]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment, text=True)
        timer = threading.Timer(LIMIT_S, process.kill)
        timer.start()
        for line in process.stdout:
            if line == "first\n":
                first_s = time.monotonic() - start
            else:
                report = json.loads(line)
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        errors.seek(0)
        lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    if report is None:
        raise RuntimeError(lines[-1] if lines else f"exit code {process.returncode}")
    return figures(report, facts["times_s"], first_s, usage.ru_maxrss * 1024 / 1e6)


def figures(report, times_s, first_s, peak_mb):
    """Return the figures of one run."""
    labels, minutes = [label for label in report["labels"] if label is not None], times_s[-1] / 60
    changes = sum(before != after for before, after in pairwise(labels))
    counted_minutes = (times_s[-1] - next(t for t in times_s if t >= 1.0)) / 60
    return {
        "median_ms": median(report["times_ms"]),
        "p95_ms": float(np.percentile(report["times_ms"], 95)),
        "cpu_s": report["cpu_s"] / counted_minutes,
        "peak_mb": peak_mb,
        "first_s": first_s,
        "changes": changes / minutes,
        "read": len(report["labels"]) / len(times_s),
        "labelled": len(labels) / len(report["labels"]),
    }


def compare(found, clip, rounds, seconds):
    """Return by name the medians of all rounds, or a sentence that says why there are none."""
    runs = {program.name: [] for program in found if program.version}
    said = {program.name: "not installed" for program in found if not program.version}
    with tempfile.TemporaryDirectory() as name:
        raw, facts_path, facts = decode(clip, Path(name), seconds)
        for number in range(rounds):
            for program in found:
                if program.name in said:
                    continue
                print(f"{clip.name}: {program.name}, {number + 1} of {rounds}", file=sys.stderr, flush=True)
                try:
                    runs[program.name].append(run(program, raw, facts_path, facts))
                except RuntimeError as error:
                    reason = str(error).encode("ascii", "ignore").decode("ascii")
                    said[program.name] = f"does not run here: {reason[:120]}"
    about = f"{clip.name}, {facts['width']}x{facts['height']}, {facts['times_s'][-1]:.1f} s"
    results = {name: {key: median(row[key] for row in rows) for key in rows[0]} for name, rows in runs.items() if rows}
    return about, {**results, **said}


def table(found, about, results):
    """Return the figures of a clip as Markdown."""
    heads = [heading for heading, _ in COLUMNS.values()]
    lines = [f"{about}:\n", f"| | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for program in found:
        row, name = results[program.name], f"{program.name} ({program.version})" if program.version else program.name
        if isinstance(row, str):
            lines.append(f"| {name} | {row.replace('|', ' ')} |{' |' * (len(heads) - 1)}")
        else:
            cells = [form.format(row[key]) if np.isfinite(row[key]) else "never" for key, (_, form) in COLUMNS.items()]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def draw(path, about, results):
    """Draw the figures of a clip: a panel for each of them, a bar for each program."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    rows = {name: row for name, row in results.items() if not isinstance(row, str)}
    colours = ["#0072B2" if name.startswith("fer-live") else "#999999" for name in rows]
    figure, panels = pyplot.subplots(2, 3, figsize=(12, 1.5 + 0.6 * len(rows)), layout="constrained", sharey=True)
    for panel, key in zip(panels.flat, PICTURED, strict=True):
        heading, form = COLUMNS[key]
        values = [row[key] if np.isfinite(row[key]) else 0.0 for row in rows.values()]
        texts = [form.format(row[key]) if np.isfinite(row[key]) else "never" for row in rows.values()]
        panel.bar_label(panel.barh(list(rows), values, color=colours), texts, padding=3)
        panel.set(title=heading, xlim=(0, max(*values, 1e-9) * 1.2))
        panel.spines[["top", "right", "bottom"]].set_visible(False)
        panel.xaxis.set_visible(False)
        panel.tick_params(axis="y", length=0)
    panels[0, 0].invert_yaxis()
    figure.suptitle(about)
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", type=Path, metavar="CLIP", default=[CLIP], help="default: the demo clip")
    parser.add_argument("--ours", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--fer", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--deepface", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--human", metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each clip, at most (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("peers"), metavar="DIR")
    args = parser.parse_args()
    missing = [str(clip) for clip in args.clips if not clip.is_file()]
    if missing:
        parser.error(f"There is no file {missing[0]}. Name a film that is there.")
    found, measured = programs(args), []
    sizes = {program.name: installed_mb(program) for program in found if program.version}
    load = os.getloadavg()[0]
    for clip in args.clips:
        about, results = compare(found, clip, args.rounds, args.seconds)
        for name, row in results.items():
            if not isinstance(row, str):
                row["size_mb"] = sizes[name]
        measured.append((about, results))
    today = datetime.datetime.now(datetime.UTC).date()
    note = f"{today}, {machine()}. Medians of {args.rounds} runs in turn; load when it began: {load:.1f}."
    text = "\n\n".join([*(table(found, about, results) for about, results in measured), note])
    print(text)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "peers.md").write_text(text + "\n", "utf-8")
    for clip, (about, results) in zip(args.clips, measured, strict=True):
        if not all(isinstance(row, str) for row in results.values()):
            draw(args.out / f"{clip.stem}.png", about, results)


if __name__ == "__main__":
    main()
