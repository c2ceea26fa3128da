"""A migrated database per state of the migrations, and one with the story told per state of the sources, built once
and cloned by every test run.

Runs side by side meet in advisory locks of the server: a template in use is not dropped, two runs do not
build the same one, and the databases of a killed run are found by the lock it no longer holds.
"""

import contextlib
import hashlib
import os
import pickle
import shutil
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


def name_of_told(root: Path) -> str:
    """The template with the story told for the present sources."""
    digest = hashlib.sha256(name(root).encode())
    for path in sorted(each for each in (root / "src").rglob("*") if each.suffix in {".py", ".html", ".txt"}):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return f"told_{digest.hexdigest()[:16]}"


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


@contextlib.contextmanager
def told(url: str, root: Path) -> Iterator[tuple[str, Path]]:
    """Have the database in which the story is told, and the folder of its files."""
    template = os.environ["FANLOOP_TEST_TOLD"]
    home = root / ".cache" / "told" / template
    with psycopg.connect(at(url, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (USED, _key(template)))
        connection.execute("SELECT pg_advisory_lock(%s, %s)", (BUILT, _key(template)))
        if template not in _databases(connection) or not home.exists():
            _drop(connection, template)
            for old in home.parent.glob("told_*"):
                if old.name not in _databases(connection):
                    shutil.rmtree(old)
            _build(connection, url, template, "told", base=os.environ["FANLOOP_TEST_TEMPLATE"], home=home)
        connection.execute("SELECT pg_advisory_unlock(%s, %s)", (BUILT, _key(template)))
        yield template, home


def at(url: str, database: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _build(
    connection: psycopg.Connection,
    url: str,
    template: str,
    *words: str,
    base: str = "template0",
    home: Path | None = None,
) -> None:
    half = f"{template}_{os.getpid()}"
    _drop(connection, half)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    connection.execute(create.format(sql.Identifier(half), sql.Identifier(base)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.templates", *words],
        check=False,
        env={
            **os.environ,
            **({"FANLOOP_HOME": str(home)} if home else {}),
            "DATABASE_URL": at(url, half),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        capture_output=True,
        text=True,
    )
    if done.returncode:
        _drop(connection, half)
        raise TemplateError(f"The test database could not be made:\n{done.stderr}")
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(half), sql.Identifier(template)))


def _drop_unused(connection: psycopg.Connection) -> None:
    """Drop templates of older migrations and databases of killed runs; nobody holds their lock."""
    for database in _databases(connection):
        if database.startswith(("tpl_", "told_")):
            place = (USED, _key(database))
        elif database.startswith("test_fanloop_"):
            place = (RUN, int(database.split("_")[2], 16))
        else:
            continue
        row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", place).fetchone()
        if row and row[0]:
            if database not in {os.environ["FANLOOP_TEST_TEMPLATE"], os.environ["FANLOOP_TEST_TOLD"]}:
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

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    django.setup()
    from fanloop.foundation.postgres import tables

    tables.bring_up_to_date()


def tell() -> None:
    """Tell the story for good; its named rows stay beside it, for tests that speak of them."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection

    from fanloop.config import story

    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    world = story.tell()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tests_world (rows bytea)")
        cursor.execute("INSERT INTO tests_world VALUES (%s)", [pickle.dumps(world)])
        # A read that is kept in memory must never be taken for one of another database.
        cursor.execute("UPDATE foundation_edition SET id = id + 1000000000")
        cursor.execute("SELECT setval(pg_get_serial_sequence('foundation_edition', 'id'), 2000000000)")


if __name__ == "__main__":
    {"migrate": migrate, "told": tell}[(sys.argv[1:] or ["migrate"])[0]]()
