"""What the app remembers from one start to the next: a small JSON file, read with suspicion.

A key that is damaged is dropped alone, and whatever the file holds, the app starts.
"""

import base64
import binascii
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import platformdirs

from app.choice import AUTOMATIC, FIRST_CAMERA, KINDS, CameraMode, Choice
from app.face_marks import Overlays
from app.theme import CHOICES, SYSTEM
from fer_core.files import replace_file
from fer_core.sources.addresses import without_secrets

#: Of the file; keys of a newer version that this code does not know are left alone.
SETTINGS_VERSION = 1

_log = logging.getLogger(__name__)


def settings_path() -> Path:
    """Return where the settings live on this system."""
    return Path(platformdirs.user_config_path("fer-live", appauthor=False)) / "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """The remembered choices.

    Attributes
    ----------
    source
        What to show at the start.
    mode
        Size and rate that cameras are asked for.
    mirror_camera, mirror_other
        Whether the picture is shown mirrored, of cameras and of everything else.
    geometry
        ``QWidget.saveGeometry``, or empty.
    folder
        Where recordings and snapshots go; None is the default folder.
    model
        Folder of an exported model; None is the shipped one.
    clean_film
        Recorded films show no boxes and labels.
    timeline
        The time line is shown.
    theme
        One of ``app.theme.CHOICES``.
    overlays
        What is drawn over the picture.
    others
        Keys that this version does not know, as a newer one has written them: they are kept.
    """

    source: Choice = FIRST_CAMERA
    mode: CameraMode = AUTOMATIC
    mirror_camera: bool = True
    mirror_other: bool = False
    geometry: bytes = b""
    folder: Path | None = None
    model: Path | None = None
    clean_film: bool = False
    timeline: bool = True
    theme: str = SYSTEM
    overlays: Overlays = field(default_factory=Overlays)
    others: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the settings; what is missing or damaged gets its default. Never raises."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("settings in %s cannot be read, using the defaults: %s", path, error)
            return cls()
        if not isinstance(stored, dict):
            _log.warning("settings in %s are not an object, using the defaults", path)
            return cls()
        good: dict[str, Any] = {}
        for key, read in _READERS.items():
            if key not in stored:
                continue
            try:
                good[key] = read(stored[key])
            except (ValueError, TypeError, KeyError, binascii.Error) as error:
                _log.warning("setting %r in %s is damaged and was dropped: %r", key, path, error)
        others = {key: value for key, value in stored.items() if key not in _READERS and key != "version"}
        return cls(**good, others=others)

    def save(self, path: Path) -> bool:
        """Write the settings in one piece; False, and a line in the log, if that is not possible."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, (json.dumps(self._as_json(), indent=2) + "\n").encode())
        except OSError as error:
            _log.warning("settings cannot be written to %s: %s", path, error)
            return False
        return True

    def _as_json(self) -> dict[str, Any]:
        source = self.source
        kept = without_secrets(source.value) if source.kind == "stream" else source.value
        return {
            **self.others,
            "version": SETTINGS_VERSION,
            "source": {"kind": source.kind, "value": kept, "name": source.name},
            "mode": {"width": self.mode.width, "height": self.mode.height, "fps": self.mode.fps},
            "mirror_camera": self.mirror_camera,
            "mirror_other": self.mirror_other,
            "geometry": base64.b64encode(self.geometry).decode("ascii"),
            "folder": str(self.folder) if self.folder else None,
            "model": str(self.model) if self.model else None,
            "clean_film": self.clean_film,
            "timeline": self.timeline,
            "theme": self.theme,
            "overlays": {"boxes": self.overlays.boxes, "labels": self.overlays.labels, "points": self.overlays.points},
        }


def _read_text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        msg = f"not a text: {value!r}"
        raise TypeError(msg)
    return value


def _read_bool(value: Any) -> bool:
    if not isinstance(value, bool):
        msg = f"neither true nor false: {value!r}"
        raise TypeError(msg)
    return value


def _read_path(value: Any) -> Path | None:
    return Path(_read_text(value)) if value else None


def _read_source(value: Any) -> Choice:
    kind = value["kind"]
    if kind not in KINDS:
        msg = f"unknown kind of source {kind!r}"
        raise ValueError(msg)
    return Choice(kind, _read_text(value["value"]), _read_text(value["name"]))


def _read_mode(value: Any) -> CameraMode:
    numbers = [value[key] for key in ("width", "height", "fps")]
    for number in numbers:
        if number is not None and (type(number) is not int or not 0 < number < 100_000):
            msg = f"not a size or rate: {number!r}"
            raise ValueError(msg)
    return CameraMode(*numbers)


def _read_theme(value: Any) -> str:
    if value not in CHOICES:
        msg = f"no theme is called {value!r}"
        raise ValueError(msg)
    return _read_text(value)


def _read_overlays(value: Any) -> Overlays:
    return Overlays(*(_read_bool(value[name]) for name in ("boxes", "labels", "points")))


def _read_geometry(value: Any) -> bytes:
    return base64.b64decode(_read_text(value), validate=True)


_READERS: dict[str, Callable[[Any], Any]] = {
    "source": _read_source,
    "mode": _read_mode,
    "mirror_camera": _read_bool,
    "mirror_other": _read_bool,
    "geometry": _read_geometry,
    "folder": _read_path,
    "model": _read_path,
    "clean_film": _read_bool,
    "timeline": _read_bool,
    "theme": _read_theme,
    "overlays": _read_overlays,
}
