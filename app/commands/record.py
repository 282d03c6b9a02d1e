"""``fer-live record``: record a camera, a stream or a film as it plays, without a window."""

import argparse
import math
import signal
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import (
    BAD_INPUT,
    INTERRUPTED,
    OK,
    Bar,
    add_model,
    add_wanted,
    complain,
    film_of,
    pipeline_options,
    veil_of,
    without_screen,
)
from app.commands.streams import Streams, add_streams
from fer_core.errors import SinkError, SourceError

if TYPE_CHECKING:
    from fer_core.engine import Engine
    from fer_core.sinks.attached import AttachedSink
    from fer_core.sinks.base import Outcome
    from fer_core.sources import SourceRequest

_HELP = """\
Record a camera, a stream or a film without a window: DIR/NAME/NAME.csv, one row per face and picture, and session.json,
which says how it was made and that it is whole. Every row is on the disk within a second. Ctrl-C finishes.

A film plays at its own pace; to read every frame of it, use 'fer-live analyze'.
"""
_POLL_S = 0.1


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    found = argparse.ArgumentParser(
        "fer-live record", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = found.add_mutually_exclusive_group()
    what.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help="a camera's number or name (see 'fer-live cameras'), a stream address, or a film (default: first camera)",
    )
    what.add_argument("--demo", action="store_true", help="record the demo clip")
    found.add_argument("--out", type=Path, metavar="DIR", help="where recordings go (default: among your documents)")
    found.add_argument("--name", help="of the recording (default: kind of source, date and time)")
    found.add_argument("--participant", default="", help="who takes part, for session.json; a code does")
    found.add_argument("--condition", default="", help="under which condition, for session.json")
    found.add_argument("--seconds", type=_seconds, metavar="S", help="finish after so many seconds")
    found.add_argument("--countdown", type=_seconds, metavar="S", help="count down so many seconds before the start")
    found.add_argument(
        "--part-size",
        type=_megabytes,
        metavar="MB",
        help="go on in a further file, NAME-2, when a table or film is larger (default: never)",
    )
    found.add_argument(
        "--rules",
        type=Path,
        metavar="FILE",
        help="set a mark whenever one of these rules goes off; 'fer-live rules --help' says what a rule is",
    )
    add_model(found)
    add_wanted(found)
    add_streams(found)
    return found


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    args = parser().parse_args(argv)
    without_screen()
    from fer_core.build import make_pipeline
    from fer_core.engine import Engine
    from fer_core.sources import KINDS

    kind, request = _request(args)
    take = _Take(args, kind)
    engine = Engine(
        partial(KINDS[kind].open, request),
        partial(make_pipeline, args.model, detector="live", **pipeline_options(args)),
        on_ready=lambda: take.begin(engine),
    )
    return take.run(engine)


class _Take:
    """One recording, from the first frame to the last file."""

    def __init__(self, args: argparse.Namespace, kind: str) -> None:
        from fer_core.rules.language import read_rules

        self._args, self._kind, self._veil = args, kind, veil_of(args)
        self._streams = Streams(args.stream, self._veil)
        self._rules = read_rules(args.rules) if args.rules else ()
        self._parent = Path()
        self._folder = Path()
        self._attached: list[AttachedSink] = []
        self._failed = False
        self._stop = threading.Event()
        self._interrupts = 0
        # Seconds of the countdown that are left, and that have been told.
        self._counted = self._told = 0

    def begin(self, engine: "Engine") -> None:
        """Count down, make the folder and attach the sinks; in the inference thread, before the first frame."""
        from app.disk import full_words, is_full

        self._count_down()
        if self._stop.is_set():
            return
        try:
            self._begin(engine)
        except SinkError as error:
            if is_full(error):
                raise SinkError(full_words(self._parent)) from error
            raise

    def _count_down(self) -> None:
        end = time.monotonic() + (self._args.countdown or 0.0)
        while (left_s := end - time.monotonic()) > 0 and not self._stop.is_set():
            self._counted = math.ceil(left_s)
            self._stop.wait(left_s - self._counted + 1)
        self._counted = 0

    def _begin(self, engine: "Engine") -> None:
        from fer_core.commands import LookEverywhere
        from fer_core.rules.language import check
        from fer_core.rules.live import RulesSink
        from fer_core.session.columns import table_of
        from fer_core.session.description import SourceFacts, start_session
        from fer_core.session.events import RULE
        from fer_core.session.folder import begin_session, default_folder, new_session_folder
        from fer_core.sinks.table import SinkOptions

        args, info, pipeline = self._args, engine.info, engine.pipeline
        assert info is not None
        assert pipeline is not None
        # Before anything is made: a name that there is not leaves nothing behind.
        outputs = pipeline.select(args.estimators)
        columns = [cells.column for cells in table_of(pipeline, raw=args.raw, outputs=outputs)]
        check(self._rules, columns)
        wanted = args.name or f"{self._kind}-{datetime.now():%Y%m%d-%H%M%S}"
        self._parent = args.out or default_folder()
        self._folder = new_session_folder(self._parent, wanted)
        source = SourceFacts(self._kind, info.name, info.width, info.height, info.fps)
        session = start_session(
            self._folder.name,
            source,
            pipeline,
            raw=args.raw,
            outputs=outputs,
            participant=args.participant,
            condition=args.condition,
        )
        kinds = ("csv", "film", "events") if args.video else ("csv", "events")
        options = SinkOptions(film_of(args) == "overlay", veil=lambda _result: self._veil, part_bytes=args.part_size)
        record, sinks = begin_session(self._folder, session, kinds, options)
        self._attached = [engine.attach(sink, session, on_end=record.ended) for sink in sinks]
        engine.send(LookEverywhere(self._veil.needs_all))
        self._streams.begin(engine, source)
        if self._rules:
            marks = RulesSink(self._rules, lambda firing, t: engine.mark(RULE, firing.text, firing.face_id, t))
            self._attached.append(engine.attach(marks, session))

    def run(self, engine: "Engine") -> int:
        """Record until the source ends, the time is over, or somebody stops it; then see that it is saved."""
        before = {number: signal.signal(number, self._interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            with Bar("recording", "row") as bar:
                engine.start()
                self._watch(engine, bar)
                engine.stop()
                self._tell(engine, bar)
                saved = self._saved(bar)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if saved is None:
            complain("stopped.")
            return INTERRUPTED
        return OK if saved and not self._failed else BAD_INPUT

    def _interrupted(self, *_: object) -> None:
        self._interrupts += 1
        self._stop.set()

    def _watch(self, engine: "Engine", bar: Bar) -> None:
        from app.disk import LOOK_EVERY_S, RoomWatch
        from fer_core.engine import EngineState

        deadline_s = self._args.seconds
        waited_s = looked_s = 0.0
        room: RoomWatch | None = None
        while not self._stop.wait(_POLL_S):
            self._tell(engine, bar)
            self._tell_countdown(bar)
            running = engine.state is EngineState.RUNNING and bool(self._attached)
            waited_s += _POLL_S if running else 0.0
            if running and (room is None or waited_s - looked_s >= LOOK_EVERY_S):
                room, looked_s = room or RoomWatch(self._folder), waited_s
                words = room.look(waited_s)
                if words:
                    bar.note(words)
            if engine.state in (EngineState.STOPPED, EngineState.FAILED):
                return
            if self._attached:
                bar.update(self._attached[0].sink.written, None)
                outcomes = [attached.outcome for attached in self._attached]
                if any(outcome is not None and not outcome.complete for outcome in outcomes):
                    return
            if deadline_s is not None and waited_s >= deadline_s:
                return

    def _tell(self, engine: "Engine", bar: Bar) -> None:
        for event in engine.poll_events():
            if event.kind == "failure":
                self._failed = True
            if event.message and event.kind in ("failure", "note", "state"):
                bar.note(event.message, is_error=event.kind == "failure")
        self._streams.tell(bar)

    def _tell_countdown(self, bar: Bar) -> None:
        left = self._counted
        if left and left != self._told:
            bar.note(f"recording begins in {left} s.")
        self._told = left

    def _saved(self, bar: Bar) -> bool | None:
        """Wait until every file is closed and say what became of it; None if it was stopped before that."""
        from fer_core.captions import counted
        from fer_core.sinks.base import Outcome

        asked = self._interrupts
        if asked and not self._attached:
            # Before the first picture.
            return None
        outcomes: list[Outcome] = []
        for attached in self._attached:
            while (outcome := attached.wait(1.0)) is None:
                what = "the disk has not kept all of it yet. Ctrl-C does not wait for it."
                if attached.waiting:
                    waiting = counted(attached.waiting, "pictures")
                    what = f"the rows of {waiting} wait for the disk. Ctrl-C gives them up."
                bar.note(f"still writing: {what}")
                if self._interrupts > asked:
                    return None
            outcomes.append(outcome)
        self._tell_outcomes(outcomes, bar)
        return bool(outcomes) and all(outcome.complete for outcome in outcomes)

    def _tell_outcomes(self, outcomes: "Sequence[Outcome]", bar: Bar) -> None:
        from app.disk import failure_words, remove_if_empty
        from fer_core.captions import counted

        told: set[str] = set()
        for outcome in outcomes:
            words = outcome.message if outcome.complete else failure_words(outcome, self._folder)
            if words and words not in told:
                bar.note(words, is_error=not outcome.complete)
                told.add(words)
            if outcome.complete and outcome.path is not None:
                missed = f", {outcome.dropped} left out" if outcome.dropped else ""
                parts = f", in {len(outcome.parts)} parts" if outcome.parts else ""
                print(f"{outcome.path}: {counted(outcome.written, outcome.unit)}{missed}{parts}")
        made = [outcome for outcome in outcomes if outcome.path is not None]
        if outcomes and not any(outcome.complete or outcome.written for outcome in made):
            remove_if_empty(self._folder)


def _request(args: argparse.Namespace) -> "tuple[str, SourceRequest]":
    """Find out what is to be recorded."""
    from fer_core.sources import SourceRequest, is_stream, list_cameras, open_path

    text = args.source
    if args.demo:
        return "demo", SourceRequest()
    if text is not None and (is_stream(text) or "://" in text):
        return "stream", SourceRequest(text)
    cameras = list_cameras()
    if text is None and cameras:
        return "camera", SourceRequest(cameras[0].path or cameras[0].index, cameras[0].name)
    for camera in cameras if text is not None else ():
        if text in (str(camera.index), camera.name, camera.path):
            return "camera", SourceRequest(camera.path or camera.index, camera.name)
    if text is None or text.isdecimal():
        which = "No camera was found" if text is None else f"There is no camera {text}"
        msg = f"{which}. 'fer-live cameras' lists them; or name a film or a stream address."
        raise SourceError(msg)
    if not Path(text).suffix and len(Path(text).parts) == 1 and not Path(text).exists():
        msg = (
            f"There is no camera {text!r}, and no film of that name. 'fer-live cameras' lists the cameras; or name a "
            "film or a stream address."
        )
        raise SourceError(msg)
    kind = open_path(Path(text)).kind
    if kind == "picture":
        msg = f"{Path(text).name} is a picture. Read it with: fer-live analyze FILE"
        raise SourceError(msg)
    return kind, SourceRequest(str(Path(text)))


def _megabytes(text: str) -> int:
    """Return a size in bytes."""
    return max(int(_number(text, "megabytes") * 1e6), 1)


def _seconds(text: str) -> float:
    return _number(text, "seconds")


def _number(text: str, of: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e9:
        msg = f"{text!r} is no number of {of}"
        raise argparse.ArgumentTypeError(msg)
    return value
