"""The command line: ``fer-live`` opens the window, its commands work without one."""

import argparse
import importlib.metadata
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from fer_core.errors import FerError, ModelError

_OK, _BAD_INPUT, _INTERRUPTED, _PIPE_CLOSED = 0, 2, 130, 141

_WINDOW_HELP = """\
Read the expressions of the people in front of a camera, live, on this computer.

Without a command, fer-live opens its window with the camera that was used last.
"""
_WINDOW_EPILOG = """\
commands:
  fer-live analyze FILE... --out DIR   write a CSV for each video or picture, without a window
  fer-live cameras                     list the cameras
  fer-live doctor                      check what fer-live needs, and say what to do
  'fer-live COMMAND --help' tells more.

examples:
  fer-live                             the window, with a camera
  fer-live --demo                      the window, with the demo clip
  fer-live holiday.mp4                 the window, with a video (or a picture)
  fer-live rtsp://192.168.1.20/live    the window, with a network camera

No picture leaves this computer.
"""
_ANALYZE_HELP = """\
Analyse every frame of videos and pictures, and write one CSV each: DIR/NAME.csv, one row per face and frame.

Time is the position in the file, so the result does not depend on the speed of the computer. A CSV of the same name
from an earlier run is replaced. Exit code: 0 if all files were analysed, 2 if one could not be; the others still are.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run fer-live.

    Parameters
    ----------
    argv
        Arguments without the program's name; None for those of this process.

    Returns
    -------
    The exit code: 0, or 2 with a sentence on stderr about what is wrong; 1 if ``doctor`` has found a problem.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = _COMMANDS.get(arguments[0]) if arguments else None
    if command is not None and not logging.getLogger().handlers:
        # Warnings of the libraries are for the log of the window, not for a terminal.
        logging.getLogger().addHandler(logging.NullHandler())
    _write_any_name()
    try:
        code = _window(arguments) if command is None else command(arguments[1:])
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has had enough; Python would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except FerError as error:
        _complain(str(error))
        return _BAD_INPUT
    except KeyboardInterrupt:
        _complain("stopped.")
        return _INTERRUPTED
    except ImportError as error:
        _complain(_not_loaded(error))
        return _BAD_INPUT
    except Exception as error:
        _complain(_unexpected(error))
        return _BAD_INPUT
    return code


def window_parser() -> argparse.ArgumentParser:
    """Return the parser of ``fer-live`` without a command."""
    parser = argparse.ArgumentParser(
        "fer-live",
        description=_WINDOW_HELP,
        epilog=_WINDOW_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("source", nargs="?", metavar="SOURCE", help="a video, a picture, or a stream address to open")
    what.add_argument("--demo", action="store_true", help="play the demo clip in a loop")
    _add_model(parser)
    version = importlib.metadata.version("fer-live")
    parser.add_argument("--version", action="version", version=f"fer-live {version}")
    return parser


def analyze_parser() -> argparse.ArgumentParser:
    """Return the parser of ``fer-live analyze``."""
    parser = argparse.ArgumentParser(
        "fer-live analyze", description=_ANALYZE_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=_file, metavar="FILE", help="a video or a picture")
    parser.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="where the CSV files go (default: the current folder)"
    )
    _add_model(parser)
    return parser


def _file(text: str) -> Path:
    """Return a file's path; an address is refused, and not repeated: it may hold a password."""
    if "://" in text:
        msg = "analyze reads files. Open the address of a stream in the window: fer-live ADDRESS"
        raise argparse.ArgumentTypeError(msg)
    return Path(text)


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help="folder of an exported model (encoder.onnx, head.onnx); default: the one that fer-live ships",
    )


def _window(argv: Sequence[str]) -> int:
    parser = window_parser()
    args = parser.parse_args(argv)
    if args.source in _COMMANDS:
        parser.error(f"put the command first: fer-live {args.source} ...")
    from app import doctor

    if doctor.no_screen():
        _complain("there is no screen here to open a window on. 'fer-live analyze' works without one.")
        return _BAD_INPUT
    if not os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("QT_QPA_PLATFORM"):
        missing = doctor.missing_libraries({**doctor.GRAPHICS_LIBRARIES, **doctor.X11_LIBRARIES})
        if missing:
            _complain(f"the window needs system libraries that are missing. {doctor.install_advice(missing)}")
            return _BAD_INPUT
    try:
        from app.main import run
    except ImportError as error:
        _complain(f"the window cannot be loaded ({error}). Run 'fer-live doctor'.")
        return _BAD_INPUT
    return run(args)


def _analyze(argv: Sequence[str]) -> int:
    args = analyze_parser().parse_args(argv)
    from fer_core.analysis import analyse, check_folder, session_names

    check_folder(args.out)
    code = _OK
    for path, session in zip(args.files, session_names(args.files), strict=True):
        with _Bar(path.name) as bar:
            try:
                written = analyse(
                    path, args.out, model=args.model, session=session, on_progress=bar.update, on_note=bar.note
                )
            except ModelError:
                # It would stop every file.
                raise
            except FerError as error:
                bar.note(str(error), is_error=True)
                code = _BAD_INPUT
                continue
        print(written)
    return code


class _Bar:
    """A progress bar on stderr, where that is a terminal."""

    def __init__(self, name: str) -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            desc=name, unit="frame", disable=None if sys.stderr else True, dynamic_ncols=True, file=sys.stderr
        )

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        # A file that could not be read leaves no bar, one that held less than it claims a whole one.
        self._bar.leave = self._bar.n > 0
        if not self._bar.disable:
            self._bar.total = self._bar.n
            self._bar.refresh()
        self._bar.close()

    def update(self, done: int, total: int | None) -> None:
        """Show that ``done`` frames of ``total`` are analysed."""
        if self._bar.disable:
            return
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def note(self, text: str, *, is_error: bool = False) -> None:
        """Print a sentence above the bar."""
        self._bar.clear()
        _complain(text if is_error else f"note: {text}")


def _cameras(argv: Sequence[str]) -> int:
    argparse.ArgumentParser("fer-live cameras", description="List the cameras of this computer.").parse_args(argv)
    from fer_core.sources import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        print(f"{camera.index}  {camera.name}  {camera.path}".rstrip())
    if not cameras:
        print("No camera found. Plug one in, and allow its use in the system's settings.")
    return _OK


def _doctor(argv: Sequence[str]) -> int:
    description = "Check what fer-live needs, and say what to do. Exit code 1 if there is a problem."
    argparse.ArgumentParser("fer-live doctor", description=description).parse_args(argv)
    from app import doctor

    return doctor.run()


_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "analyze": _analyze,
    "cameras": _cameras,
    "doctor": _doctor,
}


def _write_any_name() -> None:
    """Let the output show names that its encoding does not know, as the error output does anyway."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _complain(sentence: str) -> None:
    print(f"fer-live: {sentence}", file=sys.stderr)


def _not_loaded(error: ImportError) -> str:
    """Return a sentence about a library that cannot be loaded; without the system's libraries OpenCV cannot."""
    from app import doctor

    missing = doctor.missing_libraries(doctor.GRAPHICS_LIBRARIES)
    if missing:
        return f"system libraries are missing. {doctor.install_advice(missing)}."
    return _unexpected(error)


def _unexpected(error: Exception) -> str:
    """Put the traceback into the log file and return a sentence about it."""
    import platformdirs

    path = Path(platformdirs.user_log_path("fer-live", appauthor=False)) / "fer-live.log"
    where = f"The details are in {path}."
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        where = f"The details could not be written to {path}."
    else:
        record = logging.LogRecord("app", logging.ERROR, __file__, 0, "uncaught exception", None, sys.exc_info())
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handler.emit(record)
        handler.close()
    return f"something went wrong inside fer-live ({type(error).__name__}: {error}). {where}"


if __name__ == "__main__":
    sys.exit(main())
