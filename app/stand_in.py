"""What plays while a camera or a stream cannot be used, and the words for it."""

from dataclasses import dataclass, replace

from app.banner import BannerText, Offer
from app.choice import DEMO, name_of
from app.play import Play
from app.words import tr
from fer_core.sources import SourceRequest

CAMERA_OFFERS: tuple[Offer, ...] = ("open_file", "try_again")
STREAM_OFFERS: tuple[Offer, ...] = ("change_address", "try_again")
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
        title = tr("The stream cannot be played") if self.is_stream else tr("The camera cannot be used")
        is_demo = instead.kind == "demo"
        plays = tr("Meanwhile the demo clip is playing.") if is_demo else tr("Meanwhile {name} is playing.")
        text = f"{self.why} {plays.format(name=instead.choice.name)}"
        return BannerText(title, text, offers_for(is_stream=self.is_stream))


def waiting_banner(play: Play, why: str) -> BannerText:
    """Return what the banner says while a source that was lost is waited for."""
    offers = offers_for(is_stream=play.choice.kind == "stream")
    title = tr("Waiting for {name}") if play.choice.name else tr("Waiting for the source")
    return BannerText(title.format(name=name_of(play.choice)), why, offers)


def unplugged_banner(play: Play) -> BannerText:
    """Return what the banner says once a camera that plays is no longer plugged in."""
    why = tr("{name} was unplugged. It goes on by itself when it is plugged in again.")
    return waiting_banner(play, why.format(name=name_of(play.choice)))


def offers_for(*, is_stream: bool) -> tuple[Offer, ...]:
    """Return what can be done where a camera or a stream is missing."""
    return STREAM_OFFERS if is_stream else CAMERA_OFFERS
