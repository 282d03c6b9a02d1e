"""Where fer-live starts: before anything is loaded it is ready for Ctrl-C."""

import os
import signal
import sys


def main() -> int:
    """Run fer-live with the arguments of this process, and return the exit code."""
    # While modules load, an exception in the wrong place comes out as a traceback, or as another one.
    before = signal.signal(signal.SIGINT, _stop)
    from app import cli

    signal.signal(signal.SIGINT, before)
    return cli.main()


def _stop(*_: object) -> None:
    """End the process: nothing has been begun."""
    if sys.stderr is not None:
        sys.stderr.write("fer-live: stopped.\n")
        sys.stderr.flush()
    os._exit(130)


if __name__ == "__main__":
    sys.exit(main())
