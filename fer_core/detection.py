"""Finding faces: what a detector is, the MediaPipe one, and one that follows a script."""

import logging
import sys
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from types import ModuleType
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from fer_core._stderr import quiet_stderr
from fer_core.errors import DetectorError
from fer_core.manifest import read_checked
from fer_core.types import LANDMARKS, Detection

MEDIAPIPE_VERSION = "0.10.33"
#: Model file by kind of detector. Smallest face found in 640x480: about 30 px (full), 80 px (short).
MODEL_FILES = {"full": "face_detection_full_range_sparse.tflite", "short": "face_detection_short_range.tflite"}

# Of the picture that MediaPipe gets, which it samples at 192 pixels without a filter. Half of 720p, a third of 1080p.
_MAX_SIDE_PX = 640
# Mean of the six key points relative to the box's centre, in box widths: measured on 32 faces with full-range boxes.
_LANDMARKS_MEAN = (0.021, -0.033)

_log = logging.getLogger(__name__)


class Detector(Protocol):
    """Finds the faces of a picture."""

    def detect(self, image: NDArray[np.uint8], t: float) -> tuple[Detection, ...]:
        """Return the faces of ``image`` (H, W, 3) uint8 RGB, taken at ``t`` seconds, best first."""

    def close(self) -> None:
        """Release what the detector holds; a second call does nothing."""


@runtime_checkable
class Sparing(Protocol):
    """A detector that does not look at all of every picture, to save time."""

    def look_everywhere(self, on: bool) -> None:
        """Look at all of every picture nevertheless, or save time again."""


class ScriptedDetector:
    """A detector that says what it is told to: for tests, demonstrations and replayed annotations.

    Parameters
    ----------
    script
        The detections of the first call, of the second one, and so on; nothing after the end.
    """

    def __init__(self, script: Sequence[Sequence[Detection]]) -> None:
        self._script = [tuple(detections) for detections in script]
        self._calls = 0

    def detect(self, image: NDArray[np.uint8], t: float) -> tuple[Detection, ...]:
        """Return the next detections of the script, whatever the picture shows."""
        self._calls += 1
        return self._script[self._calls - 1] if self._calls <= len(self._script) else ()

    def close(self) -> None:
        """Do nothing."""


class MediaPipeDetector:
    """MediaPipe's BlazeFace through its Tasks API, on the CPU.

    Parameters
    ----------
    kind
        "full" finds small faces (about 30 px in 640x480), "short" only near ones, in a third of the time.
    min_score
        Least confidence of a detection, in [0, 1].
    video
        True for the frames of one source in their order, False for pictures that have nothing to do with each other.

    Raises
    ------
    DetectorError
        If MediaPipe or the model file is missing, damaged, or cannot be loaded.

    Notes
    -----
    Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019.
    """

    def __init__(self, kind: Literal["full", "short"] = "full", min_score: float = 0.6, *, video: bool = True) -> None:
        self._min_score, self._video = min_score, video
        self._model = read_checked(MODEL_FILES[kind], DetectorError)
        self._timestamp_ms = -1
        self._task: Any = self._create()
        self._release = weakref.finalize(self, _close, self._task)

    def detect(self, image: NDArray[np.uint8], t: float) -> tuple[Detection, ...]:
        """Find the faces of one picture.

        Parameters
        ----------
        image
            (H, W, 3) uint8 RGB; an empty one holds no faces.
        t
            Seconds, of the picture.

        Returns
        -------
        The faces, the most certain one first; boxes may reach over the edge of the picture.

        Raises
        ------
        DetectorError
            If MediaPipe fails twice in a row on this picture, or the detector is closed.
        """
        if image.size == 0:
            # An empty picture would kill MediaPipe's graph for good.
            return ()
        if self._task is None:
            msg = "The face detector is closed. Start it again."
            raise DetectorError(msg)
        try:
            result = self._run(image, t)
        except (RuntimeError, ValueError) as error:
            _log.warning("MediaPipe failed on a picture and is started again: %s", error)
            result = self._run_again(image, t)
        height, width = image.shape[:2]
        found = [_convert(item, width, height, self._scale(image)) for item in result.detections]
        return tuple(sorted((face for face in found if face is not None), key=lambda face: -face.score))

    def close(self) -> None:
        """Release MediaPipe's graph; a second call does nothing."""
        self._release()
        self._task = None

    def _create(self) -> Any:
        detector, running_mode, base_options = _import_mediapipe()
        options = detector.FaceDetectorOptions(
            base_options=base_options.BaseOptions(model_asset_buffer=self._model),
            running_mode=getattr(running_mode.VisionTaskRunningMode, "VIDEO" if self._video else "IMAGE"),
            min_detection_confidence=self._min_score,
        )
        try:
            with quiet_stderr():
                return detector.FaceDetector.create_from_options(options)
        except OSError as error:
            raise DetectorError(_library_message(error)) from error
        except (RuntimeError, ValueError) as error:
            msg = f"MediaPipe cannot load fer-live's face detector ({_line(error)}). Run 'fer-live doctor'."
            raise DetectorError(msg) from error

    def _run(self, image: NDArray[np.uint8], t: float) -> Any:
        import mediapipe

        scale = self._scale(image)
        if scale != 1.0:
            image = reduced(image, scale)
        picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image))
        first = self._timestamp_ms < 0
        # Time stamps must increase even where a source repeats one or starts again.
        self._timestamp_ms = max(self._timestamp_ms + 1, int(t * 1000))
        with quiet_stderr() if first else nullcontext():
            if self._video:
                return self._task.detect_for_video(picture, self._timestamp_ms)
            return self._task.detect(picture)

    def _run_again(self, image: NDArray[np.uint8], t: float) -> Any:
        self.close()
        self._timestamp_ms = -1
        self._task = self._create()
        self._release = weakref.finalize(self, _close, self._task)
        try:
            return self._run(image, t)
        except (RuntimeError, ValueError) as error:
            msg = f"The face detector fails on this picture ({_line(error)}). Try another source."
            raise DetectorError(msg) from error

    @staticmethod
    def _scale(image: NDArray[np.uint8]) -> float:
        return min(_MAX_SIDE_PX / float(max(image.shape[:2])), 1.0)


def _close(task: Any) -> None:
    try:
        task.close()
    except (RuntimeError, ValueError):
        # A graph that has failed reports it once more when it is closed, and nothing can be closed while Python shuts
        # down. MediaPipe would try again in its __del__ and print a traceback.
        task._handle = None


def reduced(image: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Return ``image`` (H, W, 3) uint8 at ``scale`` in (0, 1) of its size."""
    from fer_core._cv2 import cv2

    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _convert(item: Any, width: int, height: int, scale: float) -> Detection | None:
    box, points = item.bounding_box, item.keypoints
    if points is None or len(points) != len(LANDMARKS):
        return None
    landmarks = np.array([(point.x * width, point.y * height) for point in points], np.float32)
    if not np.isfinite(landmarks).all():
        return None
    # MediaPipe's boxes are square. One that reaches over the left or upper edge is pushed back to 0 as it is, and one
    # that is larger than the picture is cut down to it.
    side = max(box.width, box.height) / scale
    x0, y0 = box.origin_x / scale, box.origin_y / scale
    mean_x, mean_y = (float(value) for value in landmarks.mean(axis=0))
    if box.origin_x <= 0:
        x0 = min(mean_x - (_LANDMARKS_MEAN[0] + 0.5) * side, 0.0)
    if box.origin_y <= 0:
        y0 = min(mean_y - (_LANDMARKS_MEAN[1] + 0.5) * side, 0.0)
    score = min(max(float(item.categories[0].score), 0.0), 1.0)
    return Detection((x0, y0, x0 + side, y0 + side), score, landmarks)


def _import_mediapipe() -> tuple[Any, Any, Any]:
    import fer_core._cv2  # before mediapipe imports cv2  # noqa: F401

    try:
        with _unneeded_modules_hidden():
            return _face_detection_modules()
    except ImportError as error:
        msg = (
            f"MediaPipe, which finds the faces, cannot be loaded ({_line(error)}). "
            f"Install it with: pip install mediapipe=={MEDIAPIPE_VERSION}"
        )
        raise DetectorError(msg) from error
    except OSError as error:
        raise DetectorError(_library_message(error)) from error


def _face_detection_modules() -> tuple[Any, Any, Any]:
    from mediapipe.tasks.python.core import base_options
    from mediapipe.tasks.python.vision import face_detector
    from mediapipe.tasks.python.vision.core import vision_task_running_mode

    return face_detector, vision_task_running_mode, base_options


@contextmanager
def _unneeded_modules_hidden() -> Iterator[None]:
    """Keep mediapipe from starting the computer's sound system, and from searching all fonts for plots.

    An app that looks at faces has no business there: sounddevice opens the system's audio, matplotlib writes a list of
    fonts into the home folder. Mediapipe does without the one, and needs the name of the other.
    """
    hidden: dict[str, ModuleType | None] = {"sounddevice": None}
    plots, pyplot = ModuleType("matplotlib"), ModuleType("matplotlib.pyplot")
    plots.pyplot = pyplot  # type: ignore[attr-defined]
    if "matplotlib" not in sys.modules:
        hidden |= {"matplotlib": plots, "matplotlib.pyplot": pyplot}
    hidden = {name: module for name, module in hidden.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def _library_message(error: OSError) -> str:
    text = _line(error)
    if "libEGL" in text or "libGLES" in text:
        return (
            f"MediaPipe, which finds the faces, needs two graphics libraries that are not installed ({text}). "
            "On Debian and Ubuntu: sudo apt install libegl1 libgles2"
        )
    return f"MediaPipe, which finds the faces, cannot be loaded ({text}). Run 'fer-live doctor'."


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
