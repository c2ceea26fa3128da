import argparse
import os
import sys

from fanloop.config.house import open_house
from fanloop.config.server import open_port, serve_with_others, url_of


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        help="where to listen (default: FANLOOP_HOST or 127.0.0.1)",
        default=os.environ.get("FANLOOP_HOST", "127.0.0.1"),
    )
    parser.add_argument(
        "--port",
        type=int,
        help="the first port to try (default: FANLOOP_PORT or 8000)",
        default=int(os.environ.get("FANLOOP_PORT", "8000")),
    )


def run(options: argparse.Namespace) -> int:
    listener = open_port(options.host, options.port)
    with open_house():
        serve_with_others(listener, announce=lambda: _say(url_of(listener)))
    return 0


def _say(url: str) -> None:
    sys.stdout.write(f"Fanloop serves at {url}\nStop with Ctrl-C.\n")
    sys.stdout.flush()
