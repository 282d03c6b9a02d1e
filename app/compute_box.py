"""What models run on: threads, and what else there is; and what that costs on this computer."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.backend import Backend
from app.faults import sentence_of
from app.jobs import Jobs
from app.words import mark, number, tr, trn
from fer_core.compute import CPU, Compute, cores, provider_words, thread_choices

_HINT = mark("More threads may read faster, and leave less to the camera and to other programs.")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a choice costs: what was asked for, what it ran on in truth, and milliseconds a face."""

    wanted: Compute
    real: Compute
    ms: float

    @property
    def words(self) -> str:
        """In a line."""
        if self.real.provider != self.wanted.provider:
            return tr("{provider}: cannot be used here").format(provider=provider_words(self.wanted.provider))
        return tr("{compute}: {ms} ms a face").format(compute=_compute_words(self.wanted), ms=number(self.ms, 1))


class ComputeBox(QWidget):
    """Two choices, and a button that measures all of them.

    Parameters
    ----------
    backend
        Knows what there is, and measures.
    jobs
        Run both.
    compute
        To begin with.
    """

    #: Another ``Compute`` was chosen.
    chosen = Signal(object)

    def __init__(self, backend: Backend, jobs: Jobs, compute: Compute, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backend, self._jobs = backend, jobs
        self._stop = threading.Event()
        self._measuring = False
        self._costs: list[Cost] = []
        self.model: Path | None = None
        self.threads, self.provider = QComboBox(), QComboBox()
        self.threads.setAccessibleName(tr("Threads"))
        self.provider.setAccessibleName(tr("Runs on"))
        self.measure = QPushButton(tr("Measure"))
        self.measure.setToolTip(tr("Read a face a hundred times with each choice"))
        self.measure.clicked.connect(self._measure)
        self.told = QLabel(tr(_HINT))
        self.told.setProperty("tone", "small")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        for count in thread_choices(cores()):
            self.threads.addItem(_choice_words(count, cores()), count)
        self._offer((CPU,), compute.provider)
        self.show_compute(compute)
        self.threads.activated.connect(self._choose)
        self.provider.activated.connect(self._choose)
        self._arrange()
        jobs.submit("providers", backend.providers, self._found, lambda _error: None)

    @property
    def compute(self) -> Compute:
        """What is chosen."""
        return Compute(int(self.threads.currentData()), str(self.provider.currentData()))

    def show_compute(self, compute: Compute) -> None:
        """Show what is in use."""
        self.threads.setCurrentIndex(self._nearest(compute.threads))
        self.provider.setCurrentIndex(self.provider.findData(compute.provider))

    def stop(self) -> None:
        """Measure nothing more: nobody looks."""
        self._stop.set()

    def _nearest(self, threads: int) -> int:
        numbers = [int(self.threads.itemData(row)) for row in range(self.threads.count())]
        return max((row for row, number in enumerate(numbers) if number <= threads), default=0)

    def _offer(self, providers: Sequence[str], wanted: str, *, sure: bool = False) -> None:
        self.provider.clear()
        for name in dict.fromkeys((*providers, wanted)):
            words = tr("Processor") if name == CPU else provider_words(name)
            missing = sure and name not in providers
            self.provider.addItem(tr("{provider}, not here").format(provider=words) if missing else words, name)
        self.provider.setCurrentIndex(self.provider.findData(wanted))
        alone = self.provider.count() == 1
        self.provider.setEnabled(not alone)
        self.provider.setToolTip(tr("Nothing else that models could run on was found here") if alone else "")

    def _found(self, providers: Sequence[str]) -> None:
        if not self._stop.is_set():
            self._offer(providers, self.compute.provider, sure=True)

    def _choose(self) -> None:
        self.chosen.emit(self.compute)

    def _measure(self) -> None:
        if self._measuring:
            return
        self._measuring, self._costs = True, []
        self.measure.setEnabled(False)
        self.told.setText(_measuring_words(self.model))
        model, stop, backend, jobs = self.model, self._stop, self._backend, self._jobs
        asked = self._asked()

        def work() -> None:
            for compute in asked:
                real, ms = backend.measure(model, compute, stop.is_set)
                if ms is None:
                    return
                jobs.post(self._add, Cost(compute, real, ms))

        jobs.submit("measure", work, lambda _: self._measured(), self._failed)

    def _asked(self) -> list[Compute]:
        threads = [int(self.threads.itemData(row)) for row in range(self.threads.count())]
        others = [str(self.provider.itemData(row)) for row in range(self.provider.count())]
        # Elsewhere than on the processor its threads hardly matter.
        return [Compute(number) for number in threads] + [Compute(1, name) for name in others if name != CPU]

    def _add(self, cost: Cost) -> None:
        if not self._stop.is_set():
            self._costs.append(cost)
            self.told.setText("\n".join((tr("Measuring…"), *(one.words for one in self._costs))))

    def _measured(self) -> None:
        if self._stop.is_set():
            return
        self._end()
        self.told.setText("\n".join((*(one.words for one in self._costs), _measured_words(self.model))))

    def _failed(self, error: Exception) -> None:
        if not self._stop.is_set():
            self._end()
            self.told.setText(sentence_of(error))

    def _end(self) -> None:
        self._measuring = False
        self.measure.setEnabled(True)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, box in ((tr("Threads"), self.threads), (tr("on"), self.provider)):
            label = QLabel(words)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        row.addWidget(self.measure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.told)


def _compute_words(compute: Compute) -> str:
    if compute.provider != CPU:
        return provider_words(compute.provider)
    return trn("%n threads", "", compute.threads)


def _choice_words(threads: int, of: int) -> str:
    """Return a number of threads on so many cores in words."""
    if 1 < threads == of:
        return tr("{count} threads (all cores)").format(count=threads)
    if 1 < threads == of // 2:
        return tr("{count} threads (half of the cores)").format(count=threads)
    return trn("%n threads", "", threads)


def _measuring_words(model: Path | None) -> str:
    if model is None:
        return tr("Measuring with the shipped model…")
    return tr("Measuring with the model in {folder}…").format(folder=model.name)


def _measured_words(model: Path | None) -> str:
    time = f"{datetime.now():%H:%M}"
    if model is None:
        return tr(
            "Measured at {time} on this computer with the shipped model, while everything else went on: the median of "
            "a hundred times."
        ).format(time=time)
    return tr(
        "Measured at {time} on this computer with the model in {folder}, while everything else went on: the median of "
        "a hundred times."
    ).format(time=time, folder=model.name)
