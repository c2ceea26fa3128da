import argparse
import json
import sys
from pathlib import Path

from fanloop.config.house import CommandError, open_house


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, help="a new folder: a .jsonl and a .csv for each table, kept files, manifest"
    )
    parser.add_argument(
        "--with-secrets",
        action="store_true",
        help="also password hashes, keys of machines and second factors",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    with open_house(migrate=False):
        from fanloop.config import export  # noqa: PLC0415 -- models exist only once the house is open

        try:
            manifest = export.write(options.folder, with_secrets=options.with_secrets)
        except (export.ExportError, OSError) as problem:
            raise CommandError(f"nothing was exported: {problem}") from problem
    rows = sum(manifest.tables.values())
    if options.json:
        sys.stdout.write(
            json.dumps({"ok": True, "rows": rows, "tables": manifest.tables, "files": manifest.files}) + "\n"
        )
    else:
        sys.stdout.write(
            f"{rows:,} rows of {len(manifest.tables)} tables and {manifest.files} files are in {options.folder}.\n"
        )
    return 0
