import argparse

from fanloop.config.house import open_house


def add(parser: argparse.ArgumentParser) -> None:  # noqa: ARG001 -- it takes nothing
    return


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 -- it takes nothing
    with open_house():
        from fanloop.config.worker import Worker, connection_parameters, until_told  # noqa: PLC0415 -- Django is set up by now

        until_told(Worker(connection_parameters()))
    return 0
