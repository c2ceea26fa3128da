"""Start, attach to and stop the embedded PostgreSQL. Every step runs under one lock, so two starts are one."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from fanloop.foundation.postgres import processes
from fanloop.foundation.postgres.binaries import NoPostgresError
from fanloop.foundation.postgres.cluster import (
    DATABASE,
    PORT,
    USER,
    Cluster,
    cluster,
    made,
    prepare_socket,
    socket_folder,
)

PATIENCE = 60.0
"""Seconds a fast shutdown may take before the server is told to drop everything; the log makes it whole."""

RELAXED = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300"]
"""A test cluster: quick, lost at a power failure, and shared by many runs."""


def start(data: Path, *, durable: bool = True) -> Path:
    """The socket folder of a running server on this data: attached to, repaired or made.

    Raises NoPostgresError, whose message names the folder and the remedy.
    """
    ours = cluster(data)
    with _locked(ours.data / "lock"):
        return _start(ours, durable=durable)


def stop(data: Path) -> None:
    """Stop the server on this data, if one runs; open transactions are rolled back."""
    for folder in made(data):
        with _locked(folder.parent / "lock"):
            _stop(folder)


@contextlib.contextmanager
def running(data: Path, *, durable: bool = True) -> Iterator[Path]:
    """Use the server for a while; the last user out stops it, told by SIGTERM or not.

    Users are counted by a shared lock, which the kernel lets go even after SIGKILL: no list of pids can
    go stale. A server left by a killed user is attached to, and stopped, by the next.
    """
    ours = cluster(data)
    users = ours.data / "users"
    with _orderly_end():
        with _locked(ours.data / "lock"):
            socket = _start(ours, durable=durable)
            mine = users.open("a")
            fcntl.flock(mine, fcntl.LOCK_SH)
        try:
            yield socket
        finally:
            with _locked(ours.data / "lock"):
                mine.close()
                with users.open("a") as last, contextlib.suppress(BlockingIOError):
                    fcntl.flock(last, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _stop(ours.folder)


@contextlib.contextmanager
def _orderly_end() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the program as Ctrl-C does, through every `finally`.

    A handler that somebody else has set stays; other threads than the first may not set any.
    """
    ends = [signal.SIGTERM, signal.SIGHUP]
    is_first = threading.current_thread() is threading.main_thread()
    taken = [end for end in ends if is_first and signal.getsignal(end) is signal.SIG_DFL]
    for end in taken:
        signal.signal(end, _leave)
    try:
        yield
    finally:
        for end in taken:
            signal.signal(end, signal.SIG_DFL)


def _leave(end: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + end)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(ours: Cluster, *, durable: bool) -> Path:
    """Wait until the server answers, however long it recovers; only the death of ours ends the wait.

    One that is just shutting down is waited for, and followed by a new one.
    """
    if _ready(ours):
        return ours.socket
    for half in ours.data.glob("pg*.new.*"):
        shutil.rmtree(half, ignore_errors=True)
    if not ours.exists:
        _make(ours, durable=durable)
    prepare_socket(ours)
    child: subprocess.Popen[bytes] | None = None
    while not _ready(ours):
        if child and child.poll() is not None:
            raise NoPostgresError(f"PostgreSQL stopped while starting; the reason stands in {ours.log}")
        if not child and processes.server(ours.folder) is None:
            processes.clear_remains(ours)
            child = _launch(ours, durable=durable)
        time.sleep(0.02)
    if child:
        child.returncode = 0  # it may outlive us; so told, Popen does not warn of it
    return ours.socket


def _stop(folder: Path) -> None:
    server = processes.server(folder)
    if server is not None:
        server.send_signal(signal.SIGINT)
        if not processes.ended(server, folder, within=PATIENCE):
            server.send_signal(signal.SIGQUIT)
            processes.ended(server, folder, within=PATIENCE)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(server.pid, 0)
    stand_in = socket_folder(folder.parent)
    if stand_in != folder.parent:
        with contextlib.suppress(OSError):
            stand_in.rmdir()


def _ready(ours: Cluster) -> bool:
    question = [ours.programs.program("pg_isready"), "-q", "-h", str(ours.socket), "-p", str(PORT), "-t", "1"]
    return subprocess.run(question, check=False, env=_environment()).returncode == 0  # noqa: S603 - our own programs


def _make(ours: Cluster, *, durable: bool) -> None:
    """Make the cluster and its database aside and rename them in, so that half of one never counts.

    Each attempt has its own folder: the `initdb` of a killed one may still be writing into the last.
    """
    fresh = Path(tempfile.mkdtemp(prefix=f"{ours.folder.name}.new.", dir=ours.data))
    ours.who.own(fresh)
    here = ours.seen_by_server(fresh)
    locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    _run(
        ours,
        fresh,
        ["initdb", "-D", here, "-U", USER, "-A", "trust", *locale, "--no-instructions", "--no-sync"],
    )
    create = f"CREATE DATABASE {DATABASE} OWNER {USER}\n"
    _run(ours, fresh, ["postgres", "--single", "-F", "-D", here, "postgres"], create)
    if durable:
        _run(ours, fresh, ["initdb", "-D", here, "--sync-only"])
    fresh.rename(ours.folder)


def _run(ours: Cluster, inside: Path, command: list[str], feed: str = "") -> None:
    done = subprocess.run(  # noqa: S603 - our own programs
        [ours.programs.program(command[0]), *command[1:]],
        check=False,
        input=feed,
        capture_output=True,
        text=True,
        cwd=inside,
        env=_environment(),
        **ours.who.options(),
    )
    if done.returncode:
        raise NoPostgresError(f"{command[0]} failed in {inside}: {done.stderr.strip()}")


def _launch(ours: Cluster, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start the server detached from the terminal, so that Ctrl-C reaches its owner first."""
    here, sock = ours.seen_by_server(ours.folder), ours.socket_seen_by_server()
    command = [ours.programs.program("postgres"), "-D", here, "-h", "", "-p", str(PORT), "-k", sock]
    command += ["-c", "unix_socket_permissions=0700", "-c", "log_timezone=UTC", "-c", "timezone=UTC"]
    with ours.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own programs
            command if durable else [*command, *RELAXED],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=ours.folder,
            env=_environment(),
            **ours.who.options(),
        )


def _environment() -> dict[str, str]:
    """Ours without the PG… variables, which would send the programs to another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
