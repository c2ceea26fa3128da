import argparse
import asyncio

from fanloop.config.house import open_house


def add(parser: argparse.ArgumentParser) -> None:  # noqa: ARG001 -- it takes nothing
    return


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 -- it takes nothing
    with open_house(migrate=False):
        from fanloop.config.worker import Worker, connection_parameters  # noqa: PLC0415 -- Django is set up by now

        asyncio.run(Worker(connection_parameters()).run())
    return 0
