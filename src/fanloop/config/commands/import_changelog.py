"""`fanloop import changelog`: releases that left long ago become trains of a line."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fanloop.config.commands.import_community import worded
from fanloop.config.house import CommandError, open_house


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--line", default="", metavar="SLUG", help="changelog only: the line whose trains they become"
    )
    parser.add_argument(
        "--project", default="", help="changelog only: which project of releases.csv and release_items.csv"
    )
    parser.add_argument(
        "--dates",
        type=Path,
        metavar="CSV",
        help="changelog only: a table of tag and date for a changelog that writes no dates",
    )


def run(options: argparse.Namespace) -> int:
    if options.dates is not None and not options.dates.exists():
        raise CommandError(f"{options.dates} is not there")
    with open_house():
        from fanloop.foundation import bus  # noqa: PLC0415 -- models exist only once the house is open

        said = _preview(options) if options.dry_run else _bring(options)
        bus.drain()
    sys.stdout.write(f"{json.dumps(said, default=str)}\n" if options.json else worded(said))
    return 1 if options.strict and said["problem_count"] else 0


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    from fanloop.things.products import queries as products  # noqa: PLC0415 -- as above

    line = products.line(options.line) if options.line else None
    if line is None:
        known = ", ".join(one.slug for one in products.lines())
        raise CommandError(f"name the line with --line; there are: {known or 'none yet'}")
    return {"path": options.path, "line": line, "project": options.project, "days": options.dates}


def _preview(options: argparse.Namespace) -> dict[str, Any]:
    from fanloop.plugins.moving import queries  # noqa: PLC0415 -- as above

    found = queries.preview_changelog(**_asked(options))
    new = {"trains": len(found.releases), "changes": sum(len(one.items) for one in found.releases)}
    problems = [asdict(one) for one in found.problems.kept]
    left = {reason: count for reason, count in found.left.items() if count}
    return {
        "ok": not problems, "dry_run": True, "new": new, "left": left, "problems": problems,
        "problem_count": found.problems.count,
    }  # fmt: skip


def _bring(options: argparse.Namespace) -> dict[str, Any]:
    from fanloop.foundation import clock  # noqa: PLC0415 -- as above
    from fanloop.plugins.moving import actions, queries  # noqa: PLC0415 -- as above

    asked = _asked(options)
    if options.strict and (count := queries.preview_changelog(**asked).problems.count):
        raise CommandError(f"nothing was imported: {count} problems; --dry-run names them")
    done = actions.bring_changelog(**asked, at=clock.now())
    return {
        "ok": not done.problem_count, "what": "changelog", "run": done.id, "counts": done.counts,
        "left": done.seen["left"], "problems": done.problems, "problem_count": done.problem_count,
    }  # fmt: skip
