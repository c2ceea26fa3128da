"""Which process really is our server. A pid in a file proves nothing: pids are reused and zombies keep theirs."""

import contextlib
import signal
import time
from pathlib import Path

import psutil

from fanloop.foundation.postgres.cluster import Cluster

GONE = (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied)

PID_FILE = "postmaster.pid"


def server(folder: Path) -> psutil.Process | None:
    """The live postmaster of this cluster, if the pid file names one."""
    try:
        pid = int((folder / PID_FILE).read_text().splitlines()[0])
        process = psutil.Process(pid)
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    return process if _works_in(process, folder) else None


def ended(process: psutil.Process, folder: Path, *, within: float) -> bool:
    """Wait until the server has left its folder. Its zombie counts as gone, whoever should reap it."""
    last = time.monotonic() + within
    while _works_in(process, folder):
        if time.monotonic() > last:
            return False
        time.sleep(0.005)
    return True


def clear_remains(of: Cluster) -> None:
    """Remove what a dead server left: its pid file, its socket lock, and children that outlived it.

    A child that still runs a statement holds the shared memory, and PostgreSQL rightly refuses to start
    beside it; it gets SIGQUIT, as from its own postmaster, and then no choice.
    """
    pid_file = of.folder / PID_FILE
    if pid_file.exists():
        orphans = [each for each in psutil.process_iter(["name"]) if _works_in(each, of.folder)]
        for orphan in orphans:
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.send_signal(signal.SIGQUIT)
        for orphan in psutil.wait_procs(orphans, timeout=5)[1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.kill()
    pid_file.unlink(missing_ok=True)
    Path(f"{of.socket_file}.lock").unlink(missing_ok=True)


def _works_in(process: psutil.Process, folder: Path) -> bool:
    """PostgreSQL moves into its data folder at once; only our own server stands in ours.

    A process object remembers when its process began, so a pid reused while we wait is not taken for it.
    """
    try:
        named = process.name().startswith("postgres")
        return (
            named
            and process.is_running()
            and process.status() != psutil.STATUS_ZOMBIE
            and Path(process.cwd()) == folder
        )
    except GONE:
        return False
