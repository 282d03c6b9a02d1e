"""Plain values of a JSON file, checked against the types of what they are to become."""

import math
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def typed(kind: type[T], values: Mapping[str, Any]) -> T:
    """Return a dataclass of plain values; what a newer fer-live has written besides is left out.

    Raises
    ------
    TypeError
        If a value is of another type than its field.
    """
    hints = get_type_hints(kind)
    return kind(**{name: fitting(hints[name], name, value) for name, value in values.items() if name in hints})


def fitting(wanted: Any, name: str, value: Any) -> Any:
    """Return a value as it is wanted: lists become tuples, and halves of characters question marks.

    Parameters
    ----------
    wanted
        A type: of plain values, or a union, tuple or mapping of those. A Literal takes any text: a newer fer-live may
        know more of them.
    name
        Of the value, for the message.
    value
        As it stands in the file.

    Raises
    ------
    TypeError
        If it is of another type.
    """
    origin, inner = get_origin(wanted), get_args(wanted)
    if wanted is Any:
        return value
    if origin is UnionType:
        fits = next((one for one in inner if _is_plain(one, value)), inner[0])
        return fitting(fits, name, value)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(fitting(inner[0], name, one) for one in value)
    if origin is Mapping and isinstance(value, dict):
        return {_whole(key): fitting(inner[1], f"{name}.{key}", one) for key, one in value.items()}
    if _is_plain(str if origin is Literal else wanted, value):
        return _whole(value) if isinstance(value, str) else value
    msg = f"{name} is {_shown(value)}"
    raise TypeError(msg)


def _is_plain(wanted: Any, value: Any) -> bool:
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if wanted is int:
        return type(value) is int and abs(value) < 2**63
    return wanted in (str, bool, NoneType) and isinstance(value, wanted)


def _whole(text: str) -> str:
    return text.encode(errors="replace").decode()


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
