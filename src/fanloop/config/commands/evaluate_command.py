import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

from fanloop.config.house import CommandError


def add(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    similarity = what.add_parser("similarity", help="recall of the suggestions on labelled duplicates")
    similarity.add_argument(
        "--reports", type=Path, required=True, help="JSON Lines: report_id, source, title, body, cluster"
    )
    similarity.add_argument("--pairs", type=Path, help="CSV: a, b, label; joins reports that name no cluster")
    kind = what.add_parser("kind", help="macro-F1 of the kind suggestion on labelled texts")
    for name in ("train", "test"):
        kind.add_argument(
            f"--{name}", type=Path, required=True, help="JSON Lines: set, label, title, body, rating"
        )
    curves = what.add_parser("curves", help="how well a campaign's end is told after its first days")
    curves.add_argument(
        "--projects", type=Path, required=True,
        help="CSV: project_id, category, goal_brl, mode, state, online_date, expires_at",
    )  # fmt: skip
    curves.add_argument(
        "--daily", type=Path, required=True, help="CSV: project_id, date, contributions, amount_brl"
    )
    for command in (similarity, kind, curves):
        command.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Needs no database: the same rules the pages use, on the files alone."""
    try:
        answer = _ANSWERS[options.what](options)
    except (OSError, KeyError, ValueError) as problem:
        message = f"cannot read the data: {problem!r}"
        raise CommandError(message) from problem
    sys.stdout.write(json.dumps(answer) + "\n" if options.json else _table(answer))
    return 0


def _similarity(options: argparse.Namespace) -> dict[str, Any]:
    return {"sources": _module("similar").measure(options.reports, options.pairs)}


def _kind(options: argparse.Namespace) -> dict[str, Any]:
    return {"sets": _module("kinds").measure(options.train, options.test)}


def _curves(options: argparse.Namespace) -> dict[str, Any]:
    return {"days": _module("curves").measure(options.projects, options.daily)}


def _module(name: str) -> Any:
    """Loaded when asked for: numbers and models are no business of the other commands."""
    return importlib.import_module(f"fanloop.config.evaluation.{name}")


def _table(answer: dict[str, Any]) -> str:
    lines = []
    for name, figures in next(iter(answer.values())).items():
        shown = {key: value for key, value in figures.items() if key != "baseline"}
        lines.append(f"{name:20s} " + "  ".join(f"{key} {value}" for key, value in shown.items()))
        base = figures["baseline"]
        plain = base if isinstance(base, dict) else {"macro_f1": base}
        lines.append(f"{'  baseline':20s} " + "  ".join(f"{key} {value}" for key, value in plain.items()))
    return "\n".join(lines) + "\n"


_ANSWERS = {"similarity": _similarity, "kind": _kind, "curves": _curves}
