"""Collect what fer_core says in sentences, so that the window can say it in other languages: see ``.ci/translate``."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

#: What is not said in the window: pages and tables in English, what only commands do, and what it translates by itself.
ELSEWHERE = ("report", "batch", "streams/websocket_server.py", "session/columns.py", "session/description.py",
             "captions.py", "coach.py", "model_card.py", "walk.py", "walk_files.py", "session/exports/boris.py",
             "session/exports/openface.py", "mailbox.py", "types.py", "spec.py", "baseline.py")  # fmt: skip
#: A sentence ends with a full stop, and has so many words at least.
WORDS = 3
#: Parts of sentences, and what else would not be known for one.
PARTS = (
    "is the name of several outputs", "is no output of the model", "was unplugged.", "cannot be read ({reason})",
    "crashes, or takes", "takes", "another program writes it", "1 row until now is", "{written} rows until now are",
    "1 mark until now is", "{written} marks until now are", "{path} and its parts", "recording", "record again",
    "the file", "the folder", "analysis", "analyse the file again", "the folder of its results", "{who} {problem}",
    "fer-live's own model", "is the file that is read", "is being written by another run",
    "is not a table of fer-live's", "is not a result of fer-live's", "the disk is full", "no permission",
    "There is no virtual camera", "The virtual camera {device} cannot be used", "the row is left out",
    "their rows are left out", "it is read as empty", "they are read as empty", "true or false",
    "The {rows} in {where}.", "The {marks} in {path}.", "The rule {name}", "A rule", "Column {name}: {either}.",
    "{unreadable} cells hold no {what} (the first is {place}): {outcome}", "{first} in row {value}",
    "the time of its last row", "when its files were last written", "one without a name", "{name} {why}",
    "{name} is back.", "{name} has ended.", "{folder} {many}.", "claims {n_frames} pictures and holds {number}",
    "{which}. {what}",
    "{name} cannot be opened. Close other programs that use it, or choose another camera.{permission}",
    "holds {value} sessions. Open one of its CSV files",
    "holds no session. Choose the folder of a recording, or a CSV file",
    "a cell holds no {what} ({place}): {outcome}",
    "{name} is too large to be opened whole ({value} GB)",
    "This is not a stream's address. It starts with http://, https:// or rtsp:// and a host, as in "
    "http://192.168.0.20:8080/video",
    "{text} is no address. Write for instance {name}://{host}:{port}",
    "MediaPipe, which finds the faces, needs two graphics libraries that are not installed ({text}). On Debian and "
    "Ubuntu: sudo apt install libegl1 libgles2",
    "MediaPipe, which finds the faces, cannot be loaded ({error}). Install it with: pip install mediapipe=={version}",
    "Install v4l2loopback (Debian and Ubuntu: sudo apt install v4l2loopback-dkms), then: sudo modprobe v4l2loopback "
    'exclusive_caps=1 card_label="fer-live"',
)  # fmt: skip
_HEAD = '''\
"""What fer_core says in sentences: ``.ci/translate`` collects them from its code, and Qt translates them."""

# ruff: noqa: E501
# fmt: off

from app.words import mark

#: As in the code, with the names of what stands for something else.
SENTENCES = (
'''


def sentences(root: Path) -> list[str]:
    """Return the sentences of the package in ``root``, in the order of its files, each once."""
    found: dict[str, None] = {}
    said = set[str]()
    for text in (text for path in sorted(root.rglob("*.py")) for text in _texts(path, root)):
        # Where only the names of the places differ, the first one stands for both.
        if (bare := re.sub(r"\{\w+\}", "{}", text)) not in said or text in PARTS:
            said.add(bare)
            found[text] = None
    if missing := set(PARTS) - set(found):
        sys.exit(f"Not in the code of {root.name} any more, and to be taken out of PARTS: {sorted(missing)}")
    return [text for text in found if text in PARTS or _is_sentence(text)]


def _is_sentence(text: str) -> bool:
    return text.endswith(".") and len(re.findall(r"[A-Za-z']{2,}", re.sub(r"\{\w+\}", "", text))) >= WORDS


def _texts(path: Path, root: Path) -> Iterator[str]:
    if path.relative_to(root).as_posix().startswith(ELSEWHERE):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            # Docstrings.
            left_out.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            left_out.update(id(part) for value in node.values for part in ast.walk(value) if part is not node)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log."):
            left_out.update(id(argument) for argument in node.args)
    # What stands inside a replaced part, such as the separator of a list, is no text of its own; a text in it is.
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.strip()
        elif isinstance(node, ast.JoinedStr):
            yield _template(node).strip()


def _template(node: ast.JoinedStr) -> str:
    names: dict[str, str] = {}
    parts = []
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            source = ast.unparse(value.value)
            name = _name(value.value)
            while names.get(name, source) != source:
                name += "_"
            names[name] = source
            parts.append(f"{{{name}}}")
        else:
            parts.append(str(getattr(value, "value", "")))
    return "".join(parts)


def _name(value: ast.expr) -> str:
    """Return a word for what stands for something else, as translators read it."""
    match value:
        case ast.BoolOp():
            word = "reason"
        case ast.IfExp():
            word = "either"
        case ast.Name(id=word) | ast.Attribute(attr=word) | ast.Subscript(value=ast.Name(id=word)):
            pass
        case ast.Call(args=[ast.Name(id=word), *_]):
            pass
        case ast.Call(func=ast.Attribute(value=inner), args=[]):
            word = _name(inner)
        case _:
            word = "value"
    return word.strip("_").lower().removeprefix("mediapipe_")


def _literal(text: str) -> str:
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> None:
    """Write the file of sentences of the project in a folder."""
    root = Path(sys.argv[1])
    lines = [f"    mark({_literal(text)}),\n" for text in sentences(root / "fer_core")]
    (root / "app" / "core_sentences.py").write_text(_HEAD + "".join(lines) + ")\n", encoding="utf-8")


if __name__ == "__main__":
    main()
