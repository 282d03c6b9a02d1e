"""Damaged inputs, and a child process that reads them under a limit of memory and of time.

``python mutants.py`` is the child: it reads lines of JSON (kind, path) and answers each with a line.
"""

import copy
import json
import os
import random
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

MEMORY_BYTES = 2 << 30
#: More frames than this are not read: time stamps and counts have been seen by then.
MOST_FRAMES = 2000

# What a mutation does


def mutated(data, seed):
    """Return bytes with one to three kinds of damage."""
    rng = random.Random(seed)
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if len(data) < 16:
            break
        data = bytearray(rng.choice(_WAYS)(data, rng))
    return bytes(data)


def _part(data, rng):
    # Headers suffer as often as the rest.
    start = rng.randrange(min(len(data), 400)) if rng.random() < 0.4 else rng.randrange(len(data))
    return start, min(start + rng.choice((1, 4, 16, 64, max(len(data) // 50, 1))), len(data))


def _cut(data, rng):
    return data[: rng.choice((len(data) // 2, len(data) - 1, len(data) - 20, rng.randrange(8, len(data))))]


def _zero(data, rng):
    start, end = _part(data, rng)
    return data[:start] + bytes(end - start) + data[end:]


def _noise(data, rng):
    start, end = _part(data, rng)
    return data[:start] + rng.randbytes(end - start) + data[end:]


def _swap(data, rng):
    start, end = _part(data, rng)
    other = rng.randrange(len(data) - (end - start) + 1)
    moved = bytearray(data)
    moved[start:end], moved[other : other + end - start] = data[other : other + end - start], data[start:end]
    return moved


def _drop(data, rng):
    start, end = _part(data, rng)
    return data[:start] + data[end:]


def _double(data, rng):
    start, end = _part(data, rng)
    return data[:end] + data[start:]


def _extreme(data, rng):
    """Write a number that is as large, or as small, as its bytes allow: a length, a size, a time."""
    length = rng.choice((1, 2, 4, 8))
    start = min(_part(data, rng)[0], len(data) - length)
    value = rng.choice(
        (b"\xff" * length, b"\0" * length, b"\x7f" + b"\xff" * (length - 1), b"\x80" + b"\0" * (length - 1))
    )
    return data[:start] + value + data[start + length :]


def _flip(data, rng):
    for _ in range(rng.randrange(1, 20)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return data


_WAYS = (_cut, _zero, _noise, _swap, _drop, _double, _extreme, _flip)
_ODD = (None, True, [], {}, "", "x" * 5000, -1, 0, 1e308, float("nan"), float("inf"), 10**400, "\ud800", [[]], {"a": 1})


def mutated_json(text, seed):
    """Return a JSON text with one to three odd values, or keys that are missing; sometimes with damaged bytes."""
    rng = random.Random(seed)
    if rng.random() < 0.25:
        return mutated(text.encode(), seed)
    if rng.random() < 0.05:
        return b"[" * 100_000 + b"]" * 100_000
    fields = json.loads(text)
    for _ in range(rng.choice((1, 1, 2, 3))):
        holders = [node for node in _nodes(fields) if node]
        if not holders:
            break
        node = rng.choice(holders)
        key = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
        if rng.random() < 0.25:
            del node[key]
        else:
            node[key] = copy.deepcopy(rng.choice(_ODD))
    return json.dumps(fields).encode()


def _nodes(value):
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _nodes(inner)


# What became of one


@dataclass
class Verdict:
    """How an input was read.

    ``error`` is the sentence of a :class:`FerError`, ``crash`` anything else that ended it: an exception's name, a
    signal, or "hang"; ``printed`` what appeared on standard output.
    """

    error: str = ""
    crash: str = ""
    frames: int = 0
    notes: tuple = ()
    printed: str = ""
    grown_mb: float = 0.0
    seconds: float = 0.0


class Reader:
    """A child process that reads inputs one after the other; it is started again when one has ended it."""

    def __init__(self, limit_s=20.0):
        self._limit_s = limit_s
        self._child = None

    def read(self, kind, path):
        """Return the verdict on one input."""
        if self._child is None:
            self._start()
        start = time.monotonic()
        self._child.stdin.write(json.dumps([kind, str(path)]) + "\n")
        self._child.stdin.flush()
        ready, _, _ = select.select([self._child.stdout], [], [], self._limit_s)
        line = self._child.stdout.readline() if ready else None
        if line:
            fields = json.loads(line)
            return Verdict(**{**fields, "notes": tuple(fields["notes"])}, seconds=time.monotonic() - start)
        if line is None:
            self._child.kill()
        code = self._child.wait()
        self.close()
        crash = "hang" if line is None else signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Verdict(crash=crash, seconds=time.monotonic() - start)

    def close(self):
        """End the child."""
        if self._child is not None:
            self._child.stdin.close()
            self._child.stdout.close()
            self._child.kill()
            self._child.wait()
        self._child = None

    def _start(self):
        root = Path(__file__).resolve().parents[1]
        environment = {**os.environ, "PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}
        self._child = subprocess.Popen(
            [sys.executable, __file__],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._child.stdout.readline() == "ready\n"


# The child


def _read_media(path):
    from fer_core.sources import open_path

    source = open_path(path)
    try:
        source.open()
        frames = 0
        while frames < MOST_FRAMES and source.read() is not None:
            frames += 1
        return frames, source.notes()
    finally:
        source.close()


def _read_settings(path):
    from app.settings import Settings

    Settings.load(path)
    return 1, ()


def _read_session(path):
    from fer_core.session.reader import open_session

    return 1, open_session(path).problems


def _read_spec(path):
    from fer_core.spec import ModelSpec

    ModelSpec.from_json(path.read_text("utf-8", "surrogateescape"), path.name)
    return 1, ()


def _read_model(path):
    from fer_core.recognition import OnnxRecogniser

    OnnxRecogniser.load(path)
    return 1, ()


def _read_manifest(path):
    from fer_core import manifest

    manifest.MODELS = path.parent
    manifest.MANIFEST_FILE = path.name
    manifest.checksums()
    return 1, ()


_KINDS = {
    "media": _read_media,
    "settings": _read_settings,
    "session": _read_session,
    "spec": _read_spec,
    "model": _read_model,
    "manifest": _read_manifest,
}


def _verdict(kind, path):
    from fer_core.errors import FerError

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    verdict = {"error": "", "crash": "", "frames": 0, "notes": ()}
    try:
        verdict["frames"], verdict["notes"] = _KINDS[kind](Path(path))
    except FerError as error:
        verdict["error"] = str(error)
    except BaseException as error:
        verdict["crash"] = f"{type(error).__name__}: {error}"[:300]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {**verdict, "grown_mb": grown / (1 << (20 if sys.platform == "darwin" else 10))}


def _main():
    import fer_core.recognition
    import fer_core.session.reader
    import fer_core.sources  # noqa: F401

    if sys.platform == "linux":
        # Of what may be written to: libraries reserve far more addresses than they use. What is loaded counts, too.
        pages = int(Path("/proc/self/statm").read_text().split()[5])
        limit = pages * resource.getpagesize() + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    # What native code prints would come in between the answers.
    answers = os.fdopen(os.dup(1), "w")
    with tempfile.TemporaryFile() as printed:
        os.dup2(printed.fileno(), 1)
        print("ready", file=answers, flush=True)
        for line in sys.stdin:
            before = os.fstat(1).st_size
            verdict = _verdict(*json.loads(line))
            printed.seek(before)
            verdict["printed"] = printed.read().decode(errors="replace")
            print(json.dumps(verdict), file=answers, flush=True)


if __name__ == "__main__":
    _main()
