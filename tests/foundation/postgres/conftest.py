"""Clusters of their own for tests that break them."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from fanloop.foundation.postgres import processes, supervisor
from fanloop.foundation.postgres.binaries import binaries


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder for a cluster; whatever runs on it afterwards is stopped."""
    folder = tmp_path / "data"
    yield folder
    if folder.exists():
        supervisor.stop(folder)


@pytest.fixture
def made(data: Path) -> Path:
    """A cluster that was made and stopped."""
    supervisor.start(data, durable=False)
    supervisor.stop(data)
    return data


@pytest.fixture
def child() -> Iterator[Callable[[str, Path], subprocess.Popen[str]]]:
    """Another Python that uses the supervisor on a folder, named `data` in its program."""
    started: list[subprocess.Popen[str]] = []

    def run(program: str, folder: Path) -> subprocess.Popen[str]:
        head = (
            "import sys, time; from pathlib import Path; "
            "from fanloop.foundation.postgres import supervisor; data = Path(sys.argv[1])\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", head + program, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": "src"},
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def connect(socket: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(socket), port=5432, user="fanloop", dbname="fanloop", autocommit=True)


def postmaster(data: Path) -> psutil.Process:
    found = processes.server(data / "pg18")
    assert found is not None
    return found


def crash(data: Path) -> None:
    """The postmaster dies at once; as its unreaped parent we keep its zombie."""
    postmaster(data).send_signal(signal.SIGKILL)


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A temporary folder that every user may enter; pytest's own are closed."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def slow_postgres(reachable_folder: Path) -> Path:
    """Programs that are ours, but for a server that takes eleven seconds before it does anything."""
    real = binaries().folder
    for program in real.iterdir():
        (reachable_folder / program.name).symlink_to(program)
    server = reachable_folder / "postgres"
    server.unlink()
    server.write_text(f'#!/bin/sh\n[ "$1" = -D ] && sleep 11\nexec {real}/postgres "$@"\n')
    server.chmod(0o755)
    return reachable_folder


def is_over(process: psutil.Process) -> bool:
    """Ended, reaped or not: a container's first process may take its time."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
