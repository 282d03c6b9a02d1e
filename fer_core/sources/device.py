"""What the system says of a camera that cannot be used. Only Linux tells one trouble from another."""

import errno
import os
import struct
import sys
from pathlib import Path
from typing import Literal

#: "gone": not plugged in. "denied": this user may not use it. "busy": another program is using it.
Trouble = Literal["gone", "denied", "busy"]

_TROUBLES: dict[int, Trouble] = {
    errno.ENOENT: "gone",
    errno.ENODEV: "gone",
    errno.ENXIO: "gone",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EBUSY: "busy",
}
# VIDIOC_REQBUFS of videodev2.h, and its argument: one mapped buffer for pictures that come in.
_REQUEST_BUFFERS = 0xC0145608
_ONE_BUFFER = struct.pack("=IIIII", 1, 1, 1, 0, 0)


def device_of(target: int | str) -> Path:
    """Return the file of a camera on Linux, given its number or path."""
    return Path(f"/dev/video{target}" if isinstance(target, int) else target)


def trouble_of(target: int | str) -> Trouble | None:
    """Return why a camera cannot be used that nothing in this process holds; None if nobody knows.

    Parameters
    ----------
    target
        Its number, or the path of its device.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        _ask(device_of(target))
    except OSError as error:
        return _TROUBLES.get(error.errno or 0)
    return None


def _ask(device: Path) -> None:
    """Open a device and ask it for a buffer, which it has for one program at a time; raise what it answers."""
    import fcntl

    handle = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(handle, _REQUEST_BUFFERS, _ONE_BUFFER)
    finally:
        os.close(handle)
