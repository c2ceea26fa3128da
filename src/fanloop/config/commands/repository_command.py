import argparse
import sys

from fanloop.config.house import CommandError, open_house


def add(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    new = acts.add_parser("add", help="give a product line a repository: a folder or an HTTPS address")
    new.add_argument("line", metavar="LINE", help="the line's short name, such as dawn")
    new.add_argument("address", metavar="ADDRESS", help="/path/to/repository.git or https://…")
    new.add_argument("--branch", default="", help="default: the one it calls its main branch")
    new.add_argument("--web", default="", help="where people browse it")
    new.add_argument("--open-to", choices=["everybody", "fans", "team"], default="everybody")
    acts.add_parser("list", help="every repository and when it was read")
    read = acts.add_parser("read", help="read one now, and say what was new")
    read.add_argument("number", type=int, metavar="NUMBER", help="as `fanloop repository list` shows it")


def run(options: argparse.Namespace) -> int:
    with open_house(migrate=False):
        {"add": _add, "list": _list, "read": _read}[options.act](options)
    return 0


def _add(options: argparse.Namespace) -> None:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.plugins.repository import actions  # noqa: PLC0415 -- as above
    from fanloop.things.products import queries as products  # noqa: PLC0415 -- as above

    line = products.line(options.line)
    if line is None:
        raise CommandError(f"there is no line {options.line!r}")
    try:
        row = actions.add_repository(
            line=line, address=options.address, branch=options.branch, web=options.web, open_to=options.open_to,
            at=clock.now(), may_be_local=True,
        )  # fmt: skip
    except actions.Refused as problem:
        raise CommandError(str(problem)) from problem
    sys.stdout.write(f"{row.id} {row.name}: connected\n")
    _say(row.id)


def _list(_options: argparse.Namespace) -> None:
    from fanloop.plugins.repository import queries  # noqa: PLC0415 -- models exist only once the house is open

    for row in queries.repositories():
        stands = "not read yet" if row.last is None else row.last.failed or f"{row.commits:,} commits"
        sys.stdout.write(
            f"{row.repository.id:>4} {row.repository.name:<24} {stands}  {row.repository.address}\n"
        )


def _read(options: argparse.Namespace) -> None:
    _say(options.number)


def _say(number: int) -> None:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.plugins.repository import actions  # noqa: PLC0415 -- as above

    reading = actions.read_repository(repository_id=number, at=clock.now())
    if reading is None or reading.failed:
        raise CommandError(reading.failed if reading else f"there is no repository {number}")
    sys.stdout.write(
        f"{reading.branch} at {reading.head[:10]}: {reading.fresh:,} new commits, {reading.gone:,} gone\n"
    )
