"""What changes seldom, read once and kept until somebody changes it.

A kept read names the tables it stands on. A trigger on each of them leaves a row in the transaction of every change
(a row each, so that two writers never wait for one another). A page that only reads asks once how many such rows
there are and which is the newest, and a value that was read under another answer is read anew: what a change has
committed no later page can miss, in any process. Outside of such a page (actions, jobs) nothing is kept.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.db.migrations.operations.special import RunSQL

P = ParamSpec("P")
T = TypeVar("T")
_MOST = 512
_PATIENCE = 20
"""Rows of one table that are left alone: counting a few costs less than reading anew."""
_watched: set[str] = set()

_Editions = dict[str, tuple[int, int]]
_asked: ContextVar[list[_Editions] | None] = ContextVar("editions", default=None)


@contextmanager
def kept_reads() -> Iterator[None]:
    """For as long as something is done that changes nothing, such as drawing a page, kept reads may be used. One may
    lie inside another.
    """
    if _asked.get() is not None:
        yield
        return
    token = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(token)


def kept(*tables: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a read returns, by its arguments, until one of its tables changes. Treat the result as frozen."""
    _watched.update(tables)

    def keep(read: Callable[P, T]) -> Callable[P, T]:
        values: dict[Hashable, tuple[tuple[Any, ...], T]] = {}

        @wraps(read)
        def reading(*args: P.args, **more: P.kwargs) -> T:
            asked = _asked.get()
            if asked is None:
                return read(*args, **more)
            if not asked:
                asked.append(_editions())
            key, now = (args, tuple(sorted(more.items()))), tuple(asked[0].get(table) for table in tables)
            found = values.get(key)
            if found is not None and found[0] == now:
                return found[1]
            value = read(*args, **more)
            if len(values) >= _MOST:
                values.clear()
            values[key] = (now, value)
            return value

        return reading

    return keep


def _editions() -> _Editions:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, count(*), max(id) FROM foundation_edition GROUP BY name")
        return {name: (count, newest) for name, count, newest in cursor.fetchall()}


FUNCTION = """
CREATE OR REPLACE FUNCTION foundation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO foundation_edition (name) VALUES (TG_TABLE_NAME); RETURN NULL; END $$
"""


def watched(table: str) -> RunSQL:
    """The operation of a migration that makes a table say when it changes."""
    return RunSQL(
        f"CREATE OR REPLACE TRIGGER foundation_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION foundation_changed()",
        f"DROP TRIGGER IF EXISTS foundation_changed ON {table}",
    )


def unwatched() -> set[str]:
    """Tables that a kept read stands on and that do not say when they change: a fault, found by a test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'foundation_changed'")
        return _watched - {name for (name,) in cursor.fetchall()}


def forget() -> int:
    """Drop all but the newest row of tables that changed often; every process reads those once anew. Returns how many went."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [_PATIENCE])
        return int(cursor.rowcount)


_FORGET = """
DELETE FROM foundation_edition e
USING (SELECT name, max(id) AS newest FROM foundation_edition GROUP BY name HAVING count(*) > %s) often
WHERE e.name = often.name AND e.id < often.newest
"""
