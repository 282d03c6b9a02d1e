"""The log of everything that was tried: a small record of each run, and the tables made of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from statistics import mean, stdev
from typing import Any, Self

from fer_core.errors import DataError
from training.config import BEST, CONFIGS, FitConfig
from training.files import HISTORY, SPOKEN, STRANGERS, TALKING, read_json, write_json

#: Where the log lies.
REPORT = Path(__file__).parent
RESULTS, RECORDS, NOTE = "RESULTS.md", "runs", "note.txt"
#: Beside it: what the comparison of systems found, which has a section of its own.
COMPARISON = "comparison/comparison.md"
#: Beside that: what somebody has to say of it, which comes first.
WORDS = "words.md"
#: Runs are compared by their figures on this split; one that was chosen on another has no place in the log.
_SPLIT = "public_test"
# Outputs that the app speaks with, the first that there is; figures on other people, by column.
_SPEAKS = (SPOKEN, "ferplus", "fer2013")
_ELSEWHERE = ("strangers", "strangers_recall", "talking")
_HEADER = """\
# What was tried

Written by `fer-train log --runs DIR` from the runs' own records; `runs/` holds what is kept of each. Never
edited by hand. Each row is the CNN of one run on PublicTest, picture by picture, at the epoch that was best there:
`ferplus` is judged where FER+'s votes have a plurality (one class alone has the most, be it three of ten), `fer2013` by
FER2013's labels. PrivateTest is not looked at here.

Strangers are faces of another data set, and talking is the share of clips of people who talk that are read rightly,
both by the exported model on the app's own path, with the output that the app speaks with (`fer-train evaluate
--strangers --talking`): those figures choose between recipes as PublicTest does. Of runs from before there were such,
nothing is known."""


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """What is kept of a run.

    Attributes
    ----------
    name
        Of the run's folder.
    config
        Its recipe, as plain values.
    seed, epochs, best_epoch
        Epochs that were run, which may be fewer than the recipe's, and the one that was kept.
    accuracy, loss
        On PublicTest at the best epoch, by head.
    origin
        Teachers and start, as far as the run recorded them.
    note
        One line of what was tried, or "".
    elsewhere
        How the exported model reads other people, with the output that the app speaks with: "strangers" and
        "strangers_recall", accuracy and macro recall, and "talking", the share of clips. Empty where nobody looked.
    """

    name: str
    config: Mapping[str, Any]
    seed: int
    epochs: int
    best_epoch: int
    accuracy: Mapping[str, float]
    loss: Mapping[str, float]
    origin: Mapping[str, Any]
    note: str
    elsewhere: Mapping[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """What epochs are chosen by: the mean of the heads' accuracies."""
        return mean(self.accuracy.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain values, for JSON."""
        return {
            "name": self.name,
            "recipe": self.config["name"],
            "differences": differences(self.config),
            "seed": self.seed,
            "epochs_run": self.epochs,
            "best_epoch": self.best_epoch,
            _SPLIT: dict(self.accuracy),
            f"{_SPLIT}_loss": dict(self.loss),
            **self.origin,
            **({"elsewhere": dict(self.elsewhere)} if self.elsewhere else {}),
            "note": self.note,
            "config": self.config,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what ``as_dict`` gave; KeyError, TypeError or ValueError if it is something else."""
        found = cls(
            name=values["name"],
            config=dict(values["config"]),
            seed=int(values["seed"]),
            epochs=int(values["epochs_run"]),
            best_epoch=int(values["best_epoch"]),
            accuracy={head: float(x) for head, x in values[_SPLIT].items()},
            loss={head: float(x) for head, x in values[f"{_SPLIT}_loss"].items()},
            origin={key: values[key] for key in ("teachers", "start") if key in values},
            note=values["note"],
            elsewhere={name: float(share) for name, share in values.get("elsewhere", {}).items()},
        )
        if (
            not found.accuracy
            or not isinstance(found.config["name"], str)
            or not isinstance(found.config["epochs"], int)
        ):
            raise ValueError("no figures, or no recipe")
        return found


def flat(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe without its nesting: values by names such as "encoder.stem"; what is newer than it by default."""
    try:
        config = FitConfig.from_dict(config).as_dict()
    except DataError:
        # Of another version: it is compared as far as it goes.
        config = dict(config)
    return _flattened(config)


def differences(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a recipe says otherwise than the named one, or than ``best`` if it bears a name of its own."""
    named = flat(CONFIGS.get(config["name"], BEST).as_dict())
    return {key: value for key, value in flat(config).items() if key != "name" and named.get(key, ...) != value}


def recipe(config: Mapping[str, Any]) -> str:
    """Return a recipe as text: its name, and what it says otherwise than the named one."""
    changes = ", ".join(f"{key} {_value(value)}" for key, value in differences(config).items())
    if config["name"] not in CONFIGS:
        return f"`{config['name']}` (of its own; unlike `{BEST.name}`: {changes or 'nothing'})"
    return f"`{config['name']}`" + (f" ({changes})" if changes else "")


def best_epoch(entries: Sequence[Mapping[str, Any]], selection: str) -> Mapping[str, Any]:
    """Return the entry of a history whose epoch was kept: the first of the best by all heads, as in training.fit."""
    return max(entries, key=lambda entry: mean(entry[f"{selection}_{head}"] for head in heads_in(entries, selection)))


def heads_in(entries: Sequence[Mapping[str, Any]], selection: str) -> list[str]:
    """Return the names of the heads that a history has figures of."""
    names = (key.removeprefix(f"{selection}_") for key in entries[0] if key.startswith(f"{selection}_"))
    return [name for name in names if not name.endswith("_loss")]


def read_run(folder: Path, name: str) -> LoggedRun:
    """Read the history of a run, finished or not; a :class:`DataError` if there is none that can be compared."""
    path = folder / HISTORY
    if not path.is_file():
        msg = f"{folder} is no run: it has no {HISTORY}."
        raise DataError(msg)
    history = read_json(path)
    try:
        if history["selection"] != _SPLIT:
            msg = f"{folder} chose its epochs on '{history['selection']}'; the log compares figures on PublicTest only."
            raise DataError(msg)
        if not history["epochs"]:
            msg = f"{folder} has no epoch behind it yet."
            raise DataError(msg)
        return _judged(history, name, _note(folder, history))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{path} is no history of a run of fer-train ({error!r}). Remove it, or give another folder."
        raise DataError(msg) from error


def recorded(folder: Path) -> list[LoggedRun]:
    """Read what is kept of runs from a folder of records; a :class:`DataError` if one of them is damaged."""
    found = []
    for path in sorted(folder.glob("*.json")):
        values = read_json(path)
        try:
            found.append(LoggedRun.from_dict(values))
            if found[-1].name != path.stem:
                raise ValueError(found[-1].name)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            msg = f"{path} is no record of a run ({error!r}). Remove it, and log the run again."
            raise DataError(msg) from error
    return found


def groups(results: Sequence[LoggedRun]) -> list[list[LoggedRun]]:
    """Return runs together that differ in nothing but the seed, by seed; of notes and teachers, recipes don't tell."""
    found = dict[str, dict[int, LoggedRun]]()
    for result in results:
        key = json.dumps([flat(result.config), result.origin, result.note], sort_keys=True)
        found.setdefault(key, {}).setdefault(result.seed, result)
    return [sorted(group.values(), key=lambda r: r.seed) for group in found.values()]


def spread(shares: Sequence[float]) -> str:
    """Return the mean of several shares and their standard deviation, in percent, as text."""
    deviation = f" ± {100 * stdev(shares):.2f}" if len(shares) > 1 else ""
    return f"{100 * mean(shares):.2f}{deviation}"


def figures_elsewhere(metrics: Mapping[str, Any]) -> dict[str, float]:
    """Return what a ``metrics.json`` tells of strangers and of people who talk, by the output that the app speaks with.

    Raises
    ------
    DataError
        If it tells neither.
    """
    found = dict[str, float]()
    for output in _SPEAKS:
        if not found and (told := metrics.get(f"{STRANGERS}{output}")):
            found |= {"strangers": told["accuracy"], "strangers_recall": told["macro_recall"]}
        if "talking" not in found and (told := metrics.get(f"{TALKING}{output}")):
            found["talking"] = list(told["methods"].values())[-1]["accuracy"]
    if not found:
        msg = "These figures tell nothing of strangers. Make them with 'fer-train evaluate --strangers' or '--talking'."
        raise DataError(msg)
    return found


def log_runs(runs: Path | None, out: Path, judged: Mapping[str, Path] | None = None) -> list[str]:
    """Take the runs below a folder into the log, and write its tables anew.

    Parameters
    ----------
    runs
        A run, or a folder with runs at any depth; a run is named by the path of its folder. None to write the tables
        anew from the records, after a change of a named recipe.
    out
        The file of tables. The records lie beside it in ``runs/``: those of earlier runs stay.
    judged
        By name of a run, the ``metrics.json`` of the model that it was exported to.

    Returns
    -------
    Sentences about what was left out.

    Raises
    ------
    DataError
        If there is no run at all, or a record of the log is damaged.
    """
    known = {result.name: result for result in recorded(out.parent / RECORDS)}
    found, notes = dict[str, LoggedRun](), list[str]()
    for folder, name in _folders(runs) if runs else []:
        try:
            result = _merge(read_run(folder, name), known.get(name))
        except DataError as error:
            notes.append(str(error))
        else:
            found[name] = result
    if runs and not found:
        msg = " ".join([f"{runs} holds no run that can be logged. Give the folder that 'fit --out' wrote to.", *notes])
        raise DataError(msg)
    if not known | found:
        msg = f"There are no records of runs in {out.parent / RECORDS}. Give a folder of runs with --runs."
        raise DataError(msg)
    results = known | found
    for name, path in (judged or {}).items():
        if name not in results:
            msg = f"The log has no run '{name}' that figures could be of. It has: {', '.join(sorted(results))}."
            raise DataError(msg)
        results[name] = replace(results[name], elsewhere=figures_elsewhere(read_json(path)))
    (out.parent / RECORDS).mkdir(parents=True, exist_ok=True)
    # All of them: a recipe that was changed differs from the older runs in other places now.
    for result in results.values():
        write_json(out.parent / RECORDS / f"{result.name}.json", result.as_dict())
    out.write_text(as_markdown(list(results.values()), out.parent / COMPARISON), encoding="utf-8")
    return notes


def as_markdown(results: Sequence[LoggedRun], compared: Path | None = None) -> str:
    """Return the tables: every run, best first, and the runs that differ in nothing but their seed.

    Behind them stand those of a comparison, where there is such a file, after the words about it.
    """
    # One head's figure is no mean over two: runs with fewer heads come after the others.
    ranked = sorted(results, key=lambda r: (-len(r.accuracy), -r.score, r.name))
    heads = sorted({head for result in results for head in result.accuracy}, reverse=True)
    parts = [_HEADER, "## Everything, best first", _everything(ranked, heads), "## The same with other seeds"]
    if repeated := [group for group in groups(ranked) if len(group) > 1]:
        parts += ["Mean and standard deviation over the seeds.", _repeated(repeated, heads)]
    else:
        parts.append("Nothing was run with more than one seed yet.")
    if compared is not None and compared.is_file():
        words = compared.with_name(WORDS)
        told = [words.read_text(encoding="utf-8").strip()] if words.is_file() else []
        parts += ["## The paper's comparison", *told, compared.read_text(encoding="utf-8").strip()]
    return "\n\n".join(parts) + "\n"


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _everything(ranked: Sequence[LoggedRun], heads: Sequence[str]) -> str:
    figures = (f"`{head}`, %" for head in heads)
    other = ["strangers, %", "macro recall", "talking, %"] if any(r.elsewhere for r in ranked) else []
    titles = ["run", "recipe", "seed", "epochs", "best epoch", *figures, "mean, %", *other, "what it was"]
    rows = [
        [r.name, recipe(r.config), str(r.seed), f"{r.epochs} of {r.config['epochs']}", str(r.best_epoch),
         *(_percent(r.accuracy.get(head)) for head in heads), _percent(r.score),
         *(_percent(r.elsewhere.get(name)) for name in _ELSEWHERE if other), r.note]
        for r in ranked
    ]  # fmt: skip
    return table(titles, rows)


def _repeated(repeated: Sequence[Sequence[LoggedRun]], heads: Sequence[str]) -> str:
    titles = ["runs", "recipe", "n", "epochs", *(f"`{head}`, %" for head in heads), "mean of the heads, %"]
    rows = [
        [", ".join(r.name for r in group), recipe(group[0].config), str(len(group)), _range(r.epochs for r in group),
         *(spread([r.accuracy[head] for r in group]) if head in group[0].accuracy else "" for head in heads),
         spread([r.score for r in group])]
        for group in repeated
    ]  # fmt: skip
    return table(titles, rows)


def _flattened(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found = dict[str, Any]()
    for key, value in values.items():
        if isinstance(value, Mapping):
            found |= _flattened(value, f"{before}{key}.")
        else:
            found[before + key] = list(value) if isinstance(value, tuple) else value
    return found


def _judged(history: Mapping[str, Any], name: str, note: str) -> LoggedRun:
    entries = history["epochs"]
    heads, best = heads_in(entries, _SPLIT), best_epoch(entries, _SPLIT)
    losses = {head: float(best[f"{_SPLIT}_{head}_loss"]) for head in heads}
    values = {
        "name": name, "config": history["config"], "seed": history["seed"], "epochs_run": len(entries),
        "best_epoch": best["epoch"], _SPLIT: {head: best[f"{_SPLIT}_{head}"] for head in heads},
        f"{_SPLIT}_loss": {head: loss for head, loss in losses.items() if isfinite(loss)}, "note": note,
    }  # fmt: skip
    return LoggedRun.from_dict({**{key: history[key] for key in ("teachers", "start") if key in history}, **values})


def _note(folder: Path, history: Mapping[str, Any]) -> str:
    path = folder / NOTE
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else str(history.get("note") or "")
    return " ".join(text.split())


def _folders(runs: Path) -> list[tuple[Path, str]]:
    if (runs / HISTORY).is_file():
        return [(runs, runs.resolve().name)]
    below = sorted(path.parent for path in runs.rglob(HISTORY))
    empty = (f for f in sorted(runs.glob("*/")) if not any(b.is_relative_to(f) for b in below))
    return [(folder, "-".join(folder.relative_to(runs).parts)) for folder in (*below, *empty)]


def _merge(result: LoggedRun, known: LoggedRun | None) -> LoggedRun:
    if known is None:
        return result
    if (flat(known.config), known.seed) != (flat(result.config), result.seed):
        msg = f"The log has another run of the name {result.name}. Rename the folder to log this one as well."
        raise DataError(msg)
    return replace(result, note=result.note or known.note, elsewhere=known.elsewhere)


def _value(value: Any) -> str:
    return "-".join(map(str, value)) if isinstance(value, list) else str(value)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.2f}"


def _range(numbers: Iterable[int]) -> str:
    found = sorted(set(numbers))
    return str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}"
