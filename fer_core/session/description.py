"""The one description of a session: written at its start, completed at its end, and read back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self, get_type_hints

from fer_core.errors import DataError
from fer_core.estimators.base import EstimatorDescription, PipelineDescription
from fer_core.outputs import DistributionSpec
from fer_core.packages import OPENCV, version_of
from fer_core.session.clock import SessionClock, utc_text
from fer_core.session.columns import Cells, Column, table_of
from fer_core.session.plain import fitting, typed
from fer_core.spec import output_from_json, output_to_json

#: Of the description that this code writes, and the oldest program that may open it.
SESSION_VERSION = 3
OLDEST_READER = 2
#: The first one that knows that a table may have several parts.
_READER_OF_PARTS = 3

#: Of a recording, in its folder.
DESCRIPTION_FILE = "session.json"
#: Behind the name of a table of ``analyze``, in place of ".csv".
DESCRIPTION_SUFFIX = ".session.json"

#: In the facts of a table: seconds from the first analysed frame to the last one, whether it shows somebody or not.
DURATION = "duration_s"

_PACKAGES = ("fer-live", "mediapipe", "numpy", "onnxruntime", *OPENCV)
_LIVE_BASE = "t_s counts seconds of a steady clock from the first analysed frame, each stamped when it was grabbed"
#: Not "of the film": what is recorded with it begins at 0.
_PLAYED_BASE = (
    "t_s counts seconds of the pictures that were played, from the first analysed frame and at their own speed, "
    "however fast they were shown: it stands still while they are held, and goes on where they are moved or begin "
    "again; source_t_s is the position in the file"
)
#: Kinds of sources whose files are played.
_PLAYED = ("film", "demo")
_FILE_BASE = "t_s counts seconds of the film from the first analysed frame; source_t_s is the position in the file"


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of where the pictures came from.

    Attributes
    ----------
    kind
        A key of ``fer_core.sources.KINDS``.
    name
        For people, and without secrets.
    width, height
        Pixels of a picture, None if unknown.
    fps
        Pictures a second as the source says, None if it does not.
    size_bytes, modified_ns
        Of a file that is analysed: how large it is, and when it was changed last, in nanoseconds since 1970.
    """

    kind: str
    name: str
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    size_bytes: int | None = None
    modified_ns: int | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What became of one file of a session.

    Attributes
    ----------
    name
        Of the file, in the folder of the description.
    sink
        What wrote it.
    complete
        It is closed and whole.
    written
        Rows or frames in it, None while it is being written.
    unit
        "rows" or "frames".
    dropped
        Results that it missed.
    sha256
        Hexadecimal, None of a file that is not whole.
    message
        What failed, or should be known.
    facts
        More of the file.
    """

    name: str
    sink: str
    complete: bool = False
    written: int | None = None
    unit: str = "rows"
    dropped: int = 0
    sha256: str | None = None
    message: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """What a session is.

    Attributes
    ----------
    session
        Its name.
    source
        Where the pictures came from.
    pipeline
        What read them, with checksums and settings.
    columns
        Of the table, in their order.
    time_base
        What its times are, in a sentence.
    start_utc, end_utc
        ISO 8601; the end is None while it runs, or if it was interrupted.
    start_monotonic_s
        The steady clock at ``start_utc``, in seconds.
    versions
        Of the packages that matter.
    files
        What was written.
    complete
        It has ended, and all files are whole.
    notes
        What should be known, in sentences.
    participant, condition
        Who took part and under which condition, as it was typed before the recording; empty if nobody said.
    interrupted
        It was cut off, and finished afterwards: what was on the disk is described, ``complete`` is not claimed.
    version
        Of the description as it was found; it is always read as one of today.
    """

    session: str
    source: SourceFacts
    pipeline: PipelineDescription
    columns: tuple[Column, ...]
    time_base: str
    start_utc: str
    start_monotonic_s: float | None = None
    end_utc: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    files: tuple[FileFacts, ...] = ()
    complete: bool = False
    notes: tuple[str, ...] = ()
    participant: str = ""
    condition: str = ""
    interrupted: bool = False
    version: int = SESSION_VERSION

    @property
    def oldest_reader(self) -> int:
        """Oldest version that may open it: earlier ones would take the first part of a table for all of it."""
        sinks = [file.sink for file in self.files]
        return OLDEST_READER if len(sinks) == len(set(sinks)) else _READER_OF_PARTS

    def file(self, sink: str) -> FileFacts | None:
        """Return the file of a sink, None if there is none; of several parts the first one."""
        return next(iter(self.parts(sink)), None)

    def parts(self, sink: str) -> tuple[FileFacts, ...]:
        """Return all files of a sink, in their order."""
        return tuple(file for file in self.files if file.sink == sink)

    def with_file(self, facts: FileFacts) -> Self:
        """Return the description with a file in place of the one of its name."""
        others = tuple(file for file in self.files if file.name != facts.name)
        return replace(self, files=(*others, facts))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values, as session.json holds them."""
        return {
            "version": SESSION_VERSION,
            "oldest_reader": self.oldest_reader,
            "session": self.session,
            "participant": self.participant,
            "condition": self.condition,
            "complete": self.complete,
            "interrupted": self.interrupted,
            "start_utc": self.start_utc,
            "end_utc": self.end_utc,
            "start_monotonic_s": self.start_monotonic_s,
            "time_base": self.time_base,
            "source": asdict(self.source),
            "pipeline": {
                "spoken": self.pipeline.spoken,
                "settings": dict(self.pipeline.settings),
                "estimators": [_estimator_to_json(part) for part in self.pipeline.estimators],
            },
            "columns": [asdict(column) for column in self.columns],
            "files": [asdict(file) for file in self.files],
            "notes": list(self.notes),
            "versions": dict(self.versions),
        }

    @classmethod
    def from_json(cls, fields: Any, origin: str) -> Self:
        """Read a description of any version.

        Parameters
        ----------
        fields
            What ``to_json`` returned, or the session.json of version 1 held.
        origin
            The file, for the message.

        Raises
        ------
        DataError
            If it is no description, or one of a newer fer-live.
        """
        if not isinstance(fields, dict) or not fields.keys() & {"session", "columns", "labels"}:
            msg = f"{origin} is not the description of a session. Choose the folder of a recording."
            raise DataError(msg)
        oldest = fields.get("oldest_reader", 1)
        if not isinstance(oldest, int) or oldest > SESSION_VERSION:
            msg = f"{origin} was written by a newer fer-live (version {oldest} of the description). Update fer-live."
            raise DataError(msg)
        try:
            return cls(**_typed(fields)) if "version" in fields else cls(**_version_1(fields))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
            msg = f"{origin} is damaged ({type(error).__name__}: {error}). The table beside it can be opened by itself."
            raise DataError(msg) from error


@dataclass(frozen=True, slots=True, eq=False)
class OpenSession:
    """A session that is being written: what a sink is opened with.

    Attributes
    ----------
    description
        As it was at the start.
    clock
        Its two clocks.
    table
        The columns, with what stands in them.
    notes
        What should be known of it, in sentences; grows meanwhile, and ends up in the description.
    """

    description: SessionDescription
    clock: SessionClock
    table: tuple[Cells, ...]
    notes: list[str] = field(default_factory=list)


def start_session(
    session: str,
    source: SourceFacts,
    pipeline: PipelineDescription,
    *,
    live: bool = True,
    raw: bool = False,
    unadjusted: bool = False,
    beside: bool = False,
    outputs: Sequence[str] = (),
    participant: str = "",
    condition: str = "",
) -> OpenSession:
    """Describe a session that begins now.

    Parameters
    ----------
    session
        Its name.
    source, pipeline
        Where the pictures come from, and what reads them.
    live
        Times are those of the clock, not of a file.
    raw, unadjusted, beside, outputs
        Further columns, see :func:`fer_core.session.columns.table_of`.
    participant, condition
        What is known of who takes part, see :class:`SessionDescription`.
    """
    clock = SessionClock()
    table = table_of(pipeline, live=live, raw=raw, unadjusted=unadjusted, beside=beside, outputs=outputs)
    description = SessionDescription(
        session=session,
        source=source,
        pipeline=pipeline,
        columns=tuple(cells.column for cells in table),
        time_base=_FILE_BASE if not live else _PLAYED_BASE if source.kind in _PLAYED else _LIVE_BASE,
        start_utc=utc_text(clock.start_utc),
        start_monotonic_s=clock.start_monotonic_s,
        versions=_versions(),
        participant=participant,
        condition=condition,
    )
    return OpenSession(description, clock, table)


def _estimator_to_json(part: EstimatorDescription) -> dict[str, Any]:
    outputs = [{"name": name, **output_to_json(spec)} for name, spec in part.outputs.items()]
    return {"name": part.name, "sha256": dict(part.sha256), "outputs": outputs}


def _estimator(fields: Mapping[str, Any]) -> EstimatorDescription:
    outputs = {str(entry["name"]): output_from_json(entry) for entry in fields["outputs"]}
    return EstimatorDescription(str(fields["name"]), outputs, fitting(Mapping[str, str], "sha256", fields["sha256"]))


def _typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    pipeline = fields["pipeline"]
    plain = ("session", "time_base", "start_utc", "start_monotonic_s", "end_utc", "versions", "notes")
    hints = get_type_hints(SessionDescription)
    return {
        **{key: fitting(hints[key], key, fields[key]) for key in plain},
        "source": typed(SourceFacts, fields["source"]),
        "pipeline": PipelineDescription(
            tuple(_estimator(part) for part in pipeline["estimators"]),
            fitting(str, "spoken", pipeline["spoken"]),
            fitting(Mapping[str, str | float | bool], "settings", pipeline["settings"]),
        ),
        "columns": tuple(typed(Column, column) for column in fields["columns"]),
        "files": tuple(_in_its_folder(typed(FileFacts, file)) for file in fields["files"]),
        "complete": bool(fields["complete"]),
        # Since version 3.
        "participant": fitting(str, "participant", fields.get("participant", "")),
        "condition": fitting(str, "condition", fields.get("condition", "")),
        "interrupted": bool(fields.get("interrupted", False)),
        "version": int(fields["version"]),
    }


def _in_its_folder(file: FileFacts) -> FileFacts:
    """Return a file, a :class:`ValueError` if its name leads out of the folder of its description."""
    if not file.name.strip(". ") or any(char in file.name for char in "/\\\0"):
        msg = f"{file.name!r} is no name of a file"
        raise ValueError(msg)
    return file


def _version_1(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the first session.json said, in the words of today.

    It named one model and its classes, and one CSV, which was called as the session. Its p_* were bent by the rule
    that held the label.
    """
    labels, name = tuple(str(label) for label in fields["labels"]), str(fields["session"])
    kinds = {"file": "film", "image": "picture"}
    source, hints = fields["source"], get_type_hints(SessionDescription)
    model = EstimatorDescription(str(fields["model"]).replace(".", "_"), {"default": DistributionSpec(labels)}, {})
    complete = bool(fields["complete"])
    written = int(fields["rows"]) if complete or fields["rows"] else None
    return {
        "session": name,
        "source": typed(SourceFacts, {"kind": kinds.get(source["kind"], source["kind"]), "name": source["name"]}),
        "pipeline": PipelineDescription((model,), f"{model.name}.default", {}),
        "columns": columns_version_1(labels),
        "time_base": _LIVE_BASE,
        **{key: fitting(hints[key], key, fields[key]) for key in ("start_utc", "end_utc", "versions")},
        "files": (_in_its_folder(FileFacts(f"{name}.csv", "csv", complete=complete, written=written)),),
        "complete": complete,
        "notes": ("Written by fer-live 0.1: p_* were bent towards the label that was held.",),
        "version": 1,
    }


def columns_version_1(labels: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of a CSV of version 1, for classes of these names."""
    spec = DistributionSpec(tuple(labels))
    pipeline = PipelineDescription((EstimatorDescription("model", {"default": spec}, {}),), "model.default", {})
    return tuple(cells.column for cells in table_of(pipeline) if cells.column.name not in ("held", "output"))


def _versions() -> dict[str, str]:
    found = {package: version_of(package) for package in _PACKAGES}
    return {package: version for package, version in found.items() if version is not None}
