"""What the commands share: arguments, sentences on stderr, a progress bar."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

OK, BAD_INPUT, INTERRUPTED, PIPE_CLOSED = 0, 2, 130, 141


if TYPE_CHECKING:
    from fer_core.veil import Veil

_LOOKS = ("overlay", "clean", "blurred")
#: Of films and pictures, which no output ends in.
_FILE_ENDINGS = (
    *(".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".mjpg", ".mjpeg", ".gif"),
    *(".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"),
)


def without_screen() -> None:
    """Keep the face detector's graphics library off a screen that nobody needs, and from writing caches.

    It looks for one although it computes nothing there; one that is far away is asked over the network.
    """
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    os.environ.setdefault("MESA_SHADER_CACHE_DISABLE", "true")


def complain(sentence: str) -> None:
    """Print a sentence on stderr."""
    print(f"fer-live: {sentence}", file=sys.stderr)


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

    if args.hide and not args.video:
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
    path = Path(text)
    if "://" not in text and not path.is_file() and path.suffix.lower() not in _FILE_ENDINGS:
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

    def __init__(self, name: str, unit: str = "frame") -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            desc=name, unit=unit, disable=None if sys.stderr else True, dynamic_ncols=True, file=sys.stderr
        )

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        # A file that could not be read leaves no bar, one that held less than it claims a whole one.
        self._bar.leave = self._bar.n > 0
        if not self._bar.disable:
            self._bar.total = self._bar.n
            self._bar.refresh()
        self._bar.close()

    def update(self, done: int, total: int | None) -> None:
        """Show that ``done`` of ``total`` are done."""
        if self._bar.disable:
            return
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def note(self, text: str, *, is_error: bool = False) -> None:
        """Print a sentence above the bar."""
        self._bar.clear()
        complain(text if is_error else f"note: {text}")
