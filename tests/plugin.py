"""Tests run on their own quick PostgreSQL, each run on its own database, cloned from a migrated template.

While importing, this only says where the database will be: settings are read before any hook of ours.
Workers of xdist inherit what the first process has found out. With DATABASE_URL set, that server is used.
"""

import contextlib
import os
import secrets
import signal
from pathlib import Path

import pytest

from fanloop.foundation.postgres import address, supervisor
from fanloop.foundation.postgres.binaries import NoPostgresError
from fanloop.foundation.text.catalogues import compile_stale
from tests import templates

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".cache" / "test-pg"
LEASE = pytest.StashKey[contextlib.ExitStack]()


def leads() -> bool:
    """Whether this process is the run itself, not one of its workers."""
    return "PYTEST_XDIST_WORKER" not in os.environ


def _announce() -> None:
    # A browser that is open in this process keeps a loop in its thread; tests of the database beside it are not asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    os.environ["FANLOOP_TEST_OWN_SERVER"] = "" if os.environ.get("DATABASE_URL") else "1"
    os.environ.setdefault("DATABASE_URL", address.url(address.database_at(DATA)))
    os.environ["FANLOOP_TEST_NAME"] = f"test_fanloop_{secrets.token_hex(3)}"
    os.environ["FANLOOP_TEST_TEMPLATE"] = templates.name(ROOT)
    os.environ["FANLOOP_TEST_TOLD"] = templates.name_of_told(ROOT)


if leads():
    _announce()


def pytest_configure(config: pytest.Config) -> None:
    if not leads():
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # pytest ends in order only on Ctrl-C
    compile_stale(ROOT / "src")
    lease = config.stash[LEASE] = contextlib.ExitStack()
    try:
        if os.environ["FANLOOP_TEST_OWN_SERVER"]:
            lease.enter_context(supervisor.running(DATA, durable=False))
        lease.enter_context(templates.held(os.environ["DATABASE_URL"], os.environ["FANLOOP_TEST_TEMPLATE"]))
    except (NoPostgresError, templates.TemplateError) as error:
        lease.close()
        raise pytest.UsageError(str(error)) from error


def pytest_unconfigure(config: pytest.Config) -> None:
    if LEASE in config.stash:
        config.stash[LEASE].close()
