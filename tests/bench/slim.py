"""Does the slim installation do what the full one does? Both are made afresh, which needs the network (or its cache).

    python tests/bench/slim.py [--keep DIR]

It makes three environments: the full one (``pip install .``) and those of assets/slim.txt and assets/slim-commands.txt,
runs ``fer-live doctor`` in each, analyses the demo clip in each, and compares the CSVs byte by byte. The full one gets
the release of OpenCV that the slim ones have: another release may round the last digit otherwise. Exit code 1 if
anything is not as it should be.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from size import CLIP, INSTALLERS, ROOT, installed, size_mb

MEDIAPIPE = "mediapipe==0.10.33"


def python_of(folder):
    """Return the interpreter of an environment."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def new_environment(folder, *installations):
    """Make an environment and install into it, one pip after the other; return its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = str(python_of(folder))
    for arguments in installations:
        subprocess.run([python, "-m", "pip", "install", "-q", *arguments], check=True, cwd=ROOT)
    return python


def make_environments(folder):
    """Return the interpreters of the three environments by name."""
    last = ["--no-deps", MEDIAPIPE, "."]
    pythons = {
        name: new_environment(folder / name, ["-r", f"assets/{name}.txt"], last) for name in ("slim", "slim-commands")
    }
    opencv = installed(pythons["slim"])["opencv-python-headless"].version
    return {"full": new_environment(folder / "full", [".", f"opencv-contrib-python=={opencv}"]), **pythons}


def run(python, *arguments, cwd):
    """Run fer-live in an environment, as if nothing of this checkout were there."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    code = "import sys; from app.start import main; sys.exit(main())"
    command = [python, "-P", "-c", code, *arguments]
    return subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, check=False)


def judge(pythons, folder):
    """Print a row for each environment; return whether all is as it should be."""
    print("| installation | packages | MB | fer-live doctor | CSV of the demo clip |\n|---|---|---|---|---|")
    expected, good = None, True
    for name, python in pythons.items():
        packages = {key: package for key, package in installed(python).items() if key not in INSTALLERS}
        doctor = run(python, "doctor", cwd=folder)
        analysis = run(python, "analyze", str(CLIP), "--out", str(folder / f"out-{name}"), cwd=folder)
        table = folder / f"out-{name}" / f"{CLIP.stem}.csv"
        data = table.read_bytes() if analysis.returncode == 0 else None
        expected = data if expected is None else expected
        good = good and doctor.returncode == 0 and data is not None and data == expected
        said = "no problem" if doctor.returncode == 0 else doctor.stdout.strip().splitlines()[-1]
        same = f"{len(data)} bytes, {'the same' if data == expected else 'OTHERS'}" if data else analysis.stderr.strip()
        total = sum(map(size_mb, packages.values()))
        print(f"| {name} | {len(packages)} | {total:.0f} | {said} | {same} |", flush=True)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the environments there, and leave them")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = args.keep.resolve() if args.keep else Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        good = judge(make_environments(folder), folder)
    print("good" if good else "MISSED")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
