"""What plays while a camera or a stream cannot be used, and the words for it."""

from dataclasses import dataclass, replace

from app.banner import BannerText, Offer
from app.choice import DEMO
from app.play import Play
from fer_core.sources import SourceRequest

CAMERA_OFFERS: tuple[Offer, ...] = ("Open a file…", "Try again")
STREAM_OFFERS: tuple[Offer, ...] = ("Change address…", "Try again")
_DEMO = Play(DEMO, "demo", SourceRequest(), stands_in=True)


@dataclass(frozen=True, slots=True)
class Missing:
    """A camera or a stream that cannot be used.

    Attributes
    ----------
    why
        A sentence, or two.
    is_stream
        It is a stream, not a camera.
    """

    why: str
    is_stream: bool = False

    def instead(self, good: Play | None) -> Play:
        """Return what plays in its place: a film that was played before, else the demo clip.

        In place of a camera it is always the demo clip, which is marked: a film might be taken for the camera.
        """
        return replace(good, stands_in=True) if good is not None and good.kind == "film" and self.is_stream else _DEMO

    def banner(self, instead: Play) -> BannerText:
        """Return what the banner says while something else plays."""
        title = "The stream cannot be played" if self.is_stream else "The camera cannot be used"
        name = "the demo clip" if instead.kind == "demo" else instead.choice.name
        return BannerText(title, f"{self.why} Meanwhile {name} is playing.", offers_for(is_stream=self.is_stream))


def waiting_banner(play: Play, why: str) -> BannerText:
    """Return what the banner says while a source that was lost is waited for."""
    offers = offers_for(is_stream=play.choice.kind == "stream")
    return BannerText(f"Waiting for {play.choice.name or 'the source'}", why, offers)


def unplugged_banner(play: Play) -> BannerText:
    """Return what the banner says once a camera that plays is no longer plugged in."""
    why = f"{play.choice.name} was unplugged. It goes on by itself when it is plugged in again."
    return waiting_banner(play, why)


def offers_for(*, is_stream: bool) -> tuple[Offer, ...]:
    """Return what can be done where a camera or a stream is missing."""
    return STREAM_OFFERS if is_stream else CAMERA_OFFERS
