"""``fer-live cameras``: list the cameras."""

import argparse
from collections.abc import Sequence

from app.commands.common import OK


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    return argparse.ArgumentParser("fer-live cameras", description="List the cameras of this computer.")


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    parser().parse_args(argv)
    from fer_core.sources import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        print(f"{camera.index}  {camera.name}  {camera.path}".rstrip())
    if not cameras:
        print("No camera found. Plug one in, and allow its use in the system's settings.")
    return OK
