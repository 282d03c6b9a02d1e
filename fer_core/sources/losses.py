"""What a film promised, what came out of it, and the sentences about the difference."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Codecs whose every packet is one picture.
ONE_EACH = frozenset(("apng", "av1", "gif", "mjpeg", "png"))
_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
_JPEG_SEAM = b"\xff\xd9\xff\xd8\xff"
#: Of Matroska, by track: how long it is, and how many packets it has, as the program that wrote it says.
_DURATION, _COUNT = "DURATION", "NUMBER_OF_FRAMES"
#: A film may end so much sooner than it says: programs round, and some leave the last picture's own time out.
_TOLERANCE_S, _TOLERANCE_PICTURES = 0.1, 1.5


@dataclass(slots=True)
class Losses:
    """Counts while a film is read.

    Attributes
    ----------
    packets
        Those that hold something and are meant to be shown.
    hidden
        Those that hold something and are not: they stand before the beginning, or behind the end, of an edit list.
    lost
        Time stamps of those that could not be decoded, in seconds; None if they have none.
    pictures
        Those that came out.
    damaged
        Those of them that are incomplete.
    broke_off
        The container could not be read to its end.
    """

    packets: int = 0
    hidden: int = 0
    lost: list[float | None] = field(default_factory=list)
    pictures: int = 0
    damaged: int = 0
    broke_off: bool = False
    _unbalanced: int = 0

    def take(self, packet: Any, codec: str, *, bare: bool = False) -> None:
        """Count a packet before it is decoded; a bare one was cut out of a stream of pictures without a container."""
        if not packet.size:
            return
        if packet.is_discard:
            self.hidden += 1
            return
        self.packets += 1
        if codec == "mjpeg" and not packet.is_corrupt:
            data = bytes(packet)
            self._unbalanced += data.count(_JPEG_START) != data.count(_JPEG_END)
            # Behind a damaged header the next pictures are taken for a part of this one.
            self.packets += data.count(_JPEG_SEAM) if bare else 0

    def before(self, raw_s: float | None) -> int:
        """Return how many that stand before a time were lost."""
        return sum(lost is None or raw_s is None or lost < raw_s for lost in self.lost)

    def sentences(
        self,
        name: str,
        codec: str,
        *,
        promised: int,
        whole: bool,
        end_s: float,
        promised_s: float | None,
        step_s: float,
    ) -> list[str]:
        """Say what is missing.

        Parameters
        ----------
        name, codec
            Of the film.
        promised, promised_s
            Packets, and when the last one ends; 0 and None if nobody promised anything.
        whole
            The parts of the container are all there.
        end_s, step_s
            When the last picture ended, and how long it lasted.
        """
        said = []
        held = self.packets + self.hidden
        missing = self.packets - self.pictures - len(self.lost) if codec in ONE_EACH else 0
        slack_s = max(_TOLERANCE_S, _TOLERANCE_PICTURES * step_s)
        if promised > held:
            said.append(f"{name} claims {promised} frames and holds {held}; it was read to its end.")
        elif self.broke_off or not whole:
            said.append(f"{name} breaks off: it is damaged or incomplete. It was read as far as it goes.")
        elif promised_s is not None and end_s < promised_s - slack_s:
            said.append(f"{name} claims to last {promised_s:.1f} s and ends at {end_s:.1f} s; it was read to its end.")
        if self.lost:
            said.append(f"{name} is damaged: {len(self.lost)} of its frames could not be read.")
        elif missing > 0:
            said.append(f"{name} is damaged: {missing} of its frames are missing.")
        # Some cameras never write the end of a JPEG.
        damaged = self.damaged + (self._unbalanced if self._unbalanced < self.packets else 0)
        if damaged:
            said.append(f"{name} is damaged: {damaged} of its frames are incomplete.")
        return said


def promised_packets(stream: Any) -> int:
    """Return how many packets a track has by its container, 0 if that does not say."""
    count = stream.metadata.get(_COUNT, "")
    return int(stream.frames) or (int(count) if re.fullmatch(r"\d{1,12}", count) else 0)


def promised_end_s(metadata: Mapping[str, str]) -> float | None:
    """Return when a Matroska track ends, None if it does not say."""
    found = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", metadata.get(_DURATION, ""))
    return None if found is None else int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])
