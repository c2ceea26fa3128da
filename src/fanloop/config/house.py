"""The house with its database up and its rooms open, for as long as a command needs it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import django

from fanloop.foundation.postgres import address, supervisor
from fanloop.foundation.text.catalogues import compile_stale


class CommandError(Exception):
    """A message for the person at the terminal; the command ends with code 1."""


def home() -> Path:
    return Path(os.environ.get("FANLOOP_HOME", ".fanloop")).absolute()


def database_is_ours() -> bool:
    return not os.environ.get("DATABASE_URL")


@contextlib.contextmanager
def open_house(*, migrate: bool = True) -> Iterator[None]:
    """Start or attach to the database, set Django up, bring the tables up to date; the last user stops it."""
    home().mkdir(mode=0o755, parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        if database_is_ours():
            data = address.data_folder(home())
            data.mkdir(mode=0o700, exist_ok=True)
            stack.enter_context(supervisor.running(data))
        _compile_catalogues()
        django.setup()
        if migrate:
            _bring_up_to_date()
        stack.callback(_hang_up)
        yield


def _compile_catalogues() -> None:
    """A translation changed since the last start is read by this one; an installation nobody may write has them already."""
    with contextlib.suppress(OSError):
        compile_stale(Path(__file__).parents[1])


def _bring_up_to_date() -> None:
    from fanloop.foundation.postgres import tables  # noqa: PLC0415 -- it reads the settings when it is imported

    tables.bring_up_to_date()


def _hang_up() -> None:
    from django.db import connections  # noqa: PLC0415 -- settings are read only once the database has its address

    connections.close_all()
