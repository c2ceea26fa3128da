"""A process beside the first one: it accepts on the socket it was handed, draws pages and feeds live readers."""

import os
import socket
import sys

import django

from fanloop.config import parent, static_files, thrift
from fanloop.config.server import serve


def main() -> None:
    """Serve until told to stop, or until the first process is gone. The database is up and up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    thrift.few_arenas()
    parent.follow(os.getppid())
    thrift.short_turns()
    static_files.will_be_gathered()
    django.setup()
    serve(socket.socket(fileno=int(sys.argv[1])), announce=lambda: None)


if __name__ == "__main__":
    main()
