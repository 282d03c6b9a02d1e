"""Sentences of fer_core that are put together from parts, and which parts may stand where.

The parts are fer_core's own words, too; ``.ci/translate`` looks whether they still are. What stands in the other places
is somebody's name, or a number, and stays as it is.
"""

from collections.abc import Mapping

from app.words import mark

#: In a place: anything else, as it is; or any sentence of fer_core's.
ANYTHING, A_SENTENCE = "*", "."

#: What operating systems say most often of a file that cannot be used.
REASONS = (
    mark("Permission denied"),
    mark("No such file or directory"),
    mark("No space left on device"),
    mark("Read-only file system"),
    mark("Input/output error"),
    mark("File name too long"),
    mark("Is a directory"),
    mark("Not a directory"),
    mark("no permission"),
    ANYTHING,
)
#: Places in which such a reason stands, in whatever sentence.
OF_REASONS = ("reason", "strerror")

_WHERE = (mark("{path} and its parts"), ANYTHING)
_NOUNS = (mark("recording"), mark("analysis"))
_AGAIN = (mark("record again"), mark("analyse the file again"))
_KEPT = (
    mark("The 1 row until now is in {where}."),
    mark("The {written} rows until now are in {where}."),
    mark("The 1 mark until now is in {where}."),
    mark("The {written} marks until now are in {where}."),
    mark("The frames until about a second ago are in {where}."),
    ANYTHING,
)
_IN_THE_WAY = (
    mark("is the file that is read"),
    mark("is a link"),
    mark("is a folder"),
    mark("is not a result of fer-live's"),
    mark("is being written by another run"),
    mark("is not a table of fer-live's"),
)
_PROBLEMS = (
    mark("needs a name in one line, of at most {longest_name} characters."),
    mark("needs a for_s from 0 to {longest_s} seconds."),
    mark("needs a refractory_s from {least_refractory_s} to {longest_refractory_s} seconds."),
    mark("needs the number of a face, from 1, or no face for any."),
    mark("counts faces: leave out which face."),
    mark("needs true or false for snapshot, sound and on."),
    mark('asks whether the {when} is {test} a number: write "is" and a word.'),
    mark('asks whether {when} changes: "changes" is for the label.'),
    mark('asks what {when} is: that can be above or below a number; "is" is for label and quality.'),
    mark("asks for the quality {value}, which there is not. There are: {quality_flags}."),
    mark('needs a number behind "{test}".'),
    mark("needs a number of faces from 0 to {most_faces}."),
    mark('needs a word behind "is".'),
)
_OF_CELLS = (
    mark("a cell holds no {what} ({place}): {outcome}"),
    mark("{unreadable} cells hold no {what} (the first is {place}): {outcome}"),
)
_IN_CELLS = {
    "what": (mark("whole number"), mark("number"), mark("true or false"), mark("text"), mark("time")),
    "place": (mark("{first} in row {value}"),),
    "outcome": (
        mark("the row is left out"),
        mark("their rows are left out"),
        mark("it is read as empty"),
        mark("they are read as empty"),
    ),
}
_OF_A_CAMERA = (
    mark("was unplugged."),
    mark("has stopped sending pictures. Check that it is still plugged in."),
)
_PERMISSIONS = (
    mark("Or allow it under System Settings, Privacy & Security, Camera."),
    mark("Or allow it under Settings, Privacy & security, Camera."),
    ANYTHING,
)
_VIRTUAL_CAMERAS = (
    mark("Install one first."),
    mark("Install OBS Studio, start its virtual camera there once, and stop it again."),
    mark("Install OBS Studio, which brings one along, and stop its own virtual camera."),
    mark(
        "Install v4l2loopback (Debian and Ubuntu: sudo apt install v4l2loopback-dkms), then: sudo modprobe v4l2loopback"
        ' exclusive_caps=1 card_label="fer-live"'
    ),
)

#: By sentence or part: what may stand in its places.
PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    mark("{who} {problem}"): {"who": (mark("The rule {name}"), mark("A rule")), "problem": _PROBLEMS},
    mark("{name} {why}"): {"why": (*_OF_A_CAMERA, *_IN_THE_WAY)},
    mark("{folder} {many}."): {
        "many": (
            mark("holds {value} sessions. Open one of its CSV files"),
            mark("holds no session. Choose the folder of a recording, or a CSV file"),
        )
    },
    mark("{which}. {what}"): {
        "which": (mark("There is no virtual camera"), mark("The virtual camera {device} cannot be used")),
        "what": _VIRTUAL_CAMERAS,
    },
    mark("{name} {claims}; it was read to its end."): {
        "claims": (mark("claims {n_frames} pictures and holds {number}"),)
    },
    mark("{path} {what}. Check its permissions, or choose another file."): {
        "what": (mark("cannot be read ({reason})"), mark("is a folder"))
    },
    mark("'{output}' {why}. Choose one of: {value}."): {
        "why": (mark("is the name of several outputs"), mark("is no output of the model"))
    },
    mark("{suffix} {why}, and has come meanwhile. The result is in {suffix_}."): {"why": _IN_THE_WAY},
    mark("{reason}: the results of {name} are called {name_}."): {"reason": (mark("{name} {why}"),)},
    mark("{path} is {what}, not a file. Save what it delivers to a file first, and open that."): {
        "what": (mark("a pipe"), mark("a socket"), mark("a device"))
    },
    mark("The model in {folder} {does} more than {value} GB of memory. Choose another model."): {
        "does": (mark("takes"), mark("crashes, or takes"))
    },
    mark("{path} cannot be written further ({reason}); the {written} {kind} until now are in it. Make room on the disk "
         "or choose another folder, then analyse the file again."): {
        "kind": (mark("rows"), mark("frames"))
    },
    mark("{path} is whole, with {written} {unit}, and its description {name} could not be completed ({reason})."): {
        "unit": (mark("rows"), mark("frames"), mark("marks"))
    },
    mark("The recording was cut off, and finished at {value}: its end is {what}."): {
        "what": (mark("the time of its last row"), mark("when its files were last written"))
    },
    mark("{whole}: its first {line_count} rows are read."): {
        "whole": (mark("{name} is too large to be opened whole ({value} GB)"),)
    },
    mark("A row is damaged, and left out: {first}."): {
        "first": (mark("row {number} has {cells} cells, and the header {value}"),)
    },
    mark("{odd} rows are damaged, and left out: {first}."): {
        "first": (mark("row {number} has {cells} cells, and the header {value}"),)
    },
    mark("Column {name}: {either}."): {"either": _OF_CELLS},
    **dict.fromkeys(_OF_CELLS, _IN_CELLS),
    mark("{error} Waiting for it to come back."): {"error": (A_SENTENCE, ANYTHING)},
    mark("{error} Its table is read by itself."): {"error": (A_SENTENCE, ANYTHING)},
    mark("{error} Its rows are missing."): {"error": (A_SENTENCE, ANYTHING)},
    mark("{name} cannot be opened. Close other programs that use it, or choose another camera.{permission}"): {
        "permission": _PERMISSIONS
    },
    mark("The snapshot cannot be saved in {parent} ({full}). Choose another folder, or make room."): {
        "full": (mark("the disk is full"), *REASONS)
    },
    mark("The {noun} has stopped: {path} cannot be written ({reason}). {kept} Choose another folder, then {again}."): {
        "noun": _NOUNS, "kept": _KEPT, "again": _AGAIN
    },
    mark("The disk is full, and the {noun} has stopped. {kept} Make room, then {again}."): {
        "noun": _NOUNS, "kept": _KEPT, "again": _AGAIN
    },
    mark("The {noun} has stopped: {path} has been moved or deleted. {again}, and leave {leave} where it is until the "
         "end."): {
        "noun": _NOUNS, "again": _AGAIN,
        "leave": (mark("the file"), mark("the folder"), mark("the folder of its results")),
    },
    **{part: {"where": _WHERE} for part in _KEPT if part != ANYTHING},
}  # fmt: skip
#: Whole sentences that are too short, or have no full stop, to be known for such.
SHORT = (
    mark("{name} is back."),
    mark("{name} has ended."),
    mark(
        "This is not a stream's address. It starts with http://, https:// or rtsp:// and a host, as in "
        "http://192.168.0.20:8080/video"
    ),
    mark("{text} is no address. Write for instance {name}://{host}:{port}"),
    mark(
        "MediaPipe, which finds the faces, needs two graphics libraries that are not installed ({text}). On Debian and "
        "Ubuntu: sudo apt install libegl1 libgles2"
    ),
    mark(
        "MediaPipe, which finds the faces, cannot be loaded ({error}). Install it with: pip install "
        "mediapipe=={version}"
    ),
)
