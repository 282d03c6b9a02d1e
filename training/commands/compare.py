"""``fer-train compare``: the paper's comparison."""

import argparse
from pathlib import Path

from training.commands.common import DATA_HELP, count, say, seed
from training.studies.protocol import ABLATIONS, CORES, MEMBERS, ROWS, Protocol, check_rows

HELP = f"""\
Train every system of the paper's comparison by one protocol, and judge all on the same pictures.

Each has the same budget, by a clock that stands still while the process is paused, and a learning rate that a short
test finds; epochs are chosen on PublicTest. Systems: {", ".join(name for name in ROWS if name not in ABLATIONS)}.
What is taken away from the last of the LSTMs: {", ".join(ABLATIONS)}.

It can be stopped at any time: the same command goes on where it was. Records in training/report/comparison that were
made by the same rules are taken as they are. Then: fer-train report DIR
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, required=True, help=DATA_HELP)
    parser.add_argument("--strangers", type=Path, required=True, metavar="FILE",
                        help="faces that nothing learns from, as for 'evaluate'")  # fmt: skip
    parser.add_argument("--ckplus", type=Path, metavar="PATH",
                        help="also cross-validate the CNNs and CNN-LSTMs on CK+, as 'ckplus' does")  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the comparison")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="a system, instead of all; may be given several times")  # fmt: skip
    parser.add_argument("--members", default="+".join(MEMBERS), metavar="A+B",
                        help=f"of the ensemble (default: {'+'.join(MEMBERS)})")  # fmt: skip
    rules = Protocol()
    parser.add_argument("--minutes", type=float, default=rules.budget_min,
                        help=f"of {CORES} cores for a system (default: {rules.budget_min:g}); 0: no limit")  # fmt: skip
    parser.add_argument("--ablation-minutes", type=float, default=rules.ablation_min,
                        help=f"for one that lacks a part (default: {rules.ablation_min:g})")  # fmt: skip
    parser.add_argument("--epochs", type=count, default=rules.epochs,
                        help="at most; with --minutes 0, as many for every network")  # fmt: skip
    parser.add_argument("--seed", type=seed, default=rules.seed, help="of everything random (default: 0)")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    import torch  # noqa: F401

    from training.data.stills import read_stills
    from training.report.comparison import KEPT
    from training.studies.comparison import Comparison

    names, members = tuple(args.only) or ROWS, tuple(args.members.split("+"))
    check_rows((*names, *members))
    protocol = Protocol(args.minutes, args.ablation_minutes, args.epochs, seed=args.seed)
    made = Comparison(protocol, read_stills(args.data), args.strangers, args.out, known=KEPT, members=members)
    done = made.run(names)
    if args.ckplus is not None:
        done += [f"{name} on CK+" for name in made.cross_validate(args.ckplus)]
    say(f"New: {', '.join(done) or 'nothing'}. Read it: fer-train report {args.out}")
