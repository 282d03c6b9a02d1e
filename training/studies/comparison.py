"""The paper's comparison: every system trained by one protocol, and judged on the same pictures."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm

from fer_core.errors import DataError
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import CLASSES
from training.data.encoded import read_encoded
from training.data.stills import Stills, copies, fingerprint, majority
from training.export.ensemble import export_ensemble
from training.export.from_run import export_run
from training.files import HISTORY, SPOKEN, digest_of, read_json, write_json
from training.fit.system import fit_system
from training.judge.cascade import cascade_crops
from training.judge.compared import cost_of, judge_answers, machine
from training.judge.reading import still_logits
from training.judge.strangers import find_faces
from training.networks import checkpoint
from training.report.answers import NO_ANSWER, read_signs, signs_of
from training.report.comparison import CKPLUS, LOGITS, PROTOCOL, TRUTH
from training.studies.protocol import MEMBERS, ON_CKPLUS, ROWS, Protocol
from training.systems import BEST, ENSEMBLE, SYSTEMS

RUNS, MODELS, STUDIES, FACES = "runs", "models", "ckplus", "strangers.npz"
#: The sets of pictures on which every system is judged.
SETS = ("public_test", "private_test", "private_test_without_copies", "ferplus_majority", "strangers")
_SELECTION = "public_test"
#: Labels by which all systems learn, and by which those that have several outputs are read.
_BY_LABEL = "fer2013"


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Pictures on which every system is judged.

    Attributes
    ----------
    images
        (N, 48, 48) uint8 grey.
    labels
        (N,) int64.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


class Comparison:
    """One comparison, in one folder: it goes on where it was stopped, and never mixes two protocols.

    Parameters
    ----------
    protocol
        The rules.
    stills
        FER2013, with FER+'s votes.
    strangers
        An npz of encoded faces that nothing learns from.
    out
        Folder for records, runs and models.
    known
        Folder with records that were made elsewhere; those of the same rules and pictures are taken as they are.
    members
        Of the ensemble, by name.

    Raises
    ------
    DataError
        If ``out`` holds a comparison by other rules or of other pictures, or the data lacks a split or votes.
    """

    def __init__(
        self,
        protocol: Protocol,
        stills: Stills,
        strangers: Path,
        out: Path,
        *,
        known: Path | None = None,
        members: Sequence[str] = MEMBERS,
    ) -> None:
        if stills.votes is None or stills.classes != CLASSES:
            msg = f"The comparison needs FER2013 with the votes of FER+ and the classes {', '.join(CLASSES)}."
            raise DataError(msg)
        self.protocol, self.out, self.known, self.members = protocol, out, known, tuple(members)
        self.votes, self.strangers = stills, strangers
        # Every system learns from single labels, as those of the paper did.
        self.stills = replace(stills, votes=None)
        used = [self.stills.split(name) for name in ("train", _SELECTION, "private_test")]
        theirs = digest_of(read_encoded(strangers).labels)
        self.identity = {**protocol.as_dict(), "data": fingerprint(*used), "strangers": theirs}
        self._check_out()
        self._sets: dict[str, Judged] = {}
        self._haar: Stills | None = None

    def run(self, names: Sequence[str] = ROWS) -> list[str]:
        """Fit, export and judge what has no record yet; return the names of what was done."""
        done = []
        wanted = [name for name in ROWS if name in names]
        with tqdm(wanted, desc="comparison", unit="system") as bar:
            for name in bar:
                bar.set_postfix_str(name)
                if self.record(name) is None:
                    write_json(self.out / f"{name}.json", {"protocol": self.identity, "name": name, **self._made(name)})
                    done.append(name)
        return done

    def cross_validate(self, data: Path) -> list[str]:
        """Cross-validate some systems on CK+, from what they learned here; return the names of what was done."""
        from training.studies.ckfit import StudyConfig
        from training.studies.ckstudy import study

        done = []
        for name in ON_CKPLUS:
            if not (self._run(name) / checkpoint.ENCODER).is_file():
                continue
            path = self.out / f"{CKPLUS}{name}.json"
            if not path.is_file():
                config = replace(StudyConfig(), hidden=SYSTEMS[name].hidden and StudyConfig().hidden)
                found = study(data, self._run(name), self.out / STUDIES / name, seed=self.protocol.seed, config=config)
                write_json(path, {"protocol": self.identity, "name": name, **found})
                done.append(name)
        return done

    def record(self, name: str) -> Mapping[str, Any] | None:
        """Return what is known of a row, from this folder or from elsewhere."""
        for folder in (self.out, self.known):
            if folder is not None and (folder / f"{name}.json").is_file():
                found = read_json(folder / f"{name}.json")
                if isinstance(found, dict) and found.get("protocol") == self.identity:
                    return found
        return None

    def _check_out(self) -> None:
        path = self.out / PROTOCOL
        if path.is_file() and read_json(path) != self.identity:
            msg = f"{self.out} holds a comparison by other rules or of other pictures. Give another folder with --out."
            raise DataError(msg)
        self.out.mkdir(parents=True, exist_ok=True)
        write_json(path, self.identity)

    def _run(self, name: str) -> Path:
        return self.out / RUNS / name

    def _model(self, name: str) -> Path:
        return self.out / MODELS / name

    def _made(self, name: str) -> dict[str, Any]:
        if name == BEST:
            return self._judged(name, OnnxRecogniser.load(None))
        if name == ENSEMBLE:
            return self._ensemble()
        recipe, run, model = self.protocol.recipe(name), self._run(name), self._model(name)
        cascade = name in SYSTEMS and SYSTEMS[name].cascade
        stills = self._behind_cascade() if cascade else self.stills
        start_s = time.process_time()
        fit_system(recipe, stills, _SELECTION, run, seed=self.protocol.seed)
        fitted_s = time.process_time() - start_s
        export_run(run, stills, _SELECTION, model, name)
        classifier, _ = checkpoint.load_classifier(run / checkpoint.ENCODER)
        head = checkpoint.load_temporal(run / checkpoint.HEAD, classifier)
        history = read_json(run / HISTORY)
        found = self._judged(name, OnnxRecogniser.load(model), cascade=cascade)
        found["cost"] = self._cost((classifier, head), model)
        found["machine"] = machine()
        # Of a run that was stopped in between, its history knows more than the clock of this process.
        told_s = history.get("used_s", 0.0) + history.get("evolved", {}).get("seconds", 0.0)
        found["cost"]["train_s"] = max(fitted_s, told_s)
        return found | {"config": recipe.as_dict(), "lr": history.get("lr"), "epochs": history["epochs"]}

    def _ensemble(self) -> dict[str, Any]:
        if any(not (self._run(name) / checkpoint.ENCODER).is_file() for name in self.members):
            return self._ensemble_of_records()
        runs = [(self._run(name), self._model(name)) for name in self.members]
        networks = export_ensemble(runs, self.stills.split(_SELECTION), self._model(ENSEMBLE), ENSEMBLE)
        found = self._judged(ENSEMBLE, OnnxRecogniser.load(self._model(ENSEMBLE)))
        return {**found, "cost": self._cost(networks, self._model(ENSEMBLE)), "members": list(self.members)}

    def _ensemble_of_records(self) -> dict[str, Any]:
        """Return what the mean of the members' calibrated logits says; their networks may be elsewhere."""
        parts, costs = [], []
        for name in self.members:
            record, path = self.record(name), self._said(name)
            if record is None or path is None:
                msg = f"The ensemble needs {name}, whose network and logits are not in {self.out}. Train it here first."
                raise DataError(msg)
            with np.load(path) as said:
                parts.append({kind: said[kind].astype(np.float32) for kind in SETS})
            costs.append(record["cost"])
            truth = read_json(path.with_name(TRUTH))
        write_json(self.out / TRUTH, truth)
        told = {}
        for kind in SETS:
            answers = np.mean([part[kind] for part in parts], axis=0).argmax(axis=1)
            told[kind] = judge_answers(answers, read_signs(truth[kind]), CLASSES)
        # Its members are read one after the other.
        cost = {key: sum(cost[key] for cost in costs) for key in ("parameters", "macs", "bytes", "ms")}
        return {"sets": told, "cost": cost, "members": list(self.members)}

    def _said(self, name: str) -> Path | None:
        """Return the file with the calibrated logits of a system whose record counts."""
        for folder in (self.out, self.known):
            if folder is not None and (folder / f"{name}.json").is_file() and (folder / f"{name}{LOGITS}").is_file():
                return folder / f"{name}{LOGITS}"
        return None

    def _cost(self, networks: tuple[nn.Module, nn.Module], model: Path) -> dict[str, float]:
        return cost_of(*networks, model, self.stills.split(_SELECTION).images[:64])

    def _judged(self, name: str, recogniser: OnnxRecogniser, *, cascade: bool = False) -> dict[str, Any]:
        sets = self._pictures(recogniser)
        told: dict[str, Any] = {}
        said: dict[str, Any] = {}
        for kind in tqdm(SETS, desc=f"judging {name}", unit="set", leave=False):
            pictures = sets[kind]
            images, found = pictures.images, np.ones(len(pictures.labels), bool)
            if cascade:
                found, images = cascade_crops(images)
            logits = still_logits(recogniser, images)
            output = _output(kind, list(logits))
            answers = logits[output].argmax(axis=1)
            temperature = recogniser.spec.distributions[output].still.temperature
            said[kind] = (logits[output] / temperature).astype(np.float16)
            told[kind] = judge_answers(np.where(found, answers, NO_ANSWER), pictures.labels, CLASSES)
        if name in self.members:
            np.savez_compressed(self.out / f"{name}{LOGITS}", **said)
        return {"sets": told}

    def _pictures(self, recogniser: OnnxRecogniser) -> Mapping[str, Judged]:
        """Return every set of ``SETS``; strangers are found and framed once, on the app's own path."""
        if not self._sets:
            for split in (_SELECTION, "private_test"):
                part = self.stills.split(split)
                self._sets[split] = Judged(part.images, part.labels)
            private, votes = self._sets["private_test"], self.votes.split("private_test").votes
            assert votes is not None
            fresh = ~copies(private.images, self.stills.images[self.stills.splits != "private_test"])
            self._sets["private_test_without_copies"] = Judged(private.images[fresh], private.labels[fresh])
            agreed = majority(votes)
            self._sets["ferplus_majority"] = Judged(private.images[agreed >= 0], agreed[agreed >= 0])
            self._sets["strangers"] = self._found_strangers(recogniser)
            write_json(self.out / TRUTH, {name: signs_of(judged.labels) for name, judged in self._sets.items()})
        return self._sets

    def _found_strangers(self, recogniser: OnnxRecogniser) -> Judged:
        path = self.out / FACES
        if not path.is_file():
            faces = find_faces(recogniser.spec, read_encoded(self.strangers), self.strangers.name, [])
            np.savez_compressed(path, crops=faces.crops, labels=faces.labels)
        with np.load(path) as data:
            return Judged(data["crops"], data["labels"])

    def _behind_cascade(self) -> Stills:
        """Return the pictures as the cascade frames them, without training pictures in which it finds nothing."""
        if self._haar is None:
            found, crops = cascade_crops(self.stills.images)
            kept = found | (self.stills.splits != "train")
            self._haar = replace(self.stills, images=crops).subset(kept)
        return self._haar


def _output(kind: str, outputs: Sequence[str]) -> str:
    """Return the output that is read: a system has one, what ships has one by each kind of labels."""
    wanted = {"ferplus_majority": "ferplus", "strangers": SPOKEN}.get(kind, _BY_LABEL)
    return wanted if wanted in outputs else outputs[0]
