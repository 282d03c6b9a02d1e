"""How large an installation is, by package, and which of fer-live's dependencies brings each along.

    python tests/bench/size.py [--python PYTHON] [--opened]

PYTHON is that of the environment to be measured, this one if left out: make a fresh one with ``pip install .``, since
the tools of developers count, too. pip itself and setuptools are left out. It prints a Markdown table. MB are millions
of bytes (of every file that pip's records name, compiled modules included), MiB are 1,048,576.

``--opened`` (Linux, with strace) plays the demo clip in the window for a while, off screen, and analyses it, and tells
how much of each package was opened at all: nothing that ships these packages can be smaller than that.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT / "assets" / "WolfgangLanger_Pexels.mp4"
PROJECT = "fer-live"
INSTALLERS = {"pip", "setuptools"}
#: The window plays for so long.
WINDOW_S = 20.0

FOLDERS = """
import json, sysconfig
print(json.dumps(sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})))
"""
#: The installed fer-live, not that of a folder that Python happens to be started in.
START = ("-P", "-c", "import sys; from app.start import main; sys.exit(main())")


def installed(python):
    """Return the distributions of an environment by their names."""
    done = subprocess.run([python, "-c", FOLDERS], capture_output=True, text=True, check=True)
    found = distributions(path=json.loads(done.stdout))
    return {canonicalize_name(package.name): package for package in found}


def files_of(package: Distribution):
    """Return the size of each file of a distribution that is there, by its path."""
    paths = (Path(str(package.locate_file(file))).resolve() for file in package.files or ())
    return {path: path.stat().st_size for path in paths if path.is_file()}


def size_mb(package: Distribution):
    """Return the MB of a distribution."""
    return sum(files_of(package).values()) / 1e6


def requirements(package: Distribution):
    """Return the names of what a distribution needs here, without its extras."""
    needed = map(Requirement, package.requires or ())
    return [canonicalize_name(row.name) for row in needed if row.marker is None or row.marker.evaluate({"extra": ""})]


def origins(packages):
    """Return by name all shortest ways that lead from fer-live to a distribution, without both ends."""
    ways, reached = {PROJECT: [()]}, [PROJECT]
    for name in reached:
        for needed in requirements(packages[name]) if name in packages else ():
            longer = [(*way, name) if name != PROJECT else way for way in ways[name]]
            if needed not in ways:
                ways[needed] = longer
                reached.append(needed)
            elif len(longer[0]) == len(ways[needed][0]) and longer[0] not in ways[needed]:
                ways[needed] += longer
    return ways


def origin(name, ways):
    """Return in words what brings a distribution along."""
    if name == PROJECT:
        return "itself"
    if name not in ways:
        return "asked for by name"
    return ", ".join(" > ".join(way) if way else PROJECT for way in ways[name])


def opened_files(python):
    """Return the files that the window and the analysis of the demo clip open."""
    with tempfile.TemporaryDirectory() as name:
        log, environment = Path(name) / "log", dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=name)
        environment.pop("PYTHONPATH", None)
        watch = ["strace", "-f", "-e", "trace=open,openat", "-o", str(log), python, *START]
        analysis = [*watch, "analyze", str(CLIP), "--out", name]
        subprocess.run(analysis, env=environment, check=True, cwd=name, stdout=subprocess.DEVNULL)
        lines = log.read_text("utf-8", "replace").splitlines()
        window = subprocess.Popen([*watch, "--demo"], env=environment, cwd=name, start_new_session=True)
        time.sleep(WINDOW_S)
        os.killpg(window.pid, signal.SIGTERM)
        window.wait()
        lines += log.read_text("utf-8", "replace").splitlines()
    matches = (re.search(r'open(?:at)?\([^"]*"([^"]+)"[^)]*\)\s*=\s*\d', line) for line in lines)
    return {Path(match[1]).resolve() for match in matches if match}


def rows(packages, opened):
    """Return the cells of each distribution, the largest first, and the bytes of all."""
    ways, found = origins(packages), []
    for name, package in packages.items():
        if name in INSTALLERS:
            continue
        files = files_of(package)
        libs = sum(size for path, size in files.items() if any(part.endswith(".libs") for part in path.parts))
        used = sum(size for path, size in files.items() if path in opened)
        found.append((sum(files.values()), libs, used, package, origin(name, ways)))
    return sorted(found, key=lambda row: -row[0])


def print_table(found, *, opened):
    """Print the table, with small packages in one row."""
    extra = (" opened |", "---|") if opened else ("", "")
    print(f"| package | version | MB | of it .libs |{extra[0]} brought along by |\n|---|---|---|---|{extra[1]}---|")
    large = [row for row in found if row[0] >= 1e6]
    for size, libs, used, package, by in large:
        shown = f" {used / 1e6:.1f} |" if opened else ""
        libs_shown = f"{libs / 1e6:.1f}" if libs else ""
        print(f"| {package.name} | {package.version} | {size / 1e6:.1f} | {libs_shown} |{shown} {by} |")
    small = found[len(large) :]
    totals = {
        f"{len(small)} under 1 MB each: {', '.join(row[3].name for row in small)}": small,
        "**all**": found,
    }
    for name, group in totals.items():
        size, libs, used = (sum(row[column] for row in group) for column in range(3))
        shown = f" {used / 1e6:.1f} |" if opened else ""
        print(f"| {name} | | {size / 1e6:.1f} | {libs / 1e6:.1f} |{shown} |")
    total = sum(row[0] for row in found)
    print(f"\n{len(found)} packages, {total / 1e6:.0f} MB ({total / 2**20:.0f} MiB)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="of the environment to be measured")
    parser.add_argument("--opened", action="store_true", help="watch which files are opened at all")
    args = parser.parse_args()
    packages = installed(args.python)
    if PROJECT not in packages:
        print(f"There is no fer-live in the environment of {args.python}. Install it there: pip install .")
        return 2
    print_table(rows(packages, opened_files(args.python) if args.opened else set()), opened=args.opened)
    return 0


if __name__ == "__main__":
    sys.exit(main())
