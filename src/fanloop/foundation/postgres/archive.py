"""One file out, one file in. A dump is consistent while people work; a restore is all or nothing."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from fanloop.foundation.postgres.address import Address, url
from fanloop.foundation.postgres.binaries import binaries

EMPTY = b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


class ArchiveError(Exception):
    """A dump or a restore failed and changed nothing; the message is what PostgreSQL said."""


def dump(*, of: Address, into: Path) -> None:
    """Write the whole database into one compressed file, which appears only when it is complete."""
    part = into.with_name(f"{into.name}.part")
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}", _target(of)]
    try:
        _run(command, of)
        part.replace(into)
    finally:
        part.unlink(missing_ok=True)


def restore(*, of: Path, into: Address) -> None:
    """Replace what the database holds by the dump, in one transaction.

    The script streams from one program to the other. Should the first break off, the second is killed
    before it can read the end and commit half of it.
    """
    _run(["pg_restore", "--list", str(of)], into)
    script = ["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(of)]
    replay = [
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        _target(into),
    ]
    with tempfile.TemporaryFile() as complaints:
        if not _pipe(script, replay, into, complaints):
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip()
            raise ArchiveError(said or f"{of} breaks off")


def _pipe(script: list[str], replay: list[str], into: Address, complaints: IO[bytes]) -> bool:
    environment = _environment(into)
    source = subprocess.Popen(  # noqa: S603 - our own programs
        _installed(script), stdout=subprocess.PIPE, stderr=complaints, env=environment
    )
    sink = subprocess.Popen(  # noqa: S603 - our own programs
        _installed(replay),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        env=environment,
    )
    with source, contextlib.suppress(BrokenPipeError), sink:
        assert source.stdout is not None
        assert sink.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            sink.stdin.write(EMPTY)
            shutil.copyfileobj(source.stdout, sink.stdin, 1 << 20)
        source.stdout.close()
        if source.wait():
            sink.kill()
    return source.returncode == 0 and sink.wait() == 0


def _installed(command: list[str]) -> list[str]:
    return [binaries().program(command[0]), *command[1:]]


def _run(command: list[str], of: Address) -> None:
    done = subprocess.run(  # noqa: S603 - our own programs
        _installed(command), check=False, capture_output=True, text=True, env=_environment(of)
    )
    if done.returncode:
        raise ArchiveError(done.stderr.strip())


def _target(of: Address) -> str:
    """The database without its password, which every user of the machine could read in the list of processes."""
    return f"--dbname={url(Address(**{**of, 'PASSWORD': ''}))}"


def _environment(of: Address) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    ours["PGOPTIONS"] = "-c client_min_messages=warning -c lock_timeout=60s"
    return ours | ({"PGPASSWORD": of["PASSWORD"]} if of["PASSWORD"] else {})
