"""Damage inputs of every kind, many times, and count what comes of it.

    python tests/bench/fuzz.py [--each N] [--seed N] [--only WORD ...] [--keep DIR]

It prints a Markdown table, and below it each input that went wrong with the seed that makes it again; ``--keep`` copies
these. A silent short result is a film that gives fewer frames than the whole one and says nothing of it.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "core")]

import mutants  # noqa: E402
import samples  # noqa: E402

COLUMNS = ("inputs", "refused", "with a note", "uncaught", "signals", "hangs", "over 2 GB", "silent short", "prints")
#: What is said of whole films, too.
_NO_LOSS = ("does not say how fast", "pages; only the first", "changes its size")


def main() -> int:
    """Run and print; return 1 if anything went wrong."""
    args = _parser().parse_args()
    reader = mutants.Reader(limit_s=30.0)
    wrong: list[str] = []
    table: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, path in _inputs(folder):
            label = f"{kind} {path.name}"
            if args.only and not any(word in label for word in args.only):
                continue
            whole = reader.read(kind, path)
            tally = table.setdefault(path.suffix.lstrip(".") if kind == "media" else kind, Counter())
            for seed in range(args.seed, args.seed + args.each):
                bent = _bent(kind, path, seed)
                verdict = reader.read(kind, bent)
                what = _judge(kind, verdict, whole.frames) + ["prints"] * bool(verdict.printed)
                tally.update(["inputs", *what])
                for word in set(what) & set(COLUMNS[3:]):
                    said = (
                        verdict.crash
                        or verdict.printed
                        or f"{verdict.frames} of {whole.frames} frames, {verdict.grown_mb:.0f} MB"
                    )
                    wrong.append(f"{label} seed {seed}: {word}: {said}")
                    if args.keep:
                        args.keep.mkdir(parents=True, exist_ok=True)
                        target = args.keep / f"{kind}-{seed}-{path.name}"
                        if bent.is_dir():
                            shutil.copytree(bent, target, dirs_exist_ok=True)
                        else:
                            shutil.copy(bent, target)
    reader.close()
    _print(table)
    print("\n".join(wrong))
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=40, help="damaged versions of each input (default: 40)")
    parser.add_argument("--seed", type=int, default=0, help="of the first version")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="WORD", help="inputs whose kind or name has one of these"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where inputs that went wrong are copied to")
    return parser


def _inputs(folder: Path) -> list[tuple[str, Path]]:
    media = [("media", path) for path in (*samples.films(folder), *samples.pictures(folder))]
    return [*media, *samples.texts(folder), ("model", samples.model(folder))]


def _bent(kind: str, path: Path, seed: int) -> Path:
    """Write a damaged version of an input beside it, and return where."""
    if kind == "model":
        bent = path.with_name("bent-model")
        shutil.copytree(path, bent, dirs_exist_ok=True)
        files = sorted(bent.iterdir())
        target = files[seed % len(files)]
        target.write_bytes(mutants.mutated(target.read_bytes(), seed))
        return bent
    data = path.read_bytes()
    changed = mutants.mutated_json(data.decode(), seed) if path.suffix == ".json" else mutants.mutated(data, seed)
    if kind == "session":
        bent = path.parent.with_name("bent-session")
        shutil.copytree(path.parent, bent, dirs_exist_ok=True)
        (bent / path.name).write_bytes(changed)
        return bent
    bent = path.with_name(f"bent{path.suffix}")
    bent.write_bytes(changed)
    return bent


def _judge(kind: str, verdict: mutants.Verdict, frames: int) -> list[str]:
    if verdict.crash:
        return ["hangs" if verdict.crash == "hang" else "signals" if verdict.crash.startswith("SIG") else "uncaught"]
    if verdict.grown_mb > mutants.MEMORY_BYTES / (1 << 20):
        return ["over 2 GB"]
    if verdict.error:
        return ["refused"]
    noted = any(not any(words in note for words in _NO_LOSS) for note in verdict.notes)
    if noted:
        return ["with a note"]
    return ["silent short"] if kind == "media" and verdict.frames < frames else []


def _print(table: dict[str, Counter[str]]) -> None:
    print(f"| kind | {' | '.join(COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}")
    total: Counter[str] = Counter()
    for kind, tally in table.items():
        print(f"| {kind} | {' | '.join(str(tally[name]) for name in COLUMNS)} |")
        total.update(tally)
    print(f"| all | {' | '.join(str(total[name]) for name in COLUMNS)} |")


if __name__ == "__main__":
    sys.exit(main())
