"""Batches of films that are killed, and films of hours: ``python -m tests.bench.batch WHAT``.

``equal``    20 small films; a batch that is killed half way and started again against one that nobody disturbs: every
             CSV is to be the same, byte for byte.
``worker``   a batch of two processes, one of which is killed: every CSV is to be the same.
``cluster``  the same on two workers of dask.distributed, one of which is killed.
``memory``   a film of ``--hours`` (2) with a scripted pipeline, or of ``--minutes`` with the real one: what the process
             takes over time, against the 500 MB that a process may take.

The films are made of the demo clip, and of the shared clips where they are.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.analysis import analyse
from fer_core.batch.engines import PROCESS_BYTES
from fer_core.pipeline import Pipeline
from fer_core.sources import DEMO_CLIP, VideoFile
from fer_core.types import Detection
from tests.core.fake_faces import FakeRecogniser, face, pipeline_of

SHARED = Path(__file__).resolve().parents[3] / "shared" / "clips"
FILMS, FRAMES, FPS = 20, 48, 24
SIZE = (320, 180)
#: A process is killed that has not done what is waited for by then, in seconds.
LIMIT_S = 600.0
ANALYZE = (sys.executable, "-m", "app.start", "analyze")


def write_clip(path: Path, source: Path, start: int, frames: int) -> Path:
    """Write some frames of a film, small; return the path."""
    film = VideoFile(source)
    film.open()
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for number, frame in enumerate(iter(film.read, None)):
            if start <= number < start + frames:
                image = cv2.resize(frame.image, SIZE, interpolation=cv2.INTER_AREA)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")))
        container.mux(stream.encode())
    film.close()
    return path


def write_loop(path: Path, clip: Path, seconds: float) -> Path:
    """Write a film that repeats another one, packet by packet, for so long; return the path."""
    with av.open(str(clip)) as film, av.open(str(path), "w") as container:
        source = film.streams.video[0]
        target = container.add_stream_from_template(source)
        packets = [packet for packet in film.demux(source) if packet.size]
        length = round(Fraction(len(packets), FPS) / source.time_base)
        kept = [(bytes(packet), packet.pts, packet.dts, packet.is_keyframe, packet.duration) for packet in packets]
        for turn in range(round(seconds * FPS / len(packets))):
            for data, pts, dts, key, duration in kept:
                packet = av.Packet(data)
                packet.pts, packet.dts, packet.duration = pts + turn * length, dts + turn * length, duration
                packet.is_keyframe, packet.time_base, packet.stream = key, source.time_base, target
                container.mux(packet)
    return path


def write_films(folder: Path) -> Path:
    """Write 20 small films into a folder, some in one below; return it."""
    others = [SHARED / name for name in ("single_face.mp4", "noface_face.mov", "no_face.mp4") if SHARED.is_dir()]
    (folder / "more").mkdir(parents=True)
    for number in range(FILMS):
        source = others[number] if number < len(others) else DEMO_CLIP
        place = folder / "more" if number % 4 == 3 else folder
        write_clip(place / f"{number:02d}.mp4", source, 0 if source in others else number * 20, FRAMES)
    return folder


def tables(out: Path) -> dict[str, bytes]:
    """Return every CSV in a folder, the summary, too, by its path there."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.csv"))}


def whole(out: Path) -> int:
    """Return how many tables have a description under its final name."""
    return sum(not path.name.endswith(".partial.session.json") for path in out.rglob("*.session.json"))


def start(films: Path, out: Path, *options: str) -> "subprocess.Popen[bytes]":
    """Start a batch in a process group of its own."""
    command = (*ANALYZE, "films", "--recursive", "--out", str(out), *options)
    return subprocess.Popen(command, cwd=films.parent, stdout=subprocess.DEVNULL, start_new_session=True)


def wait_for(condition: Callable[[], object], process: "subprocess.Popen[bytes]") -> None:
    """Wait until something is so while a process runs."""
    end = time.monotonic() + LIMIT_S
    while not condition():
        assert process.poll() is None, "the batch has ended before"
        assert time.monotonic() < end
        time.sleep(0.02)


def finished(process: "subprocess.Popen[bytes]") -> None:
    """Wait for a batch that is to do well."""
    code = process.wait(LIMIT_S)
    assert code == 0, f"exit code {code}"


def compare(expected: dict[str, bytes], found: dict[str, bytes]) -> bool:
    """Print how many of the tables are the same, byte for byte, and which are not."""
    same = [name for name in expected if expected[name] == found.get(name)]
    print(f"{len(same)} of {len(expected)} CSVs are byte-equal ({sum(map(len, expected.values()))} bytes in all)")
    for name in sorted({*expected, *found} - {*same}):
        print(f"  {name} differs: {len(expected.get(name, b''))} and {len(found.get(name, b''))} bytes")
    return len(same) == len(expected) == len(found)


def equal(folder: Path) -> bool:
    """Kill a batch half way, with all its processes, and start it again."""
    films = write_films(folder / "films")
    finished(start(films, folder / "a"))
    killed = start(films, folder / "b", "--jobs", "2")
    wait_for(lambda: whole(folder / "b") >= FILMS // 2 and any((folder / "b").rglob("*.partial.csv")), killed)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    halves = len(list((folder / "b").rglob("*.partial.csv")))
    print(f"killed (-9) with {whole(folder / 'b')} of {FILMS} films whole and {halves} half written")
    finished(start(films, folder / "b", "--jobs", "2"))
    return compare(tables(folder / "a"), tables(folder / "b"))


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(word) for word in text.split()]


def is_worker(pid: int) -> bool:
    """Whether a process analyses films, and not something that multiprocessing needs besides."""
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def worker(folder: Path) -> bool:
    """Kill one of the two processes of a batch."""
    films = write_films(folder / "films")
    finished(start(films, folder / "a"))
    batch = start(films, folder / "b", "--jobs", "2")
    wait_for(lambda: whole(folder / "b") >= FILMS // 4 and any((folder / "b").rglob("*.partial.csv")), batch)
    workers = [pid for pid in children(batch.pid) if is_worker(pid)]
    os.kill(workers[0], signal.SIGKILL)
    print(f"killed (-9) process 1 of {len(workers)} with {whole(folder / 'b')} of {FILMS} films whole")
    finished(batch)
    return compare(tables(folder / "a"), tables(folder / "b"))


def cluster(folder: Path) -> bool:
    """Kill one of the two workers of a cluster, for good."""
    from distributed import LocalCluster, Status

    films = write_films(folder / "films")
    finished(start(films, folder / "a"))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
        batch = start(films, folder / "b", "--dask", local.scheduler_address)
        wait_for(lambda: whole(folder / "b") >= FILMS // 4 and any((folder / "b").rglob("*.partial.csv")), batch)
        nanny = local.workers[0]
        pid = nanny.pid
        # Else it would start another one.
        nanny.status = Status.closing_gracefully
        os.kill(pid, signal.SIGKILL)
        print(f"killed (-9) worker 1 of 2 with {whole(folder / 'b')} of {FILMS} films whole")
        finished(batch)
        print(f"workers left: {len(local.scheduler.workers)}")
    return compare(tables(folder / "a"), tables(folder / "b"))


class Passers:
    """A detector without a network: somebody stays, and somebody else comes by every ten seconds."""

    def detect(self, _image: NDArray[np.uint8], t: float) -> tuple[Detection, ...]:
        """Return the faces of a moment."""
        stays = face(40, 40)
        return (stays, face(190, 40)) if t % 10 < 6 else (stays,)

    def close(self) -> None:
        """Close nothing."""


class Forgetful(FakeRecogniser):  # type: ignore[misc]
    """A recogniser without networks that keeps no list of what it was asked."""

    def read(self, windows: NDArray[np.float32], valid: NDArray[np.int64]) -> Mapping[str, NDArray[np.float32]]:
        """Read windows."""
        self.batches.clear()
        self.valid.clear()
        said: Mapping[str, NDArray[np.float32]] = super().read(windows, valid)
        return said


def scripted(_model: Path | None = None, *, still: bool = False) -> Pipeline:
    """Return a pipeline without networks."""
    made: Pipeline = pipeline_of(Passers(), Forgetful(), still=still)
    return made


def resident_mb(pid: int) -> float:
    """Return the memory of a process that is really there, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def samples(process: "subprocess.Popen[bytes]", every_s: float) -> Iterator[tuple[float, float]]:
    """Return seconds and MB while a process runs."""
    start_t = time.monotonic()
    while process.poll() is None:
        try:
            yield time.monotonic() - start_t, resident_mb(process.pid)
        except (OSError, IndexError):
            return
        time.sleep(every_s)


def memory(folder: Path, seconds: float, *, real: bool) -> bool:
    """Print what a process takes while it analyses a long film."""
    clip = write_clip(folder / "clip.mp4", DEMO_CLIP, 0, 472)
    film = write_loop(folder / "long.mp4", clip, seconds)
    code = f"from tests.bench.batch import read_scripted; read_scripted({str(film)!r}, {str(folder / 'out')!r})"
    command = [*ANALYZE, str(film), "--out", str(folder / "out")] if real else [sys.executable, "-c", code]
    process = subprocess.Popen(command)
    found = list(samples(process, 0.5))
    size = next((folder / "out").glob("*.csv")).stat().st_size
    with (folder / "out" / "long.csv").open("rb") as file:
        rows = sum(1 for _ in file) - 1
    pipeline = "real" if real else "scripted"
    made = f"{rows} rows, {size / 1e6:.0f} MB of CSV"
    print(f"{seconds / 3600:.2g} h of film, {made}, {pipeline} pipeline: exit code {process.wait()}")
    print(f"{'time s':>8} {'MB':>6}")
    for number in range(13):
        t, mb = found[min(number * len(found) // 12, len(found) - 1)]
        print(f"{t:8.0f} {mb:6.0f}")
    most = max(mb for _, mb in found)
    print(f"at most {most:.0f} MB of {PROCESS_BYTES / 1e6:.0f}")
    return most * 1e6 <= PROCESS_BYTES and process.returncode == 0


def read_scripted(film: str, out: str) -> None:
    """Analyse a film without networks, in this process, and count its table."""
    from fer_core.session.shares import table_shares

    table_shares(analyse(film, Path(out), make=scripted))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the measurements; exit code 1 if it has missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("equal", "worker", "cluster", "memory"))
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--minutes", type=float, help="of film, with the real pipeline")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if args.what == "memory":
            seconds = args.hours * 3600 if args.minutes is None else args.minutes * 60
            good = memory(folder, seconds, real=args.minutes is not None)
        else:
            good = {"equal": equal, "worker": worker, "cluster": cluster}[args.what](folder)
    print("good" if good else "MISSED")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
