"""Where the data that comes with fer-live lies: found by place, beside this package.

Nothing is imported for it: a user's own ``models.py`` or ``assets.py`` is no matter.
"""

from pathlib import Path

_BESIDE = Path(__file__).resolve().parent.parent

#: The shipped networks, their manifest and card.
MODELS = _BESIDE / "models"
#: Icons, the theme and the demo clip.
ASSETS = _BESIDE / "assets"
