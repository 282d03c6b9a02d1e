"""OpenCV, imported in one place: ``from fer_core._cv2 import cv2``, never ``import cv2`` elsewhere.

Importing cv2 has side effects on the process that this module takes back or prevents:

- it points Qt at plug-ins and fonts of its own Qt 5, with which PySide6 does not start, and puts its own folder and the
  working directory (an empty entry) on the library path of every program started later;
- it and its FFmpeg write to standard error what is said better by our own messages, and FFmpeg would write stream
  addresses with their passwords.
"""

import os

_KEPT = ("LD_LIBRARY_PATH", "QT_QPA_FONTDIR", "QT_QPA_PLATFORM_PLUGIN_PATH")
_before = {name: os.environ.get(name) for name in _KEPT}

# Read when the first video is opened. -8 is FFmpeg's "quiet"; somebody who debugs sets it higher.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
# A header that claims more is refused before memory is asked for; see fer_core.sources.limits.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", "200000000")
# Between two pictures its threads sleep: by default they yield thousands of times, which a laptop pays for.
for _thread in ("MAIN", "WORKER"):
    os.environ.setdefault(f"OPENCV_THREAD_POOL_ACTIVE_WAIT_{_thread}", "0")
# With hardware transforms many webcams take half a minute to open on Windows.
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")

import cv2  # noqa: E402

if "OPENCV_LOG_LEVEL" not in os.environ:
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def _belongs_to_cv2(value: str) -> bool:
    return os.path.normpath(value).startswith(os.path.dirname(cv2.__file__))  # noqa: PTH120


for _name, _value in _before.items():
    if _value is None or (_name.startswith("QT_") and _belongs_to_cv2(_value)):
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
