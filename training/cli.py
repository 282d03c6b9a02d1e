"""The command line ``fer-train``."""

import argparse
import sys
from collections.abc import Sequence

from fer_core.errors import FerError
from training.commands import (
    calibrate,
    card,
    ckplus,
    collect,
    compare,
    cover,
    evaluate,
    export,
    fairness,
    fit,
    folds,
    framing,
    log,
    personal,
    release,
    report,
    speak,
    temporal,
)

_BAD_INPUT, _INTERRUPTED = 2, 130
_COMMANDS = (
    collect, fit, export, calibrate, speak, cover, evaluate, temporal, fairness, framing, personal, release, card, log,
    ckplus, folds, compare, report,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fer-train``; return 0, or 2 with a sentence on stderr about what is wrong."""
    args = _parser().parse_args(argv)
    try:
        args.run_command(args)
    except FerError as error:
        sys.stderr.write(f"fer-train: {error}\n")
        return _BAD_INPUT
    except OSError as error:
        sys.stderr.write(f"fer-train: {error.filename or 'A file'} cannot be used: {error.strerror}.\n")
        return _BAD_INPUT
    except ModuleNotFoundError as error:
        advice = "Run pip install '.[train]' in the folder of fer-live's source."
        sys.stderr.write(f"fer-train: {error.name} is not installed. {advice}\n")
        return _BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("fer-train: stopped. The same command goes on where it was.\n")
        return _INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("fer-train", description="Train, export and judge the CNN-LSTM of fer-live.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in _COMMANDS:
        sub = commands.add_parser(
            module.__name__.rpartition(".")[2],
            help=module.HELP.partition("\n")[0],
            description=module.HELP,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run_command=module.run)
        module.add(sub)
    return parser


if __name__ == "__main__":
    sys.exit(main())
