"""Analyses one file of a batch after the other, in whichever process: what is whole already is taken as it is."""

import hashlib
import json
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from fer_core import analysis
from fer_core.analysis import PipelineFactory, input_stamp, make_thorough
from fer_core.batch.inputs import Task
from fer_core.errors import DataError, FerError, ModelError
from fer_core.estimators.base import PipelineDescription
from fer_core.files import free_names
from fer_core.session.description import DESCRIPTION_SUFFIX, SessionDescription, start_session
from fer_core.session.reader import read_description
from fer_core.session.results import FRAMES, SECONDS, TABLE_SUFFIX, Wanted
from fer_core.session.shares import table_shares

Status = Literal["whole", "failed", "not finished"]
OnProgress = Callable[[int, int | None], None]
OnNote = Callable[[str], None]


class Stopped(Exception):  # noqa: N818
    """Nobody waits for the rest any more."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the files of a batch are analysed; it can be sent to other processes.

    Attributes
    ----------
    model
        Folder of an exported model; None for the one that fer-live ships.
    wanted
        What is to be written.
    make
        Makes a pipeline; a function of a module, or a ``partial`` of one.
    again
        Also analyse what is whole already.
    """

    model: Path | None = None
    wanted: Wanted = field(default_factory=Wanted)
    make: PipelineFactory = make_thorough
    again: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file.

    Attributes
    ----------
    path
        The file.
    status
        "whole": its table is. "failed": ``error`` says why. "not finished": it was stopped, or not begun.
    table
        Its table, None if there is no whole one.
    frames, faces, seconds
        Frames that were read, faces that were found, and seconds from the first frame to the last one.
    shares
        By label, the share of the table's rows with a label that it stands in.
    notes
        What should be known, in sentences.
    error
        Why it failed, in a sentence.
    trace
        Where that comes from, if nobody expected it.
    earlier
        It was whole already.
    of_all
        What went wrong would go wrong with every file.
    """

    path: Path
    status: Status
    table: Path | None = None
    frames: int = 0
    faces: int = 0
    seconds: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    error: str = ""
    trace: str = ""
    earlier: bool = False
    of_all: bool = False


class Analyst:
    """Analyses files by one recipe.

    Parameters
    ----------
    recipe
        How.
    """

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        # By whether it is for still pictures: what is made of each file anew is described alike.
        self._pipelines: dict[bool, PipelineDescription] = {}

    def report(self, task: Task, on_progress: OnProgress, on_note: OnNote) -> Report:
        """Analyse a file, unless it is whole already, and say what became of it.

        Raises
        ------
        Stopped, KeyboardInterrupt
            As ``on_progress`` does; what is written until then says that it is not whole.
        ImportError
            If a library cannot be loaded, which no file could be read without.
        """
        try:
            earlier = None if self._recipe.again else self._whole(task)
            table = earlier or analysis.analyse(
                task.path,
                task.out,
                model=self._recipe.model,
                session=task.name,
                wanted=self._recipe.wanted,
                make=self._recipe.make,
                on_progress=on_progress,
                on_note=on_note,
            )
            return _report(task, table, earlier is not None)
        except (Stopped, ImportError):
            raise
        except FerError as error:
            return Report(task.path, "failed", error=str(error), of_all=isinstance(error, ModelError))
        except Exception as error:
            said = f"{task.path.name}: something went wrong inside fer-live ({type(error).__name__}: {error})."
            return Report(task.path, "failed", error=said, trace=traceback.format_exc())

    def _whole(self, task: Task) -> Path | None:
        """Return the table of an earlier run that would be written alike, None if there is none."""
        for path in free_names(task.out / task.name, suffix=False):
            described = path.with_name(path.name + DESCRIPTION_SUFFIX)
            table = path.with_name(path.name + TABLE_SUFFIX)
            with suppress(DataError):
                if described.is_file() and self._is_whole(task, table, read_description(described)):
                    return table
            if self._recipe.wanted.overwrite or not (described.exists() or table.exists()):
                return None
        raise AssertionError

    def _is_whole(self, task: Task, table: Path, found: SessionDescription) -> bool:
        wanted, source = self._recipe.wanted, found.source
        stamp = input_stamp(task.path)
        if not found.complete or (source.name, source.size_bytes, source.modified_ns) != (task.path.name, *stamp):
            return False
        pipeline = self._pipeline(still=source.kind == "picture")
        outputs = pipeline.select(wanted.outputs)
        today = start_session(found.session, source, pipeline, live=False, raw=wanted.raw, outputs=outputs).description
        files = {file.sink: file for file in found.files}
        film = files["film"].facts if "film" in files else None
        asked = {"overlay": wanted.film == "overlay", "veils": [wanted.veil.kind]} if wanted.film else None
        return (
            _made(found) == _made(today)
            and found.file("csv") is not None
            and files["csv"].name == table.name
            and (None if film is None else {key: film.get(key) for key in ("overlay", "veils")}) == asked
            and all(_is_intact(table.with_name(file.name), file.sha256) for file in found.files)
        )

    def _pipeline(self, *, still: bool) -> PipelineDescription:
        if still not in self._pipelines:
            pipeline = self._recipe.make(self._recipe.model, still=still)
            self._pipelines[still] = pipeline.description
            pipeline.close()
        return self._pipelines[still]


def _made(description: SessionDescription) -> Any:
    """Return what decides what stands in a table besides the film."""
    fields = json.loads(json.dumps(description.to_json()))
    version = fields["versions"].get("fer-live")
    return [version, *(fields[name] for name in ("session", "pipeline", "columns", "time_base"))]


def _is_intact(path: Path, sha256: str | None) -> bool:
    try:
        with path.open("rb") as file:
            return sha256 is not None and hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _report(task: Task, table: Path, earlier: bool) -> Report:
    shares = table_shares(table)
    described = table.with_name(table.name.removesuffix(TABLE_SUFFIX) + DESCRIPTION_SUFFIX)
    description = read_description(described)
    facts = next((file.facts for file in description.files if file.sink == "csv"), {})
    return Report(
        task.path,
        "whole",
        table,
        int(facts.get(FRAMES, 0)),
        shares.faces,
        float(facts.get(SECONDS, 0.0)),
        dict(zip(shares.labels, shares.shares, strict=True)),
        description.notes,
        earlier=earlier,
    )
