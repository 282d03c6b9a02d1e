"""What to take off a person's logits, so that their neutral face reads as neutral."""

import numpy as np
from numpy.typing import NDArray

from fer_core.interpreter import check_baseline
from fer_core.outputs import DistributionSpec

#: By how much neutral leads every other class afterwards, in logits after the temperature: seven to one.
LEAD = 2.0
#: No class loses more than this: a face that laughs does not become a neutral one.
MOST = 4.0
NEUTRAL = "neutral"


def neutral_baseline(logits: NDArray[np.float32], spec: DistributionSpec) -> NDArray[np.float32]:
    """Return the baseline of a face that was neutral: what makes neutral lead, and no more than that.

    A class that is far behind anyway loses nothing; nor does neutral.

    Parameters
    ----------
    logits
        (N, K) of frames in which the face was neutral, N >= 1.
    spec
        Of the output that they are of.

    Returns
    -------
    (K,) float32, at least 0.

    Raises
    ------
    ValueError
        If the output has no class "neutral", or the logits do not fit it.
    """
    if NEUTRAL not in spec.labels:
        msg = f"no class of {', '.join(spec.labels)} is called {NEUTRAL}"
        raise ValueError(msg)
    # The median over time: a blink, or a word, is not the face.
    usual = np.median(logits, axis=0)
    check_baseline(usual, spec)
    neutral = usual[spec.labels.index(NEUTRAL)]
    lead = LEAD * spec.film.temperature
    found = np.clip(usual - neutral + lead, 0.0, MOST * spec.film.temperature)
    found[spec.labels.index(NEUTRAL)] = 0.0
    return np.asarray(found, np.float32)
