"""What is to be recorded, and for how long, as it is chosen before."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from fer_core.types import FrameResult
from fer_core.veil import Veil, VeilOf

#: No film; with boxes and labels; as the camera sees it.
FilmLook = Literal["none", "overlay", "clean"]
FILM_LOOKS: tuple[FilmLook, ...] = get_args(FilmLook)
#: Seconds to count down before a recording begins.
COUNTDOWNS_S = (0, 3, 5, 10, 30)
#: A week.
LONGEST_MINUTES = 7 * 24 * 60
LONGEST_TEXT = 200
_FACES = Veil("faces")


@dataclass(frozen=True, slots=True)
class RecordingPlan:
    """A recording that is wanted.

    Attributes
    ----------
    name
        Of the recording; empty for kind of source, date and time.
    participant, condition
        For its description; empty if nobody said.
    film
        One of ``FILM_LOOKS``.
    blurred
        All faces of the film are blurred, whatever the window shows.
    minutes
        How long to record; None until somebody finishes it.
    countdown_s
        Seconds before it begins.
    """

    name: str = ""
    participant: str = ""
    condition: str = ""
    film: FilmLook = "none"
    blurred: bool = False
    minutes: float | None = None
    countdown_s: int = 0

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of its files, keys of ``fer_core.sinks.table.SINKS``."""
        return ("csv", "events") if self.film == "none" else ("csv", "film", "events")

    @property
    def seconds(self) -> float | None:
        """How long to record."""
        return None if self.minutes is None else self.minutes * 60.0

    def veil_of(self, shown: VeilOf) -> VeilOf:
        """Return what the film hides: what the window hides, and all faces if it is to be blurred."""
        if not self.blurred:
            return shown

        def stricter(result: FrameResult) -> Veil:
            veil = shown(result)
            return veil if veil.kind == "picture" else _FACES

        return stricter


def read_plan(value: Any) -> RecordingPlan:
    """Read a plan from the settings; what is not sound in it raises a ValueError or TypeError."""
    plan = RecordingPlan(**{name: value[name] for name in RecordingPlan.__annotations__ if name in value})
    texts = (plan.name, plan.participant, plan.condition)
    minutes_good = plan.minutes is None or (type(plan.minutes) in (int, float) and 0 < plan.minutes <= LONGEST_MINUTES)
    good = (
        all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in texts),
        plan.film in FILM_LOOKS,
        isinstance(plan.blurred, bool),
        minutes_good,
        type(plan.countdown_s) is int and plan.countdown_s in COUNTDOWNS_S,
    )
    if not all(good):
        msg = f"no plan of a recording: {value!r}"
        raise ValueError(msg)
    return plan


def write_plan(plan: RecordingPlan) -> dict[str, Any]:
    """Return a plan as the settings keep it."""
    return asdict(plan)
