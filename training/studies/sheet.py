"""A sheet to look at: crops of live faces beside training pictures."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.detection import MediaPipeDetector
from fer_core.errors import DataError, SinkError, SourceError
from fer_core.preprocess import align
from fer_core.sources import open_path
from fer_core.spec import ModelSpec

#: Pictures of each kind on a sheet.
SHOWN = 32
_COLUMNS, _SCALE, _GAP, _TITLE = 8, 3, 4, 40
# Of a film, one frame in so many seconds.
_STEP_S = 1.0


def live_crops(folders: Sequence[Path], spec: ModelSpec) -> NDArray[np.uint8]:
    """Cut the faces out of the films and photos of some folders, as the app does: (N, h, w) uint8 grey, N <= SHOWN.

    Each file gives one face in turn until there are enough. Files that are neither film nor picture are passed over.

    Raises
    ------
    DataError
        If a folder is not there, or no face is found.
    """
    for folder in folders:
        if not folder.is_dir():
            msg = f"{folder} is no folder. Give folders of films and photos."
            raise DataError(msg)
    files = [file for folder in folders for file in sorted(folder.iterdir()) if file.is_file()]
    detector = MediaPipeDetector("full", video=False)
    try:
        by_file = [list(_crops_of(file, detector, spec)) for file in files]
    finally:
        detector.close()
    chosen = [crops[turn] for turn in range(SHOWN) for crops in map(_spread, by_file) if turn < len(crops)]
    if not chosen:
        msg = f"No face was found in {', '.join(str(folder) for folder in folders)}. Give films or photos of faces."
        raise DataError(msg)
    return np.stack(chosen[:SHOWN])


def draw_sheet(live: NDArray[np.uint8], training: NDArray[np.uint8], path: Path) -> None:
    """Write live crops (N, h, w) and training pictures (M, h, w), uint8 grey, side by side as a PNG.

    Below each kind stands the mean of its pictures: it shows where eyes and mouth are, and how exactly.

    Raises
    ------
    SinkError
        If the file cannot be written.
    """
    halves = [_half(live, f"{len(live)} crops of live faces"), _half(training, f"{len(training)} training pictures")]
    tall = max(len(half) for half in halves)
    padded = [np.pad(h, ((0, tall - len(h)), (0, 0)), constant_values=255) for h in halves]
    written, data = cv2.imencode(".png", np.hstack(padded))
    assert written
    try:
        path.write_bytes(data.tobytes())
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror}). Choose another folder."
        raise SinkError(msg) from error


def _crops_of(path: Path, detector: MediaPipeDetector, spec: ModelSpec) -> Iterator[NDArray[np.uint8]]:
    """Yield the faces of a film, one frame a second, or of a photo; nothing of a file that is neither."""
    source = None
    try:
        source = open_path(path)
        source.open()
        due = 0.0
        while (frame := source.read()) is not None:
            if frame.t < due:
                continue
            due = frame.t + _STEP_S
            for face in detector.detect(frame.image, frame.t):
                crop = align(frame.image, face.landmarks_px, spec)
                if crop is not None:
                    yield crop
    except SourceError:
        return
    finally:
        if source is not None:
            source.close()


def _spread(crops: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    """Reorder crops so that the first few are from all over the file: by the binary digits of the row, reversed."""
    order = sorted(range(len(crops)), key=lambda row: f"{row:024b}"[::-1])
    return [crops[row] for row in order]


def _half(images: NDArray[np.uint8], title: str) -> NDArray[np.uint8]:
    """Return a titled block of pictures in rows of eight, and their mean below, at three times their size."""
    height, width = (side * _SCALE + _GAP for side in images.shape[1:])
    rows = -(-len(images) // _COLUMNS)
    block = np.full((_TITLE + (rows + 1) * height + _TITLE, _COLUMNS * width + _GAP), 255, np.uint8)
    _write(block, title, _TITLE - 12)
    for number, image in enumerate(images):
        _paste(block, image, _TITLE + number // _COLUMNS * height, _GAP + number % _COLUMNS * width)
    _write(block, "their mean", 2 * _TITLE - 12 + rows * height)
    _paste(block, np.rint(images.mean(axis=0)).astype(np.uint8), 2 * _TITLE + rows * height, _GAP)
    return block


def _paste(block: NDArray[np.uint8], image: NDArray[np.uint8], top: int, left: int) -> None:
    larger = cv2.resize(image, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_NEAREST)
    block[top : top + larger.shape[0], left : left + larger.shape[1]] = larger


def _write(block: NDArray[np.uint8], text: str, bottom: int) -> None:
    cv2.putText(block, text, (_GAP, bottom), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 1, cv2.LINE_AA)
