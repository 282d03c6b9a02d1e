"""``fer-live rules``: try rules out on a session that was recorded."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import OK, complain

if TYPE_CHECKING:
    from fer_core.rules.evaluator import Firing

_HELP = """\
Say when rules would have set a mark in a session that was recorded: a line for each, with its time in seconds, the
rule, the number of the face, and what there was.

The rules are kept in a JSON file, as the window's rules (Capture, Rules) save them:

  {"fer_live_rules": 1, "rules": [
    {"name": "startled", "when": "surprise", "above": 0.7, "for_s": 0.3, "refractory_s": 5},
    {"name": "nobody", "when": "faces", "below": 1, "for_s": 5},
    {"name": "crowd", "when": "faces", "above": 3},
    {"name": "new label", "when": "label", "changes": true, "for_s": 0.5},
    {"name": "a smile", "when": "label", "is": "happy", "face": 1},
    {"name": "too dark", "when": "quality", "is": "dark", "for_s": 2}
  ]}

What is live is judged in the same way: 'fer-live record --rules FILE' sets these marks.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    found = argparse.ArgumentParser(
        "fer-live rules", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("session", type=Path, metavar="SESSION", help="the folder of a recording, or a table")
    found.add_argument("--rules", type=Path, required=True, metavar="FILE", help="what is to be tried")
    return found


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    args = parser().parse_args(argv)
    from fer_core.captions import counted
    from fer_core.rules.evaluator import held_back_words
    from fer_core.rules.language import read_rules
    from fer_core.rules.recorded import duration_s, try_rules
    from fer_core.session.reader import open_session

    rules = read_rules(args.rules)
    session = open_session(args.session)
    for problem in session.problems:
        complain(f"note: {problem}")
    trial = try_rules(rules, session)
    _print_table(trial.firings)
    for words in held_back_words(trial.held_back):
        complain(f"note: {words}")
    marks, in_force = counted(len(trial.firings), "marks"), counted(sum(rule.on for rule in rules), "rules")
    complain(f"{marks} by {in_force} in {duration_s(session):.1f} s.")
    return OK


def _print_table(firings: "Sequence[Firing]") -> None:
    if not firings:
        return
    rows = [("t_s", "rule", "face", "what")]
    rows += [(f"{one.t_s:.3f}", one.rule.name, str(one.face_id or ""), one.what) for one in firings]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for t_s, rule, face, what in rows:
        print(f"{t_s:>{widths[0]}}  {rule:<{widths[1]}}  {face:>{widths[2]}}  {what}")
