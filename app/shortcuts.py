"""Keys: what actions have by themselves, what somebody wants instead, and what else has its keys."""

from collections.abc import Mapping

from PySide6.QtGui import QAction, QKeySequence

from app.actions import ACTIONS, set_tip, titles_with_keys
from app.words import mark, tr

#: Keys that are no action's, in Qt's notation, by what they do, to be translated; those who take them tell the rest.
WIDGET_KEYS: Mapping[str, tuple[str, ...]] = {
    mark("Hold a film, or let it go on; press what the keyboard is at"): ("Space",),
    mark("Mark this moment on the time line"): tuple(str(number) for number in range(1, 10)),
    mark("Leave presentation and full screen; back to now on the time line"): ("Esc",),
    mark("Look back and forth on the time line; move the film"): ("Left", "Right"),
    mark("Show more or less time on the time line"): ("+", "-"),
    mark("Back to now on the time line"): ("End",),
    mark("Go from one control to the next, and back"): ("Tab", "Shift+Tab"),
    mark("Choose in lists and menus"): ("Up", "Down", "Home", "PgUp", "PgDown", "Return", "Enter"),
    mark("Open what can be done about a face"): ("Menu", "Shift+F10"),
}
_DEFAULTS: Mapping[str, str] = {spec.name: spec.shortcut for spec in ACTIONS}
_TITLES: Mapping[str, str] = {spec.name: spec.text for spec in ACTIONS}


def widget_keys() -> dict[str, tuple[str, ...]]:
    """Return ``WIDGET_KEYS`` and those that open the menus, which the language decides."""
    letters = (title[title.index("&") + 1].upper() for title in titles_with_keys().values())
    return {**WIDGET_KEYS, mark("Open a menu of the window"): tuple(f"Alt+{letter}" for letter in letters)}


def portable(text: object) -> str | None:
    """Return a key as it is kept, empty for none; None where a text is no single key."""
    if text == "":
        return ""
    if not isinstance(text, str):
        return None
    keys = QKeySequence(text, QKeySequence.SequenceFormat.PortableText)
    named = keys.toString(QKeySequence.SequenceFormat.PortableText)
    # What Qt cannot read has no name.
    return named if keys.count() == 1 and named and named.isprintable() else None


def native(text: str) -> str:
    """Return a key as it is called on this system."""
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText)


def default(name: str) -> str:
    """Return the key that an action has by itself."""
    return _DEFAULTS[name]


def keys_of(changed: Mapping[str, str]) -> dict[str, str]:
    """Return the key of every action, where some have others than by themselves.

    What is not known, is no key, or is another's, is left as it is by itself.
    """
    keys = dict(_DEFAULTS)
    fixed = {key for taken in widget_keys().values() for key in taken}
    keys.update({name: key for name, key in sound(changed).items() if key not in fixed})
    taken: set[str] = set()
    # Those that somebody wants come first.
    for name in sorted(keys, key=lambda name: keys[name] == _DEFAULTS[name]):
        if keys[name] in taken:
            keys[name] = ""
        elif keys[name]:
            taken.add(keys[name])
    return keys


def sound(changed: Mapping[str, object]) -> dict[str, str]:
    """Return what of some changed keys is meant for an action, and is a key that one may have in some language."""
    fixed = {key for keys in WIDGET_KEYS.values() for key in keys}
    read = {name: portable(key) for name, key in changed.items() if name in _DEFAULTS}
    return {name: key for name, key in read.items() if key is not None and key not in fixed and key != _DEFAULTS[name]}


def conflict(name: str, key: str, keys: Mapping[str, str]) -> str | None:
    """Return what has a key already that an action is to get; None where it is free.

    Parameters
    ----------
    name
        Of the action.
    key
        As :func:`portable` returns it.
    keys
        Of every action.
    """
    if not key:
        return None
    for what, taken in widget_keys().items():
        if key in taken:
            return tr(what)
    return next((tr(_TITLES[other]) for other, taken in keys.items() if taken == key and other != name), None)


def give_keys(actions: Mapping[str, QAction], keys: Mapping[str, str]) -> None:
    """Let actions have their keys, and their tool tips name them."""
    for name, key in keys.items():
        action = actions[name]
        if action.shortcut() != QKeySequence(key):
            action.setShortcut(QKeySequence(key))
            set_tip(action)
