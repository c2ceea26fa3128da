import argparse

from django.core.management import execute_from_command_line

from fanloop.config.house import open_house


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    with open_house(migrate=False):
        execute_from_command_line(["fanloop django", *options.arguments])
    return 0
