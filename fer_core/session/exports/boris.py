"""A project of BORIS: faces are subjects, labels are states, marks are points.

BORIS opens a project, and takes over its observations into another one ("Import observations"). The tables that it
imports besides are spreadsheets that know points only, no states: a project it is. Version 7.0 of the format is what
BORIS 7 and 8 write.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fer_core.session.events import Mark
from fer_core.session.exports.elan import relative
from fer_core.session.exports.spans import face_titles, held_spans, media_of, session_name
from fer_core.session.reader import Session
from fer_core.session.summary import classes_of
from fer_core.sinks.csv_table import one_line

_FORMAT_VERSION = "7.0"
_EXPRESSION, _MARK = "expression", "mark"
#: BORIS joins and splits codes at them.
_FORBIDDEN = str.maketrans("|,()`~", ";;[]''")


def write_boris(session: Session, path: Path, final: Path) -> None:
    """Write a .boris project with one observation, of the film if it lies beside the session.

    Parameters
    ----------
    session
        What is written.
    path
        The file that is written.
    final
        What it will be called: the film is named as seen from there.
    """
    titles = face_titles(session)
    codes = {label: _code(label) for label in classes_of(session)}
    kinds = {mark.kind: _code(f"{_MARK} {mark.kind}".strip()) for mark in session.marks}
    name = one_line(session_name(session), " ").strip()
    description = session.description
    project = {
        "time_format": "hh:mm:ss",
        "project_date": "" if description is None else description.start_utc[:19],
        "project_name": name,
        "project_description": "Exported by fer-live. States are the labels that were held, points are marks.",
        "project_format_version": _FORMAT_VERSION,
        "subjects_conf": {
            str(i): {"key": "", "name": title, "description": f"face {face_id}"}
            for i, (face_id, title) in enumerate(titles.items())
        },
        "behaviors_conf": {
            str(i): _behaviour(*behaviour)
            for i, behaviour in enumerate(
                [("State event", code, _EXPRESSION) for code in codes.values()]
                + [("Point event", code, _MARK) for code in dict.fromkeys(kinds.values())]
            )
        },
        "observations": {name: _observation(session, final, titles, codes, kinds)},
        "behavioral_categories": [_EXPRESSION, _MARK],
        "independent_variables": {},
        "coding_map": {},
        "behaviors_coding_map": [],
        "converters": {},
    }
    # BORIS reads it in the character set of the system.
    path.write_text(json.dumps(project, indent=1), encoding="ascii")


def _behaviour(kind: str, code: str, category: str) -> dict[str, Any]:
    return {
        **{"type": kind, "key": "", "code": code, "description": "", "color": "", "category": category},
        **{"modifiers": {}, "excluded": "", "coding map": ""},
    }


def _observation(
    session: Session,
    final: Path,
    titles: Mapping[int, str],
    codes: Mapping[str, str],
    kinds: Mapping[str, str],
) -> dict[str, Any]:
    media = media_of(session)
    offset_s = 0.0 if media is None else media.offset_s
    spans = held_spans(session)
    # Of the same moment, what ends comes before what begins.
    events = [
        (round(time_s + offset_s, 4), order, titles[face_id], codes[span.label], "")
        for face_id, found in spans.items()
        for span in found
        for order, time_s in ((1, span.start_s), (0, span.end_s))
    ]
    events += [
        (
            round(mark.t_s + offset_s, 4),
            2,
            _title(mark, titles),
            kinds[mark.kind],
            one_line(mark.text, " "),
        )
        for mark in session.marks
    ]
    events.sort(key=lambda event: event[:2])
    frame = [] if media is None else ["NA"]
    description = session.description
    observation: dict[str, Any] = {
        "file": {str(player): [] for player in range(1, 9)},
        "type": "LIVE" if media is None else "MEDIA",
        "date": "" if description is None else description.start_utc.rstrip("Z"),
        "description": "" if description is None else f"{description.source.kind}: {description.source.name}",
        "time offset": 0.0,
        "observation time interval": [0, 0],
        "events": [[time_s, title, code, "", text, *frame] for time_s, _, title, code, text in events],
        **{"independent_variables": {}, "visualize_spectrogram": False, "visualize_waveform": False},
        **{"media_creation_date_as_offset": False, "close_behaviors_between_videos": False},
    }
    if media is None:
        return observation | {"scan_sampling_time": 0, "start_from_current_time": False}
    name = relative(media.path, final).removeprefix("./")
    length_s = max([time_s for time_s, *_ in events], default=0.0)
    fps = (None if description is None else description.source.fps) or 25.0
    observation["file"]["1"] = [name]
    observation["media_info"] = {
        **{"length": {name: length_s}, "fps": {name: fps}, "hasVideo": {name: True}, "hasAudio": {name: False}},
        "offset": {"1": 0.0},
    }
    return observation


def _title(mark: Mark, titles: Mapping[int, str]) -> str:
    return "" if mark.face_id is None else titles.get(mark.face_id, "")


def _code(text: str) -> str:
    return one_line(text, " ").translate(_FORBIDDEN).strip()
