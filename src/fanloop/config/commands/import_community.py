"""`fanloop import` of communities from elsewhere, and taking one back."""

import argparse
import json
import sys
from typing import Any

from fanloop.config.house import CommandError, open_house
from fanloop.config.progress import to_terminal

KINDS = ["discourse", "github", "canny", "csv"]


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--space", default="", metavar="SLUG", help="put everything into this space")
    parser.add_argument(
        "--forum",
        default="",
        metavar="HOST",
        help="discourse: the forum's address, which tells it from another that comes here too",
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="csv and canny: which column means what, such as title=Subject",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="communities and changelogs: say what would come, change nothing",
    )
    parser.add_argument(
        "--undo",
        type=int,
        metavar="RUN",
        help="take the import of a community or a changelog back by its number",
    )


def run(options: argparse.Namespace) -> int:
    with open_house():
        from fanloop.foundation import bus  # noqa: PLC0415 -- models exist only once the house is open
        from fanloop.plugins.moving import actions  # noqa: PLC0415 -- as above

        try:
            said = (
                _undo(options)
                if options.undo is not None
                else _preview(options)
                if options.dry_run
                else _bring(options)
            )
        except actions.Refused as problem:
            raise CommandError(str(problem)) from problem
        bus.drain()
    sys.stdout.write(f"{json.dumps(said, default=str)}\n" if options.json else worded(said))
    return 0


def _undo(options: argparse.Namespace) -> dict[str, Any]:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.plugins.moving import actions, queries  # noqa: PLC0415 -- as above

    found = queries.run_by_id(options.undo)
    if found is None:
        raise CommandError(f"there is no import {options.undo}")
    done = actions.take_back(run=found, at=clock.now())
    return {
        "ok": True,
        "run": found.id,
        "gone": done.gone,
        "threads_kept": done.threads_kept,
        "stayed": found.stayed,
        "problems": [],
    }


def _preview(options: argparse.Namespace) -> dict[str, Any]:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.plugins.moving import queries  # noqa: PLC0415 -- as above

    queries.space_named(options.space)
    found = queries.preview(
        options.what, options.path, columns=_columns(options), at=clock.now(), forum=_forum(options)
    )
    return {"ok": not found.problem_count, "dry_run": True, **found.said()}


def _bring(options: argparse.Namespace) -> dict[str, Any]:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.plugins.moving import actions, queries  # noqa: PLC0415 -- as above

    columns, space, forum = _columns(options), queries.space_named(options.space), _forum(options)
    now = clock.now()
    if options.strict:
        seen = queries.preview(options.what, options.path, columns=columns, at=now, forum=forum)
        if seen.problem_count:
            raise CommandError(f"nothing was imported: {seen.problem_count} problems; --dry-run names them")
    progress = None if options.json else to_terminal
    done = actions.bring_path(
        kind=options.what,
        path=options.path,
        space_id=space,
        columns=columns,
        at=now,
        progress=progress,
        forum=forum,
    )
    return {
        "ok": not done.problem_count, "run": done.id, "counts": done.counts, "left": done.seen["left"],
        "problems": done.problems, "problem_count": done.problem_count,
    }  # fmt: skip


def _forum(options: argparse.Namespace) -> str:
    from fanloop.plugins.moving import queries  # noqa: PLC0415 -- models exist only once the house is open

    host = queries.host_of(options.forum) if options.what == "discourse" else ""
    if options.forum and not host:
        raise CommandError(f"--forum takes the address of a Discourse forum, not {options.forum!r}")
    return host


def _columns(options: argparse.Namespace) -> dict[str, str]:
    pairs = [said.partition("=") for said in options.map]
    if wrong := next((ours for ours, mark, theirs in pairs if not mark or not ours or not theirs), None):
        raise CommandError(f"--map takes OURS=THEIRS, such as title=Subject; not {wrong!r}")
    return {ours.strip(): theirs.strip() for ours, _mark, theirs in pairs}


def worded(said: dict[str, Any]) -> str:
    lines = [f"Import {said['run']}" if "run" in said else "Nothing was stored; this is what would come."]
    for title, name in (
        ("new", "new"),
        ("here already", "here"),
        ("stored", "counts"),
        ("left there", "left"),
        ("removed", "gone"),
    ):
        lines += [
            f"{count:>9,} {what} ({title})"
            for what, count in said.get(name, {}).items()
            if count and isinstance(count, int)
        ]
    lines += [f"    stays: {one['title']} ({one['ref']})" for one in said.get("stayed", [])]
    lines += [f"{one['file']}:{one['line']}: {one['reason']}" for one in said["problems"]]
    if "counts" in said:
        lines.append(f"Take it back with: fanloop import {said.get('what', 'csv')} --undo {said['run']}")
    return "\n".join(lines) + "\n"
