"""Where the tags of faces stand: beside their boxes, over no other face, and at the same side from picture to picture.

Lengths are pixels of whatever is drawn on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

#: Between a tag and its box.
_GAP_PX = 4.0
#: A tag moves to another side only if that is free by so much all around: it will not be driven away at once.
_CLEARANCE_PX = 10.0
#: Cost of hiding something, per part of the tag's area: another tag, another face, its own face.
_OVER_TAG, _OVER_FACE, _OVER_ITSELF = 4.0, 3.0, 0.4
#: Another side must be cheaper by so much, in the same unit.
_MARGIN = 0.15
#: Of two sides that are equally free, the earlier one in the table is taken.
_PREFERENCE = 0.008
#: Calls for which the side of a face is remembered that is not there.
_REMEMBERED = 60


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """In square pixels."""
        return self.width * self.height

    def grown(self, by: float) -> "Rect":
        """Return it with a rim around it."""
        return Rect(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def shared_area(self, other: "Rect") -> float:
        """Return the area that both cover."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return width * height if width > 0 and height > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that wants a place.

    Attributes
    ----------
    face_id
        Whose it is; its side is remembered under this number.
    width, height
        Of the tag.
    box
        Of the face.
    """

    face_id: int
    width: float
    height: float
    box: Rect


Corner = tuple[float, float]


def _centred(tag: Tag) -> float:
    """Return the left edge of a tag that begins with its box, or stands in its middle where it is wider."""
    return tag.box.x0 + min(0.0, (tag.box.width - tag.width) / 2)


def _over(tag: Tag) -> float:
    return tag.box.y0 - tag.height - _GAP_PX


def _under(tag: Tag) -> float:
    return tag.box.y1 + _GAP_PX


#: By name, the best one first: the upper left corner of a tag. All move with the box, without jumps.
_SIDES: Mapping[str, Callable[[Tag], Corner]] = {
    "over": lambda tag: (_centred(tag), _over(tag)),
    "under": lambda tag: (_centred(tag), _under(tag)),
    "over, to the right": lambda tag: (tag.box.x0, _over(tag)),
    "over, to the left": lambda tag: (tag.box.x1 - tag.width, _over(tag)),
    "under, to the right": lambda tag: (tag.box.x0, _under(tag)),
    "under, to the left": lambda tag: (tag.box.x1 - tag.width, _under(tag)),
    "right": lambda tag: (tag.box.x1 + _GAP_PX, tag.box.y0),
    "left": lambda tag: (tag.box.x0 - tag.width - _GAP_PX, tag.box.y0),
    "right, below": lambda tag: (tag.box.x1 + _GAP_PX, tag.box.y1 - tag.height),
    "left, below": lambda tag: (tag.box.x0 - tag.width - _GAP_PX, tag.box.y1 - tag.height),
    "under, further": lambda tag: (_centred(tag), _under(tag) + tag.height + _GAP_PX),
    "over, further": lambda tag: (_centred(tag), _over(tag) - tag.height - _GAP_PX),
    "inside, below": lambda tag: (_centred(tag), tag.box.y1 - tag.height - _GAP_PX),
    "inside, above": lambda tag: (_centred(tag), tag.box.y0 + _GAP_PX),
}


class TagLayout:
    """Places the tags of each picture, and remembers at which side of its face each one stood.

    A tag keeps its side while it hides nothing there; else it takes the side where it hides least.
    """

    def __init__(self) -> None:
        self._sides: dict[int, str] = {}
        self._absent: dict[int, int] = {}

    def place(self, tags: Sequence[Tag], picture: Rect, keep_free: Sequence[Rect] = ()) -> list[Rect]:
        """Return where each tag stands.

        Parameters
        ----------
        tags
            One for each face that is drawn.
        picture
            No tag leaves it, if it fits.
        keep_free
            What no tag should hide, besides faces and other tags.
        """
        self._forget({tag.face_id for tag in tags})
        # Those that come later are taken to stay where they are.
        places = {
            tag.face_id: _at(self._sides[tag.face_id], tag, picture) for tag in tags if tag.face_id in self._sides
        }
        for tag in tags:
            faces = [other.box for other in tags if other is not tag] + list(keep_free)
            others = [place for face_id, place in places.items() if face_id != tag.face_id]
            side = self._side(tag, picture, faces, others)
            self._sides[tag.face_id] = side
            places[tag.face_id] = _at(side, tag, picture)
        return [places[tag.face_id] for tag in tags]

    def side(self, face_id: int) -> str | None:
        """Return the name of the side at which a face's tag stands."""
        return self._sides.get(face_id)

    def _side(self, tag: Tag, picture: Rect, faces: Sequence[Rect], others: Sequence[Rect]) -> str:
        present = self._sides.get(tag.face_id)
        cost = _cost(_at(present, tag, picture), tag, faces, others, 0.0) if present is not None else float("inf")
        if present is not None and cost <= _MARGIN:
            # Nothing can be so much better.
            return present
        best, least = present or "over", float("inf")
        for rank, side in enumerate(_SIDES):
            hidden = _cost(_at(side, tag, picture), tag, faces, others, _CLEARANCE_PX)
            if hidden + rank * _PREFERENCE < least:
                best, least = side, hidden + rank * _PREFERENCE
            if not hidden:
                # Those that follow are at best as free.
                break
        return best if present is None or least + _MARGIN < cost else present

    def _forget(self, here: set[int]) -> None:
        self._absent = {face_id: self._absent.get(face_id, 0) + 1 for face_id in self._sides if face_id not in here}
        for face_id, calls in self._absent.items():
            if calls > _REMEMBERED:
                del self._sides[face_id]


def _at(side: str, tag: Tag, picture: Rect) -> Rect:
    """Return the place at a side of the box, moved into the picture."""
    x, y = _SIDES[side](tag)
    x = max(picture.x0, min(x, picture.x1 - tag.width))
    y = max(picture.y0, min(y, picture.y1 - tag.height))
    return Rect(x, y, x + tag.width, y + tag.height)


def _cost(place: Rect, tag: Tag, faces: Sequence[Rect], others: Sequence[Rect], clearance: float) -> float:
    """Return how much a place hides, per area of the tag; what is near counts too if there is to be a clearance."""
    wide = place.grown(clearance)
    hidden = _OVER_FACE * sum(wide.shared_area(face) for face in faces)
    hidden += _OVER_TAG * sum(wide.shared_area(other) for other in others)
    # Its own face is near at every side.
    hidden += _OVER_ITSELF * place.shared_area(tag.box)
    return hidden / max(1.0, place.area)
