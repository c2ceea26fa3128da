import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fanloop.config.commands import import_changelog, import_community, import_curves
from fanloop.config.house import CommandError, open_house
from fanloop.config.progress import to_terminal


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=["oem", "bom", "home", "changelog", "curves", *import_community.KINDS],
        help="a forum with releases, a bill of materials, an export of a whole home, a changelog, finished campaigns of others to learn from (a folder with projects.csv and daily_contributions.csv), or a community from elsewhere",
    )
    parser.add_argument("path", type=Path, nargs="?")
    import_community.add(parser)
    import_changelog.add(parser)
    parser.add_argument("--strict", action="store_true", help="import nothing if one line is not understood")
    parser.add_argument(
        "--preview", action="store_true", help="bom only: say what would be imported, change nothing"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    if options.undo is None and options.path is None:
        raise CommandError("name the file or folder to import")
    if options.path is not None and not options.path.exists():
        raise CommandError(f"{options.path} is not there")
    if options.what == "home":
        return _home(options)
    if options.what == "changelog" and options.undo is None:
        return import_changelog.run(options)
    if options.what == "curves":
        return import_curves.run(options)
    if options.what in {"changelog", *import_community.KINDS}:
        return import_community.run(options)
    with open_house():
        from fanloop.foundation import bus  # noqa: PLC0415 -- models exist only once the house is open

        summary = _import(options)
        bus.drain()
    _report(summary, as_json=options.json)
    return 1 if options.strict and summary.problems else 0


def _home(options: argparse.Namespace) -> int:
    """A whole home out of an export; facts that waited in it are delivered by the next worker, as they would have been."""
    with open_house():
        from fanloop.config import export  # noqa: PLC0415 -- models exist only once the house is open

        try:
            manifest = export.read(options.path)
        except (export.ExportError, OSError) as problem:
            raise CommandError(f"nothing was imported: {problem}") from problem
    rows = sum(manifest.tables.values())
    said = json.dumps({"ok": True, "rows": rows, "tables": manifest.tables, "files": manifest.files})
    sys.stdout.write(
        f"{said}\n" if options.json else f"{rows:,} rows of {len(manifest.tables)} tables are here again.\n"
    )
    return 0


def _import(options: argparse.Namespace) -> Any:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.plugins.bom import importer as bom  # noqa: PLC0415 -- as above
    from fanloop.plugins.oem import importer as oem  # noqa: PLC0415 -- as above

    if options.what == "oem":
        progress = None if options.json else to_terminal
        return oem.import_oem(options.path, strict=options.strict, at=clock.now(), progress=progress)
    if options.preview:
        return bom.preview(options.path)
    return bom.import_bom(options.path, strict=options.strict, at=clock.now())


def _report(summary: Any, *, as_json: bool) -> None:
    problems = [asdict(problem) for problem in summary.problems]
    if as_json:
        sys.stdout.write(
            json.dumps({"ok": not problems, "counts": summary.counts, "problems": problems}, default=str)
            + "\n"
        )
        return
    for name, count in summary.counts.items():
        sys.stdout.write(f"{count:>9,} {name}\n")
    for problem in summary.problems:
        sys.stdout.write(f"{problem.file}:{problem.line}: {problem.reason}\n")
