"""Collect what fer_core says in sentences, so that the window can say it in other languages: see ``.ci/translate``."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

#: What is not said in the window: pages and tables in English, what only commands do, and what it translates by itself.
ELSEWHERE = {
    *("streams/websocket_server.py", "session/columns.py", "session/exports/boris.py", "session/exports/openface.py"),
    *("captions.py", "coach.py", "model_card.py", "walk.py", "mailbox.py", "types.py", "baseline.py"),
}
#: Folders of that kind, and the one file in them that says why something cannot be written.
FOLDERS, BUT = ("report/", "batch/"), "report/files.py"
#: A sentence ends with a full stop, and has so many words at least.
WORDS = 3
#: Of these, the window says parts and what is no whole sentence in a table of its own.
TABLE = "core_parts.py"
#: What operating systems say, and not fer_core.
_SYSTEM = "REASONS"
_HEAD = '''\
"""What fer_core says in sentences: ``.ci/translate`` collects them from its code, and Qt translates them."""

# ruff: noqa: E501
# fmt: off

from app.words import mark

#: As in the code, with the names of what stands for something else.
SENTENCES = (
'''


def sentences(root: Path, table: Path) -> list[str]:
    """Return the sentences of the package in ``root`` that are not in the table, in the order of its files, each once.

    What stands in the table must be in the package; else this ends.
    """
    texts = list(dict.fromkeys(text for path in sorted(root.rglob("*.py")) for text in _texts(path, root)))
    parts, system = _marked(table)
    if missing := parts - set(texts) - system:
        sys.exit(f"Not in the code of {root.name} any more, and to be taken out of {table.name}: {sorted(missing)}")
    found: dict[str, str] = {}
    for text in texts:
        if text not in parts and _is_sentence(text):
            # Where only the names of the places differ, the first one stands for both.
            found.setdefault(re.sub(r"\{\w+\}", "{}", text), text)
    return list(found.values())


def _marked(table: Path) -> tuple[set[str], set[str]]:
    """Return the texts of a table of parts, and those among them that the operating system says."""
    tree = ast.parse(table.read_text(encoding="utf-8"))
    system = {id(node) for part in tree.body if isinstance(part, ast.Assign) for node in ast.walk(part)
              if any(isinstance(name, ast.Name) and name.id == _SYSTEM for name in part.targets)}  # fmt: skip
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "mark"]
    texts = {id(call): ast.literal_eval(call.args[0]) for call in calls}
    return set(texts.values()), {text for call, text in texts.items() if call in system}


def _is_sentence(text: str) -> bool:
    return text.endswith(".") and len(re.findall(r"[A-Za-z']{2,}", re.sub(r"\{\w+\}", "", text))) >= WORDS


def _texts(path: Path, root: Path) -> Iterator[str]:
    name = path.relative_to(root).as_posix()
    if name in ELSEWHERE or (name.startswith(FOLDERS) and name != BUT):
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
    lines = [f"    mark({_literal(text)}),\n" for text in sentences(root / "fer_core", root / "app" / TABLE)]
    (root / "app" / "core_sentences.py").write_text(_HEAD + "".join(lines) + ")\n", encoding="utf-8")


if __name__ == "__main__":
    main()
