"""The user the server runs as. PostgreSQL refuses root, and root's folders stay as closed as they are."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from fanloop.foundation.postgres.binaries import (
    Binaries,
    NoPostgresError,
    wheel_folder,
    wheel_release,
)

CACHE = Path("/var/cache/fanloop")
"""Where root keeps a second copy of the programs when nobody else can reach the first."""


class RunAs(TypedDict, total=False):
    """What `subprocess` takes to drop its rights; empty when there are none to drop."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Who the server is. `uid` is None when it is simply us."""

    uid: int | None = None
    gid: int | None = None

    def options(self) -> RunAs:
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Give the server this one folder, closed to everybody else."""
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def account(data: Path) -> Account:
    """Root lends the server to the owner of the data folder, and to `nobody` if that is root as well."""
    if os.geteuid() != 0:
        return Account()
    owner = data.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise NoPostgresError(
            f"PostgreSQL does not run as root and there is no user `nobody`: give {data} to a user with chown."
        ) from error
    return Account(nobody.pw_uid, nobody.pw_gid)


def reachable(found: Binaries, who: Account) -> Binaries:
    """These programs, or a copy of them where the server's account can reach them.

    A clone below a closed folder (`/root`, `mktemp -d`) hides the wheel from `nobody`. Opening the folder
    would open root's home to every user, so root copies the wheel's programs (40 MB, once) instead.
    """
    if who.uid is None or _runs(found, who):
        return found
    wheel = wheel_folder()
    if wheel is None or wheel not in found.folder.parents:
        raise _closed(found.folder)
    copy = CACHE / f"postgres-{wheel_release()}"
    there = Binaries(copy / found.folder.relative_to(wheel.parent), found.major)
    try:
        if not there.folder.exists():
            _copy(wheel, found.folder.parent, copy)
    except OSError as error:
        raise _closed(found.folder) from error
    if copy.stat().st_uid != 0 or not _runs(there, who):
        raise _closed(found.folder)
    return there


def _copy(wheel: Path, install: Path, copy: Path) -> None:
    """Lay out programs and libraries as in the wheel, since each finds the other by relative path."""
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    for source in (install, wheel.parent / f"{wheel.name}.libs"):
        if source.exists():
            shutil.copytree(source, fresh / source.relative_to(wheel.parent), symlinks=True)
    for folder in (CACHE, fresh, fresh / wheel.name):
        folder.chmod(0o755)
    try:
        fresh.rename(copy)
    except OSError:  # another start was quicker
        shutil.rmtree(fresh, ignore_errors=True)


def _runs(found: Binaries, who: Account) -> bool:
    command = [found.program("postgres"), "--version"]
    try:
        done = subprocess.run(command, check=False, capture_output=True, cwd="/", **who.options())  # noqa: S603 - our own programs
    except PermissionError:
        return False
    return done.returncode == 0


def _closed(folder: Path) -> NoPostgresError:
    return NoPostgresError(
        f"Root runs PostgreSQL as another user, who cannot reach {folder}: "
        "start as an ordinary user, or move the installation below /srv or /opt and set FANLOOP_HOME there too."
    )


def needs_proc(who: Account) -> bool:
    """Whether the server must be told its folder as `/proc/self/cwd`.

    The parents of the data folder may be closed to the account. The kernel lets a process keep a working
    folder it was started in, so the server is started inside its folder and never walks the parents.
    """
    return who.uid is not None and sys.platform == "linux"
