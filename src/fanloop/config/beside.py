"""A process beside the first one: it accepts on the socket it was handed, draws pages and feeds live readers."""

import os
import signal
import socket
import sys
import threading
import time

import django

from fanloop.config import static_files, thrift
from fanloop.config.server import serve


def main() -> None:
    """Serve until told to stop, or until the first process is gone. The database is up and up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    parent = os.getppid()
    thrift.few_arenas()
    thrift.short_turns()
    static_files.will_be_gathered()
    django.setup()
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    serve(socket.socket(fileno=int(sys.argv[1])), announce=lambda: None)


def _follow(parent: int) -> None:
    """Stop when the first process was killed: nobody else would tell this one."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
