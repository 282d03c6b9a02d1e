"""The actions of the menu of streams, a part of ``app.actions.ACTIONS``."""

from app.action_spec import ActionSpec
from app.words import mark

STREAM_ACTIONS = (
    ActionSpec(
        "stream_lsl",
        "Streams",
        mark("Lab Streaming Layer (LSL)"),
        tip=mark("Offer probabilities and marks to the local network, on the clock of a laboratory"),
        checkable=True,
    ),
    ActionSpec(
        "stream_lsl_markers",
        "Streams",
        mark("Take in markers of other programs (LSL)"),
        tip=mark("Make marks of the markers that other programs in the local network set"),
        checkable=True,
    ),
    ActionSpec(
        "stream_osc",
        "Streams",
        mark("Open Sound Control (OSC)"),
        tip=mark("Send the probabilities to a program for music, light or pictures"),
        checkable=True,
        apart=True,
    ),
    ActionSpec(
        "stream_websocket",
        "Streams",
        mark("WebSocket and overlay page"),
        tip=mark("Serve results as JSON, and a page that shows them in OBS, to whoever knows the token"),
        checkable=True,
    ),
    ActionSpec(
        "stream_virtualcam",
        "Streams",
        mark("Virtual camera"),
        tip=mark("Show the picture with boxes and labels to other programs, as if it came from a webcam"),
        checkable=True,
    ),
    ActionSpec(
        "copy_overlay",
        "Streams",
        mark("Copy the address of the overlay page"),
        tip=mark("For a browser source in OBS; it holds the token"),
        short=mark("Copy the address"),
        apart=True,
    ),
    ActionSpec(
        "renew_token",
        "Streams",
        mark("Make another token"),
        tip=mark("Show out whoever knows the present token of the WebSocket"),
        short=mark("Another one"),
    ),
)
