"""What can be set, as a table: the page of the settings is made from it, and a new setting is one row."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app import language, theme
from app.settings import Settings
from app.source_picker import RATES, SIZES
from app.words import mark, tr


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several, each in words and as its value."""

    choices: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder: ``usual`` says in words where None is, and ``action`` is the name of the action that asks for one."""

    usual: str
    action: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; ``empty`` says in words what an empty one means, where that is allowed."""

    empty: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A host and a port."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """What is not shown but changed or copied, by actions of these names."""

    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One setting.

    Attributes
    ----------
    section
        Under which heading it stands, to be translated as the words of all that follows.
    key
        A field of ``Settings``.
    title, text
        What it is called, and a sentence about it.
    control
        How it is set.
    parts
        Names of what it is of the field's value, where it is not all of it.
    """

    section: str
    key: str
    title: str
    text: str
    control: Switch | OneOf | Folder | Line | Place | Buttons
    parts: tuple[str, ...] = ()

    def value(self, settings: Settings) -> Any:
        """Return what is set: the field, its only part, or all its parts."""
        whole = getattr(settings, self.key)
        values = tuple(getattr(whole, part) for part in self.parts)
        return whole if not values else values[0] if len(values) == 1 else values

    def changed(self, settings: Settings, value: Any) -> dict[str, Any]:
        """Return the field, for ``Store.set``, with another value in it."""
        if not self.parts:
            return {self.key: value}
        values = (value,) if len(self.parts) == 1 else value
        return {self.key: replace(getattr(settings, self.key), **dict(zip(self.parts, values, strict=True)))}

    def found_by(self, words: str) -> bool:
        """Whether each of some words is in the title, the sentence or the heading."""
        text = " ".join(tr(part) for part in (self.section, self.title, self.text)).casefold()
        return all(word in text for word in words.casefold().split())


_APPEARANCE, _PICTURE, _PRIVACY = mark("Appearance"), mark("Picture"), mark("Privacy")
_CAMERA, _RECORDING, _STREAMS = mark("Camera"), mark("Recording"), mark("Streams")
_THEMES = ((mark("As the system"), theme.SYSTEM), (mark("Light"), "light"), (mark("Dark"), "dark"))
_VEILS = (
    (mark("Faces as they are"), "none"),
    (mark("Blur all faces"), "faces"),
    (mark("Blur all but the selected face"), "others"),
    (mark("Scores only (no picture)"), "picture"),
)

_PARTS = ((mark("Never"), 0), ("100 MB", 100), ("500 MB", 500), ("1 GB", 1000), ("2 GB", 2000))

#: In the order in which they stand on the page.
PREFERENCES = (
    Row(
        _APPEARANCE,
        "language",
        mark("Language"),
        mark("What the window is written in, from its next start on."),
        OneOf(((mark("As the system"), language.SYSTEM), *((name, code) for code, name in language.LANGUAGES.items()))),
    ),
    Row(_APPEARANCE, "theme", mark("Colours"), mark("Light or dark, or as the system wants it."), OneOf(_THEMES)),
    Row(
        _APPEARANCE,
        "text_size",
        mark("Text size"),
        mark("How large everything in the window is written."),
        OneOf(tuple((f"{size} %", size) for size in theme.TEXT_SIZES)),
    ),
    Row(_PICTURE, "overlays", mark("Boxes"), mark("Draw a box around each face."), Switch(), ("boxes",)),
    Row(_PICTURE, "overlays", mark("Labels"), mark("Write beside each face what it expresses."), Switch(), ("labels",)),
    Row(
        _PICTURE, "overlays", mark("Numbers"), mark("Write the number of each face into its label."), Switch(), ("ids",)
    ),
    Row(_PICTURE, "overlays", mark("Bars"), mark("Show at each face how probable each class is."), Switch(), ("bars",)),
    Row(
        _PICTURE,
        "overlays",
        mark("Key points"),
        mark("Draw the six points that the detector finds."),
        Switch(),
        ("points",),
    ),
    Row(
        _PICTURE,
        "overlays",
        mark("What the network sees"),
        mark("Show the crop of each face that is read."),
        Switch(),
        ("crops",),
    ),
    Row(
        _PICTURE,
        "overlays",
        mark("Hints"),
        mark("Say at a face what would make it easier to read."),
        Switch(),
        ("hints",),
    ),
    Row(
        _PICTURE,
        "timeline",
        mark("Time line"),
        mark("Show under the picture what each face expressed over time."),
        Switch(),
    ),
    Row(
        _PICTURE,
        "room",
        mark("Room"),
        mark("Show under the picture what all faces express together."),
        Switch(),
    ),
    Row(
        _PICTURE,
        "mirror_camera",
        mark("Mirror cameras"),
        mark("Show yourself as in a mirror. Recordings are never mirrored."),
        Switch(),
    ),
    Row(
        _PICTURE,
        "mirror_other",
        mark("Mirror everything else"),
        mark("Mirror films, pictures and streams, too."),
        Switch(),
    ),
    Row(
        _PRIVACY,
        "veil",
        mark("What is seen of people"),
        mark("On the screen, in snapshots and in films; all are read all the same."),
        OneOf(_VEILS),
    ),
    Row(
        _CAMERA,
        "mode",
        mark("Resolution"),
        mark("What cameras are asked for. A larger picture shows small faces better, and takes longer."),
        OneOf(tuple((words, (width, height)) for words, width, height in SIZES)),
        ("width", "height"),
    ),
    Row(
        _CAMERA,
        "mode",
        mark("Frame rate"),
        mark("How many pictures a second cameras are asked for."),
        OneOf(RATES),
        ("fps",),
    ),
    Row(
        _CAMERA,
        "every_picture",
        mark("Look for faces in every picture"),
        mark("Otherwise they are looked for twice a second and followed in between, in a fraction of the time."),
        Switch(),
    ),
    Row(
        _RECORDING,
        "folder",
        mark("Folder"),
        mark("Where recordings and snapshots go."),
        Folder(mark("fer-live, among your documents"), "choose_folder"),
    ),
    Row(
        _RECORDING,
        "clean_film",
        mark("Video without boxes and labels"),
        mark("Record the picture as the camera sees it."),
        Switch(),
    ),
    Row(
        _RECORDING,
        "part_mb",
        mark("A new file after"),
        mark("A table or film that grows larger than this goes on in a further file: NAME-2."),
        OneOf(_PARTS),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Lab Streaming Layer"),
        mark("Offer probabilities and marks to everybody in the local network."),
        Switch(),
        ("lsl",),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Name of the stream"),
        mark("By which programs of a laboratory find it."),
        Line(),
        ("lsl_name",),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Markers of other programs"),
        mark("Make marks of the markers that come by Lab Streaming Layer."),
        Switch(),
        ("lsl_markers",),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Open Sound Control"),
        mark("Send probabilities to a program for music, light or pictures."),
        Switch(),
        ("osc",),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Where OSC goes"),
        mark("Host and port of the program that listens; 127.0.0.1 is this computer."),
        Place(),
        ("osc_host", "osc_port"),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("WebSocket and overlay page"),
        mark("Serve results as JSON, and a page that shows them in OBS, to whoever knows the token."),
        Switch(),
        ("websocket",),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Where the WebSocket listens"),
        mark("127.0.0.1 is for this computer alone; 0.0.0.0 lets the whole network knock, and nothing is encrypted."),
        Place(),
        ("websocket_host", "websocket_port"),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Token of the WebSocket"),
        mark("It is in the address of the overlay page. Another one shuts out whoever knows the present one."),
        Buttons(("copy_overlay", "renew_token")),
        ("token",),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Virtual camera"),
        mark("Show the picture with boxes and labels to other programs, as if it came from a webcam."),
        Switch(),
        ("virtualcam",),
    ),
    Row(
        _STREAMS,
        "streams",
        mark("Device of the virtual camera"),
        mark("For instance /dev/video9, where there are several."),
        Line(mark("The first one")),
        ("device",),
    ),
)


def defaults() -> Mapping[str, Any]:
    """Return what the fields in the table are at first; of people, nothing is uncovered by the way."""
    usual = Settings()
    return {row.key: getattr(usual, row.key) for row in PREFERENCES if row.key != "veil"}
