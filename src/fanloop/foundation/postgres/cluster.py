"""The folders of one installation, and which PostgreSQL they belong to."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from fanloop.foundation.postgres.account import Account, account, needs_proc, reachable
from fanloop.foundation.postgres.binaries import Binaries, NoPostgresError, binaries

LONGEST = 89
"""Bytes of a folder's path; the name of the socket in it then ends below the 107 the kernel takes."""

PORT = 5432
USER = "fanloop"
DATABASE = "fanloop"


@dataclass(frozen=True)
class Cluster:
    """One data folder with everything needed to run a server on it."""

    data: Path
    folder: Path
    programs: Binaries
    who: Account

    @property
    def socket(self) -> Path:
        return socket_folder(self.data)

    @property
    def socket_file(self) -> Path:
        return self.socket / f".s.PGSQL.{PORT}"

    @property
    def log(self) -> Path:
        return self.data / "pg.log"

    @property
    def exists(self) -> bool:
        return (self.folder / "PG_VERSION").exists()

    def seen_by_server(self, folder: Path) -> str:
        """The name by which a server that stands in its own folder reaches that folder."""
        return "/proc/self/cwd" if needs_proc(self.who) else str(folder)

    def socket_seen_by_server(self) -> str:
        """The same for the socket. PostgreSQL cuts `..` out of paths, so a link inside its folder leads up."""
        if not needs_proc(self.who) or self.socket != self.data:
            return str(self.socket)
        way_up = self.folder / "socket"
        if not way_up.is_symlink():
            way_up.symlink_to("..")
        return "/proc/self/cwd/socket"


def cluster(data: Path) -> Cluster:
    """The cluster in this folder, or the one that would be made in it.

    Raises NoPostgresError with the remedy where no server can run.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = data.resolve()
    who = account(data)
    found = binaries(max(map(_major, made(data)), default=None))
    try:
        who.own(data)
    except PermissionError as error:
        raise NoPostgresError(
            f"{data} belongs to another user: start as that user, or name another FANLOOP_HOME."
        ) from error
    return Cluster(data, data / f"pg{found.major}", reachable(found, who), who)


def made(data: Path) -> list[Path]:
    """The clusters in this folder; one that is still being made does not count."""
    return [path.parent for path in data.resolve().glob("pg*/PG_VERSION") if _major(path.parent)]


def _major(folder: Path) -> int:
    match = re.fullmatch(r"pg(\d+)", folder.name)
    return int(match[1]) if match else 0


def socket_folder(data: Path) -> Path:
    """Where the server listens: the data folder, unless its path is too long for a socket.

    The stand-in lies in `/tmp` whatever TMPDIR says, so that every process finds the same one.
    """
    data = data.resolve()
    if len(os.fsencode(data)) <= LONGEST:
        return data
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path("/tmp") / f"fanloop-{name}"  # noqa: S108 - made 0700 and checked for its owner


def prepare_socket(of: Cluster) -> None:
    """Make the stand-in folder, and refuse one that somebody else has laid there."""
    folder = of.socket
    if folder == of.data:
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    there = folder.lstat()
    mine = {os.geteuid(), of.who.uid}
    if folder.is_symlink() or there.st_uid not in mine:
        raise NoPostgresError(
            f"{folder} belongs to somebody else: remove it, or choose a shorter FANLOOP_HOME."
        )
    of.who.own(folder)
