"""A real house for tests: `fanloop demo` as its own process on its own database, story told, and a browser."""

import os
import pickle
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test import override_settings
from psycopg import sql

from fanloop.foundation.story import World
from tests import templates

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip


ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class House:
    """Where a running demo is, and the database it uses."""

    url: str
    database_url: str
    process: subprocess.Popen[str]


@contextmanager
def database(suffix: str, template: str = "") -> Iterator[str]:
    """A database of its own on the test server, migrated or a copy of `template`; the URL to reach it."""
    server = os.environ["DATABASE_URL"]
    name = f"{os.environ['FANLOOP_TEST_NAME']}_{suffix}_{secrets.token_hex(2)}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(templates.at(server, "postgres"), autocommit=True) as link:
        template = template or os.environ["FANLOOP_TEST_TEMPLATE"]
        link.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield templates.at(server, name)
        finally:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def environment(home: Path, database_url: str, **more: str) -> dict[str, str]:
    """What a command of ours needs to use this home and this database."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("FANLOOP_", "PYTEST_"))
    }
    return clean | {"FANLOOP_HOME": str(home), "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"} | more


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "fanloop.config.command_line", *arguments]


def start(arguments: list[str], env: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    """Start a serving command and wait until it says where it listens."""
    process = subprocess.Popen(
        command(*arguments), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://[\w.]+:\d+", line):
            return process, found[0]
    raise AssertionError("the house did not open:\n" + "".join(said))


@contextmanager
def open_demo(home: Path) -> Iterator[House]:
    """A demo with the story told, served until the block ends."""
    with (
        templates.told(os.environ["DATABASE_URL"], ROOT) as (template, files),
        database("house", template) as url,
    ):
        shutil.copytree(files, home, dirs_exist_ok=True)
        process, address = start(["demo", "--port", "0"], environment(home, url))
        try:
            yield House(address, url, process)
        finally:
            process.terminate()
            process.wait(30)
            assert process.stdout is not None
            process.stdout.close()


@contextmanager
def open_world(home: Path) -> Iterator[Callable[[], AbstractContextManager[World]]]:
    """The told story for tests without a server: each block has it whole, and what it does there is undone."""
    with (
        templates.told(os.environ["DATABASE_URL"], ROOT) as (template, files),
        database("world", template) as url,
    ):
        shutil.copytree(files, home, dirs_exist_ok=True)
        other = connections.create_connection(DEFAULT_DB_ALIAS)
        other.settings_dict = other.settings_dict | {"NAME": urlsplit(url).path.lstrip("/")}

        @contextmanager
        def visited() -> Iterator[World]:
            usual = connections[DEFAULT_DB_ALIAS]
            connections[DEFAULT_DB_ALIAS] = other
            try:
                with override_settings(MEDIA_ROOT=home / "files"), transaction.atomic():
                    with other.cursor() as cursor:
                        (rows,) = cursor.execute("SELECT rows FROM tests_world").fetchone()
                    yield pickle.loads(rows)
                    transaction.set_rollback(True)
            finally:
                connections[DEFAULT_DB_ALIAS] = usual

        yield visited
        other.close()
