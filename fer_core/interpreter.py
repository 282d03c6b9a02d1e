"""From what a network says of one face, frame by frame, to what is said of it: a fixed chain of links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_core.averaging import blend
from fer_core.label_set import label_set
from fer_core.outputs import DistributionSpec, softmax
from fer_core.types import Expression

_SLOW_S = 0.2
_FAST_S = 0.04
_TREND_S = 0.08
_LEAD = 0.33
_PATIENCE_S = 1.0
# Mouths open and shut three to seven times a second while somebody speaks: an open one is a surprise if it stays.
_SYLLABLE_S = 0.35
_SURPRISE = "surprise"
_UNCERTAIN_MARGIN = 0.15


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """Settings of the chain, which may change while it runs.

    Attributes
    ----------
    output
        What is spoken, as ``ESTIMATOR.OUTPUT``: a distribution.
    smoothing
        Average over time and hold labels. Without it each frame speaks for itself.
    baseline
        Take off the baselines that were set.
    """

    output: str
    smoothing: bool = True
    baseline: bool = True


class Interpreter:
    """The chain of one face.

    Its links, each of which can be read in the :class:`Expression` that comes out:

    ========================= ============================== ======================= ==========================
    link                      a step to another class        a flicker of one frame  two rivals, frame by frame
    ========================= ============================== ======================= ==========================
    1 ``logits``, raw         at once                        shown in that frame     alternate
    2 ``baseline``, taken off at once                        shown in that frame     alternate
    3 ``frame_probabilities`` at once                        shown in that frame     alternate
    4 ``probabilities``       leads within 0.1 s             a dent, no new leader   both near one half
    5 ``label``, held         as soon as the new class leads stays                   stays with the first one
                              (surprise 0.35 s later)
    6 ``label_set``, doubt    both classes for a moment      may grow for a moment   both classes, uncertain
    ========================= ============================== ======================= ==========================

    Link 4 is :class:`Average`, link 5 :class:`HeldLabel`; the numbers are for 30 frames a second and logits that are
    sure of themselves. Rivals that alternate more slowly, so that the trend turns with them, are so many steps. It
    belongs to the thread that calls it.

    Parameters
    ----------
    outputs
        The distributions that can be spoken, as ``ESTIMATOR.OUTPUT``.
    settings
        See :class:`ChainSettings`.
    still
        The picture stands for itself: nothing is averaged, and the calibration is that of stills.
    """

    def __init__(
        self, outputs: Mapping[str, DistributionSpec], settings: ChainSettings, *, still: bool = False
    ) -> None:
        self._outputs = outputs
        self._settings = settings
        self._still = still
        self._baselines: dict[str, NDArray[np.float32]] = {}
        self._average = self._unadjusted = Average()
        self._held = HeldLabel(slow_class(outputs[settings.output].labels))

    def configure(self, settings: ChainSettings) -> None:
        """Go on with other settings; with a fresh average where anything of it counts."""
        old = self._settings
        fresh = (settings.output, settings.smoothing, settings.baseline) != (old.output, old.smoothing, old.baseline)
        self._settings = settings
        if fresh:
            self.start_afresh()

    def start_afresh(self) -> None:
        """Forget what was averaged and held; baselines stay."""
        self._average = self._unadjusted = Average()
        self._held = HeldLabel(slow_class(self._outputs[self._settings.output].labels))

    def set_baseline(self, output: str, baseline: NDArray[np.float32] | None) -> None:
        """Take ``baseline`` (K,) off the logits of an output from now on; None takes nothing off.

        Raises
        ------
        ValueError
            If it does not fit the output.
        """
        if baseline is None:
            self._baselines.pop(output, None)
        else:
            check_baseline(baseline, self._outputs[output])
            self._baselines[output] = baseline.astype(np.float32)
        self.start_afresh()

    def interpret(self, t: float, logits: NDArray[np.float32], *, ready: bool = True) -> Expression:
        """Take one frame.

        Parameters
        ----------
        t
            Seconds, of the frame; frames may have been dropped before it.
        logits
            (K,) float32, raw, of the output that is spoken.
        ready
            Whether the estimator has seen enough of this face; passed on.

        Returns
        -------
        What is said of the face.
        """
        name = self._settings.output
        spec = self._outputs[name]
        calibration = spec.calibration(still=self._still)
        baseline = self._baselines.get(name) if self._settings.baseline else None
        if baseline is None:
            baseline = np.zeros_like(logits)
        news = softmax((logits - baseline) / np.float32(calibration.temperature))
        if self._settings.smoothing and not self._still:
            average = self._average.update(t, news)
            label = self._held.update(t, average, self._average.trend)
        else:
            average, label = news, int(news.argmax())
        without = self._without_baseline(t, logits, calibration.temperature) if baseline.any() else None
        threshold = calibration.threshold
        return Expression(
            output=name,
            labels=spec.labels,
            logits=logits,
            baseline=baseline,
            frame_probabilities=news,
            probabilities=average,
            label=spec.labels[label],
            uncertain=is_uncertain(average),
            label_set=() if threshold is None else label_set(average, spec.labels, threshold),
            ready=ready,
            unadjusted=without,
        )

    def _without_baseline(self, t: float, logits: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
        """Return what would be said if nothing were taken off."""
        news = softmax(logits / np.float32(temperature))
        if self._still or not self._settings.smoothing:
            return news
        if self._unadjusted is self._average:
            self._unadjusted = Average()
        return self._unadjusted.update(t, news)

    @property
    def output(self) -> str:
        """The output that is spoken."""
        return self._settings.output


class Average:
    """Time-aware average of one face's probabilities: slow, and quick while a new class comes clearly ahead.

    Every class is averaged alike: the result is a weighted mean of what was said before, its weights adding up to 1.
    It follows the trend, a short average, slowly; and quickly as long as the trend finds a class by ``lead`` more
    probable than the one that the average has most probable. This is the trigger of Schmitt, "A thermionic trigger",
    Journal of Scientific Instruments 15, 1938, on the speed of an average.

    Parameters
    ----------
    slow_s, fast_s
        Time constants in seconds.
    trend_s
        Time constant in seconds of the trend.
    lead
        In [0, 1].
    """

    def __init__(
        self, slow_s: float = _SLOW_S, fast_s: float = _FAST_S, trend_s: float = _TREND_S, lead: float = _LEAD
    ) -> None:
        self._slow_s, self._fast_s, self._trend_s, self._lead = slow_s, fast_s, trend_s, lead
        self._t: float | None = None
        self._trend = self._average = np.empty(0)

    @property
    def trend(self) -> NDArray[np.float64]:
        """(K,), the short average."""
        return self._trend

    def update(self, t: float, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take the probabilities (K,) of the frame at ``t`` seconds and return the average, (K,) float32."""
        news = probabilities.astype(np.float64)
        if self._t is None:
            self._t, self._trend, self._average = t, news, news
            return probabilities
        dt = t - self._t
        self._t = max(t, self._t)
        self._trend = blend(self._trend, news, dt, self._trend_s)
        lead = self._trend.max() - self._trend[self._average.argmax()]
        self._average = blend(self._average, self._trend, dt, self._fast_s if lead >= self._lead else self._slow_s)
        return self._average.astype(np.float32)


class HeldLabel:
    """The label that is shown: it stays until another class is clearly ahead, so that it does not flicker.

    Another class takes over when it leads the average and the trend finds it by ``lead`` more probable than the label;
    or when it has led the average for ``patience_s`` seconds without a break, by however little. No class is shown that
    does not lead the average at that moment. One class may be slow: it has to have led for a syllable in any case.

    Parameters
    ----------
    slow
        Number of the class that is slow, see :func:`slow_class`; None for none.
    lead
        In [0, 1].
    patience_s, syllable_s
        Seconds.
    """

    def __init__(
        self,
        slow: int | None = None,
        lead: float = _LEAD,
        patience_s: float = _PATIENCE_S,
        syllable_s: float = _SYLLABLE_S,
    ) -> None:
        self._slow, self._lead, self._patience_s, self._syllable_s = slow, lead, patience_s, syllable_s
        self._label: int | None = None
        self._leader = 0
        self._leader_since_t = 0.0

    def update(self, t: float, average: NDArray[np.floating], trend: NDArray[np.floating]) -> int:
        """Take average and trend, (K,) each, of the frame at ``t`` seconds and return the label's number."""
        leader = int(average.argmax())
        if self._label is None or leader != self._leader:
            self._leader, self._leader_since_t = leader, t
        if self._label is None:
            self._label = leader
        led_s = t - self._leader_since_t
        ahead = trend[leader] - trend[self._label] >= self._lead
        if (ahead or led_s >= self._patience_s) and (leader != self._slow or led_s >= self._syllable_s):
            self._label = leader
        return self._label


def slow_class(labels: Sequence[str]) -> int | None:
    """Return the number of the class that a syllable looks like: surprise. None if it is not among the labels."""
    return labels.index(_SURPRISE) if _SURPRISE in labels else None


def is_uncertain(probabilities: NDArray[np.floating]) -> bool:
    """Return whether the two largest of the probabilities (K,) are within 0.15 of each other."""
    second, first = np.partition(probabilities, -2)[-2:]
    return bool(first - second < _UNCERTAIN_MARGIN)


def check_baseline(baseline: NDArray[np.floating], spec: DistributionSpec) -> None:
    """Raise a :class:`ValueError` if a baseline is not (K,) finite numbers."""
    if baseline.shape != (len(spec.labels),) or not np.isfinite(baseline).all():
        msg = f"a baseline for {', '.join(spec.labels)} is {len(spec.labels)} finite numbers, not {baseline}"
        raise ValueError(msg)
