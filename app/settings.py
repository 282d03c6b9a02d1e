"""What the app remembers from one start to the next: a small JSON file, read with suspicion.

A key that is damaged is dropped alone, and whatever the file holds, the app starts.
"""

import base64
import binascii
import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

import platformdirs
from PySide6.QtCore import QObject, Signal

from app.choice import AUTOMATIC, FIRST_CAMERA, KINDS, MOST_RECENT, CameraMode, Choice, stream_choice
from app.face_marks import OVERLAYS, Overlays
from app.language import CHOICES as LANGUAGE_CHOICES
from app.language import SYSTEM as SYSTEM_LANGUAGE
from app.recording_plan import RecordingPlan, read_plan, write_plan
from app.shortcuts import sound
from app.stream_settings import StreamSettings, read_streams, write_streams
from app.theme import CHOICES, SYSTEM, TEXT_SIZES
from fer_core.compute import CPU
from fer_core.errors import DataError
from fer_core.files import replace_file
from fer_core.rules.language import MOST_RULES, Rule, rules_from_json
from fer_core.sources.addresses import is_address, without_secrets
from fer_core.veil import VEILS, VeilKind

#: Of the file; keys of a newer version that this code does not know are left alone.
SETTINGS_VERSION = 1
#: Models that are remembered.
_MOST_MODELS = 50

_log = logging.getLogger(__name__)


def settings_path() -> Path:
    """Return where the settings live on this system."""
    return Path(platformdirs.user_config_path("fer-live", appauthor=False)) / "settings.json"


def _kept(read: Callable[[Any], Any], write: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """Return what tells how a field is read from the file, and written to it."""
    return {"read": read, "write": write}


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
    return _read_place(value) if value else None


def _read_place(value: Any) -> Path:
    path = Path(_read_text(value))
    # What no system call takes: half a character, for one.
    os.fsencode(path)
    return path


def _write_path(value: Path | None) -> str | None:
    return str(value) if value else None


def _read_paths(value: Any) -> tuple[Path, ...]:
    if not isinstance(value, list):
        msg = f"not a list: {value!r}"
        raise TypeError(msg)
    return tuple(dict.fromkeys(_read_place(entry) for entry in value))[-_MOST_MODELS:]


def _write_paths(value: tuple[Path, ...]) -> list[str]:
    return [str(path) for path in value]


def _read_threads(value: Any) -> int:
    if type(value) is not int or not 0 < value < 1000:
        msg = f"not a number of threads: {value!r}"
        raise ValueError(msg)
    return value


def _read_part_mb(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1_000_000:
        msg = f"not a size of files: {value!r}"
        raise ValueError(msg)
    return value


def _read_source(value: Any) -> Choice:
    kind = value["kind"]
    if kind not in KINDS:
        msg = f"unknown kind of source {kind!r}"
        raise ValueError(msg)
    place = str(_read_place(value["value"])) if kind == "file" else _read_text(value["value"])
    return Choice(kind, place, _read_text(value["name"]))


def _write_source(source: Choice) -> dict[str, str]:
    kept = without_secrets(source.value) if source.kind == "stream" else source.value
    return {"kind": source.kind, "value": kept, "name": source.name}


def _read_recent(value: Any) -> tuple[Choice, ...]:
    """Return the entries that can be read; a damaged one goes alone."""
    if not isinstance(value, list):
        msg = f"not a list: {value!r}"
        raise TypeError(msg)
    good = []
    for entry in value:
        try:
            choice = _read_source(entry)
        except (ValueError, TypeError, KeyError) as error:
            _log.warning("a recent file or address is damaged and was dropped: %r", error)
            continue
        if choice.kind == "file" and choice.value:
            good.append(choice)
        elif choice.kind == "stream" and is_address(choice.value):
            good.append(stream_choice(choice.value))
    return tuple(good[:MOST_RECENT])


def _write_recent(recent: tuple[Choice, ...]) -> list[dict[str, str]]:
    return [_write_source(choice) for choice in recent]


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


def _read_veil(value: Any) -> VeilKind:
    for known in VEILS:
        if value == known:
            return known
    msg = f"no veil is called {value!r}"
    raise ValueError(msg)


def _read_language(value: Any) -> str:
    if value not in LANGUAGE_CHOICES:
        msg = f"no language is called {value!r}"
        raise ValueError(msg)
    return _read_text(value)


def _read_text_size(value: Any) -> int:
    if type(value) is not int or value not in TEXT_SIZES:
        msg = f"not a size of text: {value!r}"
        raise ValueError(msg)
    return value


def _read_shortcuts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        msg = f"no keys by action: {value!r}"
        raise TypeError(msg)
    return sound(value)


def _read_overlays(value: Any) -> Overlays:
    known = {name: _read_bool(value[name]) for name in OVERLAYS if name in value}
    return Overlays(**known)


def _write_overlays(overlays: Overlays) -> dict[str, bool]:
    return {name: getattr(overlays, name) for name in OVERLAYS}


def _read_rules(value: Any) -> tuple[Rule, ...]:
    """Return the rules that can be read; a damaged one goes alone."""
    if not isinstance(value, list):
        msg = f"not a list: {value!r}"
        raise TypeError(msg)
    good: dict[str, Rule] = {}
    for entry in value[:MOST_RULES]:
        try:
            (rule,) = rules_from_json({"rules": [entry]})
        except DataError as error:
            _log.warning("a rule is damaged and was dropped: %s", error)
        else:
            good.setdefault(rule.name, rule)
    return tuple(good.values())


def _write_rules(rules: tuple[Rule, ...]) -> list[dict[str, Any]]:
    return [rule.to_json() for rule in rules]


def _read_geometry(value: Any) -> bytes:
    return base64.b64decode(_read_text(value), validate=True)


def _write_geometry(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


@dataclass(frozen=True, slots=True)
class Settings:
    """The remembered choices: a field each, which tells how it is read and written.

    Attributes
    ----------
    source
        What to show at the start.
    recent
        Files and addresses that were played, newest first.
    sessions
        Recordings and tables that were looked through, newest first.
    mode
        Size and rate that cameras are asked for.
    mirror_camera, mirror_other
        Whether the picture is shown mirrored, of cameras and of everything else.
    geometry
        ``QWidget.saveGeometry``, or empty; it lies in a file of its own.
    folder
        Where recordings and snapshots go; None is the default folder.
    model
        Folder of an exported model; None is the shipped one.
    models
        Folders of exported models that were in use or added, the newest last.
    threads, provider
        What models run on, see :class:`fer_core.compute.Compute`.
    every_picture
        Faces are looked for in every picture, not twice a second and followed in between.
    clean_film
        Recorded films show no boxes and labels.
    plan
        What was typed and chosen last for a recording with details.
    part_mb
        Megabytes after which a recording goes on in a further file; 0 for never.
    left
        Recordings that were cut off, and of which the user has said to leave them as they are.
    timeline
        The time line is shown.
    room
        All faces are shown as one.
    theme
        One of ``app.theme.CHOICES``.
    language
        One of ``app.language.CHOICES``.
    text_size
        One of ``app.theme.TEXT_SIZES``, in percent.
    shortcuts
        Keys of actions, by name, where they are others than by themselves; empty for none.
    overlays
        What is drawn over the picture.
    veil
        What of people is hidden.
    streams
        What is sent to other programs.
    agreed
        The user has said that the people in view know and agree.
    rules
        What sets marks by itself.
    others
        Keys that this version does not know, as a newer one has written them: they are kept.
    """

    source: Choice = field(default=FIRST_CAMERA, metadata=_kept(_read_source, _write_source))
    recent: tuple[Choice, ...] = field(default=(), metadata=_kept(_read_recent, _write_recent))
    sessions: tuple[Path, ...] = field(default=(), metadata=_kept(_read_paths, _write_paths))
    mode: CameraMode = field(default=AUTOMATIC, metadata=_kept(_read_mode, asdict))
    mirror_camera: bool = field(default=True, metadata=_kept(_read_bool))
    mirror_other: bool = field(default=False, metadata=_kept(_read_bool))
    geometry: bytes = field(default=b"", metadata=_kept(_read_geometry, _write_geometry))
    folder: Path | None = field(default=None, metadata=_kept(_read_path, _write_path))
    model: Path | None = field(default=None, metadata=_kept(_read_path, _write_path))
    models: tuple[Path, ...] = field(default=(), metadata=_kept(_read_paths, _write_paths))
    threads: int = field(default=1, metadata=_kept(_read_threads))
    provider: str = field(default=CPU, metadata=_kept(_read_text))
    every_picture: bool = field(default=False, metadata=_kept(_read_bool))
    clean_film: bool = field(default=False, metadata=_kept(_read_bool))
    plan: RecordingPlan = field(default=RecordingPlan(), metadata=_kept(read_plan, write_plan))
    part_mb: int = field(default=0, metadata=_kept(_read_part_mb))
    left: tuple[Path, ...] = field(default=(), metadata=_kept(_read_paths, _write_paths))
    timeline: bool = field(default=True, metadata=_kept(_read_bool))
    room: bool = field(default=False, metadata=_kept(_read_bool))
    theme: str = field(default=SYSTEM, metadata=_kept(_read_theme))
    language: str = field(default=SYSTEM_LANGUAGE, metadata=_kept(_read_language))
    text_size: int = field(default=100, metadata=_kept(_read_text_size))
    shortcuts: Mapping[str, str] = field(default_factory=dict, metadata=_kept(_read_shortcuts, dict))
    overlays: Overlays = field(default_factory=Overlays, metadata=_kept(_read_overlays, _write_overlays))
    veil: VeilKind = field(default="none", metadata=_kept(_read_veil))
    streams: StreamSettings = field(default_factory=StreamSettings, metadata=_kept(read_streams, write_streams))
    agreed: bool = field(default=False, metadata=_kept(_read_bool))
    rules: tuple[Rule, ...] = field(default=(), metadata=_kept(_read_rules, _write_rules))
    others: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the settings; what is missing or damaged gets its default. Never raises."""
        # The window's place is kept apart: it changes at each start, and an older version kept it among the others.
        stored = _object(path) | _object(_window_path(path))
        good: dict[str, Any] = {}
        kept = {known.name: known for known in fields(cls) if known.metadata}
        for key, known in kept.items():
            if key not in stored:
                continue
            try:
                good[key] = known.metadata["read"](stored[key])
            except (ValueError, TypeError, KeyError, binascii.Error) as error:
                _log.warning("setting %r in %s is damaged and was dropped: %r", key, path, error)
        others = {key: value for key, value in stored.items() if key not in kept and key != "version"}
        return cls(**good, others=others)

    def save(self, path: Path) -> bool:
        """Write the settings in one piece; False, and a line in the log, if that is not possible."""
        known = {one.name: one.metadata["write"](getattr(self, one.name)) for one in fields(self) if one.metadata}
        place = {"geometry": known.pop("geometry")}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, {**self.others, "version": SETTINGS_VERSION, **known})
            _write(_window_path(path), place)
        except OSError as error:
            _log.warning("settings cannot be written to %s: %s", path, error)
            return False
        return True


def _window_path(path: Path) -> Path:
    return path.with_name("window.json")


def _object(path: Path) -> dict[str, Any]:
    """Return the object in a file, empty if there is none that can be read."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("settings in %s cannot be read, using the defaults: %s", path, error)
        return {}
    if not isinstance(stored, dict):
        _log.warning("settings in %s are not an object, using the defaults", path)
        return {}
    return stored


def _write(path: Path, stored: Mapping[str, Any]) -> None:
    # It holds the token of the WebSocket.
    replace_file(path, (json.dumps(stored, indent=2) + "\n").encode(), private=True)


class Store(QObject):
    """The settings of a running window: whoever changes one sets it here, and whatever it stands for follows.

    Parameters
    ----------
    settings
        What was remembered.
    save
        Remembers settings.
    """

    #: Some of them are others than before.
    changed = Signal()

    def __init__(self, settings: Settings, save: Callable[[Settings], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._save = save

    def set(self, **values: Any) -> None:
        """Change some of them, by name."""
        before, self.settings = self.settings, replace(self.settings, **values)
        if self.settings != before:
            self.changed.emit()

    def save(self) -> None:
        """Remember them."""
        self._save(self.settings)
