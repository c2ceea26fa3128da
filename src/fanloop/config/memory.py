"""How much memory a command and its database take together, sampled while it works."""

import contextlib
import threading
from collections.abc import Iterator

import psutil

from fanloop.config.house import database_is_ours, home
from fanloop.foundation.postgres import address, processes
from fanloop.foundation.postgres.cluster import cluster

_EVERY_SECONDS = 0.5


class Peak:
    """The highest sum seen so far, in bytes: our resident set and the database's proportional sets."""

    def __init__(self) -> None:
        self.bytes = 0
        self._stop = threading.Event()

    @property
    def megabytes(self) -> int:
        return round(self.bytes / 1e6)

    def sample(self) -> None:
        self.bytes = max(self.bytes, psutil.Process().memory_info().rss + _database())

    def watch(self) -> None:
        while not self._stop.wait(_EVERY_SECONDS):
            self.sample()

    def stop(self) -> None:
        self._stop.set()


@contextlib.contextmanager
def watched() -> Iterator[Peak]:
    """Sample twice a second until the block ends. Shared pages of the database are counted once."""
    peak = Peak()
    watcher = threading.Thread(target=peak.watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        peak.sample()
        peak.stop()
        watcher.join()


def _database() -> int:
    if not database_is_ours():
        return 0
    server = processes.server(cluster(address.data_folder(home())).folder)
    if server is None:
        return 0
    total = 0
    for process in (server, *server.children()):
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total
