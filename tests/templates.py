"""A migrated database per state of the migrations, built once and cloned by every test run.

Runs side by side meet in advisory locks of the server: a template in use is not dropped, two runs do not
build the same one, and the databases of a killed run are found by the lock it no longer holds.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

USED, BUILT, RUN = 1, 2, 3
"""Spaces of advisory locks: a template is used, a template is being built, a run lives."""


class TemplateError(Exception):
    """The template could not be built; the message ends with what the migration said."""


def name(root: Path) -> str:
    """The template for the present migrations; where an app has none yet, for its models."""
    digest = hashlib.sha256((root / "requirements.lock").read_bytes())
    for path in sorted(_sources(root / "src")):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return f"tpl_{digest.hexdigest()[:16]}"


def _sources(src: Path) -> Iterator[Path]:
    yield from src.glob("**/migrations/*.py")
    for models in src.glob("**/models.py"):
        if not (models.parent / "migrations").exists():
            yield models


@contextlib.contextmanager
def held(url: str, template: str) -> Iterator[None]:
    """Have this template, for as long as the run lasts."""
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        run = os.environ["FANLOOP_TEST_NAME"].rpartition("_")[2]
        connection.execute("SELECT pg_advisory_lock(%s, %s)", (RUN, int(run, 16)))
        connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (USED, _key(template)))
        _drop_unused(connection)
        connection.execute("SELECT pg_advisory_lock(%s, %s)", (BUILT, _key(template)))
        if template not in _databases(connection):
            _build(connection, url, template)
        connection.execute("SELECT pg_advisory_unlock(%s, %s)", (BUILT, _key(template)))
        yield


def at(url: str, database: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _build(connection: psycopg.Connection, url: str, template: str) -> None:
    half = f"{template}_{os.getpid()}"
    _drop(connection, half)
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(half)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.templates"],
        check=False,
        env={
            **os.environ,
            "DATABASE_URL": at(url, half),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        capture_output=True,
        text=True,
    )
    if done.returncode:
        _drop(connection, half)
        raise TemplateError(f"The test database could not be migrated:\n{done.stderr}")
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(half), sql.Identifier(template)))


def _drop_unused(connection: psycopg.Connection) -> None:
    """Drop templates of older migrations and databases of killed runs; nobody holds their lock."""
    for database in _databases(connection):
        if database.startswith("tpl_"):
            place = (USED, _key(database))
        elif database.startswith("test_fanloop_"):
            place = (RUN, int(database.split("_")[2], 16))
        else:
            continue
        row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", place).fetchone()
        if row and row[0]:
            if place != (USED, _key(os.environ["FANLOOP_TEST_TEMPLATE"])):
                _drop(connection, database)
            connection.execute("SELECT pg_advisory_unlock(%s, %s)", place)


def _drop(connection: psycopg.Connection, database: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _databases(connection: psycopg.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT datname FROM pg_database ORDER BY 1")]


def _key(template: str) -> int:
    """The lock of a template, whole or half-built: the first 31 bits of its hash."""
    return int(template.split("_")[1][:8], 16) >> 1


def migrate() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    django.setup()
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)


if __name__ == "__main__":
    migrate()
