"""The command line: ``fer-live`` opens the window, its commands work without one."""

import argparse
import importlib
import importlib.metadata
import io
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path

from app.commands.common import BAD_INPUT, INTERRUPTED, PIPE_CLOSED, add_model, complain, log_details
from fer_core.errors import FerError

_WINDOW_HELP = """\
Read the expressions of the people in front of a camera, live, on this computer.

Without a command, fer-live opens its window with the camera that was used last.
"""
_WINDOW_EPILOG = """\
commands:
  fer-live analyze FILE... --out DIR   write a CSV for each video or picture, without a window
  fer-live record SOURCE --out DIR     record a camera, a stream or a film, without a window
  fer-live rules SESSION --rules FILE  say when rules would have set marks in a recorded session
  fer-live view SESSION                look through a session that was recorded
  fer-live report SESSION              tell what a session shows, as a page or a PDF
  fer-live export SESSION --to FORMAT  write a session for pandas, R, ELAN, BORIS or scripts for OpenFace
  fer-live finish RECORDING            complete a recording that was cut off
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
_COMMANDS = ("analyze", "record", "rules", "view", "report", "export", "finish", "cameras", "doctor")


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
    try:
        arguments = list(sys.argv[1:] if argv is None else argv)
        command = _command(arguments[0]) if arguments and arguments[0] in _COMMANDS else None
        if command is not None and not logging.getLogger().handlers:
            # Warnings of the libraries are for the log of the window, not for a terminal.
            logging.getLogger().addHandler(logging.NullHandler())
        _write_any_name()
        code = _window(arguments) if command is None else command(arguments[1:])
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has had enough; Python would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except FerError as error:
        complain(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        complain("stopped.")
        return INTERRUPTED
    except ImportError as error:
        complain(_not_loaded(error))
        return BAD_INPUT
    except Exception as error:
        complain(_unexpected(error))
        return BAD_INPUT
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
    add_model(parser)
    version = importlib.metadata.version("fer-live")
    parser.add_argument("--version", action="version", version=f"fer-live {version}")
    return parser


def _window(argv: Sequence[str]) -> int:
    parser = window_parser()
    first = argv[0] if argv else ""
    # A word that is nearly a command is one, unless a file is called so.
    near = get_close_matches(first.lower(), _COMMANDS, 1) if first.isalpha() and first not in _COMMANDS else []
    if near and not Path(first).exists():
        parser.error(f"there is no command '{first}'. Did you mean: fer-live {near[0]}")
    args = parser.parse_args(argv)
    if args.source in _COMMANDS:
        parser.error(f"put the command first: fer-live {args.source} ...")
    from app import doctor

    why_not = doctor.why_no_window()
    if why_not:
        complain(why_not)
        return BAD_INPUT
    try:
        from app.main import run
    except ImportError as error:
        complain(f"the window cannot be loaded ({error}). Run 'fer-live doctor'.")
        return BAD_INPUT
    return run(args)


def _command(name: str) -> Callable[[Sequence[str]], int]:
    run: Callable[[Sequence[str]], int] = importlib.import_module(f"app.commands.{name}").run
    return run


def _write_any_name() -> None:
    """Let the output show names that its encoding does not know, as the error output does anyway."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _not_loaded(error: ImportError) -> str:
    """Return a sentence about a library that cannot be loaded; without the system's libraries OpenCV cannot."""
    from app import doctor

    missing = doctor.missing_libraries(doctor.GRAPHICS_LIBRARIES)
    if missing:
        return f"system libraries are missing. {doctor.install_advice(missing)}."
    return _unexpected(error)


def _unexpected(error: Exception) -> str:
    """Put the traceback into the log file and return a sentence about it."""
    where = log_details("".join(traceback.format_exception(error)))
    return f"something went wrong inside fer-live ({type(error).__name__}: {error}). {where}"


if __name__ == "__main__":
    sys.exit(main())
