"""How often each label was shown: a session in a few numbers a face."""

from dataclasses import dataclass

import numpy as np

from fer_core.session.reader import Session

_PROBABILITY = "p_"


@dataclass(frozen=True, slots=True)
class FaceShares:
    """What one face expressed over a session.

    Attributes
    ----------
    face_id
        As in the table.
    pictures
        In how many it has a label.
    labels
        Classes in the model's order.
    shares
        For each, the share of those pictures that it was shown in; in [0, 1], they add up to 1.
    """

    face_id: int
    pictures: int
    labels: tuple[str, ...]
    shares: tuple[float, ...]


def label_shares(session: Session) -> tuple[FaceShares, ...]:
    """Return the shares of each face that ever had a label, those of the most pictures first."""
    labels = tuple(
        column.name.removeprefix(_PROBABILITY) for column in session.columns if column.name.startswith(_PROBABILITY)
    )
    faces, shown = session.rows["face_id"], session.rows["label"]
    found = []
    for face_id in np.unique(faces):
        own = shown[(faces == face_id) & (shown != "")]
        if own.size:
            shares = tuple(float(np.mean(own == label)) for label in labels)
            found.append(FaceShares(int(face_id), int(own.size), labels, shares))
    return tuple(sorted(found, key=lambda face: (-face.pictures, face.face_id)))
