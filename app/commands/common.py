"""What the commands share: arguments, sentences on stderr, a progress bar."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

OK, BAD_INPUT, INTERRUPTED, PIPE_CLOSED = 0, 2, 130, 141


if TYPE_CHECKING:
    from fer_core.veil import Veil

_LOOKS = ("overlay", "clean", "blurred")


def without_screen() -> None:
    """Keep the face detector's graphics library off a screen that nobody needs, and from writing caches.

    It looks for one although it computes nothing there; one that is far away is asked over the network.
    """
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    os.environ.setdefault("MESA_SHADER_CACHE_DISABLE", "true")


def log_details(details: str) -> str:
    """Put a traceback into the log file of the window, and return a sentence that says where it is."""
    import platformdirs

    path = Path(platformdirs.user_log_path("fer-live", appauthor=False)) / "fer-live.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        return f"The details could not be written to {path}."
    record = logging.LogRecord("app", logging.ERROR, __file__, 0, f"uncaught exception\n{details}", None, None)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.emit(record)
    handler.close()
    return f"The details are in {path}."


def complain(sentence: str) -> None:
    """Print a sentence on stderr."""
    from fer_core._stderr import heard_stderr

    with heard_stderr():
        print(f"fer-live: {sentence}", file=sys.stderr, flush=True)


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add ``--model``."""
    parser.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help="folder of an exported model (encoder.onnx, head.onnx); default: the one that fer-live ships",
    )


def add_wanted(parser: argparse.ArgumentParser) -> None:
    """Add what is to be written besides the usual columns."""
    parser.add_argument(
        "--also", type=Path, action="append", default=[], metavar="DIR", help="a further model that reads each face"
    )
    parser.add_argument(
        "--output",
        metavar="NAME",
        help="the model's output that label and p_* are of (shipped: spoken, the default, ferplus, fer2013)",
    )
    parser.add_argument(
        "--estimators",
        nargs="+",
        type=_output_name,
        default=[],
        metavar="NAME",
        help="whose raw values get columns of their own: an output (spoken, ferplus, fer2013, MODEL.OUTPUT), a model, "
        "landmarks, or all",
    )
    parser.add_argument(
        "--raw", action="store_true", help="also write what each frame says alone, before the average: raw_*"
    )
    parser.add_argument(
        "--video",
        nargs="?",
        const="overlay",
        type=_look,
        metavar="overlay|clean|blurred",
        help="also write a film: with boxes and labels (overlay, the default), without (clean), or without and all "
        "faces blurred (blurred)",
    )
    parser.add_argument(
        "--hide",
        choices=("faces", "picture"),
        help="blur all faces in the film, or leave the picture out, so that boxes and labels alone are seen",
    )


def veil_of(args: argparse.Namespace) -> Veil:
    """Return what of people a film hides.

    Raises
    ------
    FerError
        If there is no film, or nothing would be seen in it.
    """
    from fer_core.errors import FerError
    from fer_core.veil import Veil

    shown = args.video or any(request.kind.name == "virtualcam" for request in getattr(args, "stream", ()))
    if args.hide and not shown:
        msg = "--hide is about the film: write --video, too."
        raise FerError(msg)
    if args.hide == "picture" and args.video in ("clean", "blurred"):
        msg = "A clean film without its picture shows nothing. Leave out --hide picture, or write --video=overlay."
        raise FerError(msg)
    return Veil(args.hide or ("faces" if args.video == "blurred" else "none"))


def film_of(args: argparse.Namespace) -> Literal["overlay", "clean"] | None:
    """Return which film is wanted; one that is blurred has no boxes and labels, and is veiled, see :func:`veil_of`."""
    if args.video is None:
        return None
    return "overlay" if args.video == "overlay" else "clean"


def _look(text: str) -> str:
    """Return how a film looks; another word is a file, as likely as not."""
    if text in _LOOKS:
        return text
    msg = (
        f"{_shown(text)} is none of overlay, clean and blurred. Put what is to be read before --video, or write "
        "--video=overlay"
    )
    raise argparse.ArgumentTypeError(msg)


def _output_name(text: str) -> str:
    """Return a name; a file is refused that stands behind the names and would be taken for one of them."""
    from fer_core.batch.inputs import FILE_ENDINGS

    path = Path(text)
    if "://" not in text and not path.is_file() and path.suffix.lower() not in FILE_ENDINGS:
        return text
    msg = f"{_shown(text)} is no output but what is to be read. Put it before --estimators"
    raise argparse.ArgumentTypeError(msg)


def _shown(text: str) -> str:
    """Return a word of the command line as it may be repeated: an address may hold a password."""
    from fer_core.sources.addresses import without_secrets

    return without_secrets(text) if "://" in text else repr(text)


def pipeline_options(args: argparse.Namespace) -> dict[str, Any]:
    """Return what ``make_pipeline`` is to be told besides the model."""
    from fer_core.build import ESTIMATORS

    extra = [name for name in args.estimators if name in ESTIMATORS]
    return {"also": args.also, "output": args.output, "extra": extra}


class Interrupts:
    """Keeps Ctrl-C until it does no harm: in the midst of native code it comes out as a traceback.

    Who presses it twice does not wait.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: Any = signal.SIG_DFL

    def __enter__(self) -> Interrupts:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def check(self) -> None:
        """Raise a :class:`KeyboardInterrupt` if Ctrl-C has been pressed."""
        if self._asked:
            raise KeyboardInterrupt

    def _note(self, *_: object) -> None:
        self.check()
        self._asked = True


class Bar:
    """A progress bar on stderr, where that is a terminal."""

    def __init__(self, name: str, unit: str = "frame", *, shares: bool = False) -> None:
        from tqdm import tqdm

        self._shares = shares
        self._bar = tqdm(
            desc=name,
            unit=unit,
            disable=None if sys.stderr else True,
            dynamic_ncols=True,
            file=sys.stderr,
            # Of what is half done a number would have many digits.
            bar_format="{desc}: {percentage:3.0f}%|{bar}| [{elapsed}<{remaining}]" if shares else None,
        )

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        # A file that could not be read leaves no bar, one that held less than it claims a whole one.
        self._bar.leave = self._bar.n > 0
        if not self._bar.disable:
            self._bar.total = self._bar.total if self._shares else self._bar.n
            self._bar.refresh()
        self._bar.close()

    def title(self, text: str) -> None:
        """Show another title."""
        self._bar.set_description_str(text, refresh=False)

    def clear(self) -> None:
        """Make room for a line of the standard output; the bar comes back by itself."""
        self._bar.clear()

    def update(self, done: float, total: int | None) -> None:
        """Show that ``done`` of ``total`` are done."""
        if self._bar.disable:
            return
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def note(self, text: str, *, is_error: bool = False) -> None:
        """Print a sentence above the bar."""
        self._bar.clear()
        complain(text if is_error else f"note: {text}")
