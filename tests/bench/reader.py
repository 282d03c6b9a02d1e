"""How fast a session is opened: ``python -m tests.bench.reader [--rows N] [--faces N]``.

Writes a recording as the CSV sink does, opens it, and reads what a viewer needs of it; then again without its
description, so that every cell is looked through. Memory is that of the process, measured by the system. The rows are
those of pictures with so many faces each, 30 pictures a second: an hour of four faces by default.
"""

import argparse
import hashlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np

from fer_core.estimators.base import EstimatorDescription, PipelineDescription
from fer_core.outputs import DistributionSpec
from fer_core.session.clock import utc_text
from fer_core.session.columns import Cell
from fer_core.session.description import FileFacts, OpenSession, SourceFacts, start_session
from fer_core.session.reader import open_session
from fer_core.sinks.csv_table import RowFile, cell_text
from fer_core.spec import CLASSES

FPS = 30.0
VIEWED = ("t_s", "face_id", "label", "confidence", *(f"p_{label}" for label in CLASSES))

T = TypeVar("T")


def write(folder: Path, rows: int, faces: int, seed: int = 3) -> None:
    """Write a recording of so many rows."""
    model = EstimatorDescription("model", {"default": DistributionSpec(CLASSES)}, {})
    pipeline = PipelineDescription((model,), "model.default", {})
    session = start_session("long", SourceFacts("camera", "Desk"), pipeline, unadjusted=True)
    file = RowFile(folder / "long.csv")
    file.append([[cells.column.name for cells in session.table]])
    random = np.random.default_rng(seed)
    # As many rows as one block has are made, and written again and again with other times.
    block = [_cells(session, random) for _ in range(1024)]
    for first in range(0, rows, len(block)):
        file.append(_at(session, cells, first + i, faces) for i, cells in enumerate(block[: rows - first]))
    file.close()
    with (folder / "long.csv").open("rb") as written:
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    facts = FileFacts("long.csv", "csv", complete=True, written=rows, sha256=sha256)
    described = session.description.with_file(facts).to_json() | {"complete": True}
    (folder / "session.json").write_text(json.dumps(described), encoding="utf-8")


def _cells(session: OpenSession, random: np.random.Generator) -> list[str]:
    shares = dict(zip(CLASSES, random.dirichlet(np.full(len(CLASSES), 0.4)).tolist(), strict=True))
    label = max(shares, key=lambda name: shares[name])
    left, top, side = random.uniform(0, 500), random.uniform(0, 300), random.uniform(40, 160)
    known: dict[str, Cell] = {
        **{"session": "long", "label": label, "confidence": shares[label], "label_set": label, "ready": True},
        **{"x0": left, "y0": top, "x1": left + side, "y1": top + side, "detection_score": random.uniform(0.6, 1)},
        **{"quality": "", "output": "model.default", "latency_ms": random.uniform(10, 60)},
        **{f"{kind}_{name}": share for kind in ("p", "plain") for name, share in shares.items()},
        **{"held": False, "uncertain": False, "baseline": True},
    }
    return [cell_text(known.get(cells.column.name), cells.decimals) for cells in session.table]


def _at(session: OpenSession, cells: list[str], row: int, faces: int) -> list[str]:
    frame, face = divmod(row, faces)
    time_utc = utc_text(session.clock.start_utc + timedelta(seconds=frame / FPS))
    return [cells[0], str(frame), f"{frame / FPS:.4f}", time_utc, "", str(face + 1), *cells[6:]]


def timed(what: str, run: Callable[[], T]) -> T:
    """Run something, and print how long it took and how much memory was needed at most until then."""
    begin, cpu = time.perf_counter(), time.process_time()
    found = run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
    took_s, busy_s = time.perf_counter() - begin, time.process_time() - cpu
    print(f"{what:<40}{took_s:7.2f} s, of which computed {busy_s:6.2f}; peak {peak:6.0f} MiB")
    return found


def opened(folder: Path) -> None:
    """Open a session and read its columns."""
    session = timed("open", lambda: open_session(folder))
    print(f"{session.row_count} rows, {len(session.columns)} columns, {session.status}, {session.problems}")
    timed("read what a viewer needs (11 columns)", lambda: [session.rows[column] for column in VIEWED])
    timed("read all columns", lambda: dict(session.rows))


def main() -> None:
    """Write, open, read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=432_000)
    parser.add_argument("--faces", type=int, default=4)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timed("write", lambda: write(folder, args.rows, args.faces))
        size = (folder / "long.csv").stat().st_size
        print(f"{args.rows} rows, {size / 1e6:.0f} MB")
        opened(folder)
        (folder / "session.json").unlink()
        timed("open by itself (every cell is read)", lambda: open_session(folder))


if __name__ == "__main__":
    main()
