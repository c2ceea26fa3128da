import argparse
import sys

from fanloop.config.house import CommandError, open_house


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--until", metavar="CHAPTER", help="stop after this chapter; `--chapters` lists them")
    parser.add_argument("--chapters", action="store_true", help="list the chapters and stop")


def run(options: argparse.Namespace) -> int:
    with open_house():
        from fanloop.config import story  # noqa: PLC0415 -- models exist only once the house is open
        from fanloop.people.team import queries as team  # noqa: PLC0415 -- as above

        if options.chapters:
            sys.stdout.write("\n".join(story.names()) + "\n")
            return 0
        if team.maker() is not None:
            raise CommandError(
                "this home has a maker already; the story is told into an empty one (see --home)"
            )
        try:
            story.tell(until=options.until)
        except KeyError as problem:
            raise CommandError(str(problem.args[0])) from problem
    return 0
