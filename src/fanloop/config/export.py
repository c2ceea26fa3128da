"""Everything in open files and back: JSON Lines and CSV for each table, the kept files, and a manifest.

PostgreSQL writes and reads the rows itself, so no type is lost on the way: `row_to_json` out, `json_populate_record`
in. Reading needs an empty home and puts the same rows there under the same numbers, so references stay true.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from fanloop import __version__
from fanloop.foundation import files

FORMAT = 1
_MANIFEST, _FILES = "manifest.json", "files"
_BESIDE = {"account.EmailAddress", "mfa.Authenticator"}
_SECRET_TABLES = {
    "fans_accesstoken",
    "webhooks_secret",
    "repository_secret",
    "mfa_authenticator",
    "foundation_answered",
    "beta_secret",
}
_PASSING = {"foundation_edition"}  # says what has changed in this home, which the other one tells itself
_SECRET_COLUMNS = {"fans_fan": {"password": "'!'"}}
# JSON has no control characters inside, so a line of it needs no quotes and no escapes of COPY's own.
_LINES = "WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"


class ExportError(Exception):
    """An export cannot be written or read; nothing was changed."""


@dataclass
class Manifest:
    """What an export holds: rows by table, and how far the tables were migrated when it was written."""

    format: int = FORMAT
    fanloop: str = __version__
    with_secrets: bool = False
    migrations: dict[str, str] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    files: int = 0


def tables(*, with_secrets: bool) -> list[str]:
    """The house's own tables in the order of their floors, with people's addresses."""
    ours = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_config.name.startswith("fanloop.") or model._meta.label in _BESIDE
    ]
    left_out = _PASSING if with_secrets else _PASSING | _SECRET_TABLES
    return [name for name in ours if name not in left_out]


def write(folder: Path, *, with_secrets: bool = False) -> Manifest:
    """Write everything as it is at one moment, while people go on working. Raises ExportError for a used folder."""
    if folder.exists() and any(folder.iterdir()):
        raise ExportError(f"{folder} is not empty; name another folder")
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    manifest = Manifest(with_secrets=with_secrets, migrations=_migrations())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        for table in tables(with_secrets=with_secrets):
            manifest.tables[table], manifest.digests[table] = _write_table(
                part, table, with_secrets=with_secrets
            )
        manifest.files = _write_files(part)
    (part / _MANIFEST).write_text(json.dumps(vars(manifest), indent=2) + "\n", encoding="utf-8")
    if folder.exists():
        folder.rmdir()
    part.replace(folder)
    return manifest


def _write_table(folder: Path, table: str, *, with_secrets: bool) -> tuple[int, str]:
    hidden = {} if with_secrets else _SECRET_COLUMNS.get(table, {})
    columns = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(sql.SQL(hidden[name]), sql.Identifier(name))
        if name in hidden
        else sql.Identifier(name)
        for name in _columns(table)
    )
    rows = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(columns, sql.Identifier(table), _key(table))
    lines = sql.SQL("SELECT row_to_json(r) FROM ({}) r").format(rows)
    digest = _copy_out(
        sql.SQL("COPY ({}) TO STDOUT {}").format(lines, sql.SQL(_LINES)), folder / f"{table}.jsonl"
    )
    _copy_out(sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER)").format(rows), folder / f"{table}.csv")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        return int(cursor.fetchone()[0]), digest


def _copy_out(statement: sql.Composed, into: Path) -> str:
    """Stream what COPY gives into a file; return the SHA-256 of its bytes."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor, cursor.copy(statement) as copy, into.open("wb") as out:
        for block in copy:
            out.write(block)
            digest.update(block)
    return digest.hexdigest()


def _columns(table: str) -> list[str]:
    """Columns that hold something of their own, in the table's order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = '' ORDER BY attnum",
            [f'"{table}"'],
        )
        return [name for (name,) in cursor.fetchall()]


def _key(table: str) -> sql.Identifier:
    model = next(each for each in apps.get_models(include_auto_created=True) if each._meta.db_table == table)
    return sql.Identifier(str(model._meta.pk.column))


def _write_files(folder: Path) -> int:
    (folder / _FILES).mkdir()
    count = 0
    for stored in files.stored():
        (folder / _FILES / stored.sha256).write_bytes(files.read(stored.sha256).getvalue())
        count += 1
    return count


def _migrations() -> dict[str, str]:
    """App → the newest migration that was applied to it."""
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("fanloop.")}
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {app: name for app, name in applied if app in labels}


def read(folder: Path) -> Manifest:
    """Put an export into this empty home, in one transaction. Raises ExportError, and then nothing was changed."""
    manifest = _manifest(folder)
    _check(folder, manifest)
    with transaction.atomic():
        _empty(manifest)
        for table, count in manifest.tables.items():
            _read_table(folder / f"{table}.jsonl", table, count)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for stored in files.stored():
            files.keep(
                (folder / _FILES / stored.sha256).read_bytes(),
                name=stored.name,
                content_type=stored.content_type,
                at=stored.at,
            )
    return manifest


def _manifest(folder: Path) -> Manifest:
    try:
        said: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**said)
    except (OSError, ValueError, TypeError) as problem:
        raise ExportError(f"{folder} is no whole export of Fanloop: {problem}") from problem
    if manifest.format != FORMAT:
        raise ExportError(f"{folder} has format {manifest.format}; this version reads {FORMAT}")
    return manifest


def _check(folder: Path, manifest: Manifest) -> None:
    here = _migrations()
    if other := sorted(set(here.items()) ^ set(manifest.migrations.items())):
        raise ExportError(
            f"the export's tables are of another version ({other[0][0]}); use Fanloop {manifest.fanloop}"
        )
    for table, digest in manifest.digests.items():
        path = folder / f"{table}.jsonl"
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ExportError(f"{path} is missing or was changed since it was written")
    known = set(tables(with_secrets=True))
    if strange := sorted(set(manifest.tables) - known):
        raise ExportError(f"this house has no table {strange[0]}")


def _empty(manifest: Manifest) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM fans_fan")
        if cursor.fetchone()[0]:
            raise ExportError("there are people in this home already; an export goes into an empty one")
        names = sql.SQL(", ").join(map(sql.Identifier, manifest.tables))
        cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))


def _read_table(path: Path, table: str, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE carried (n bigserial, line text) ON COMMIT DROP")
        with cursor.copy(f"COPY carried (line) FROM STDIN {_LINES}") as copy:
            for block in _blocks(path):
                copy.write(block)
        statement = "INSERT INTO {table} ({columns}) SELECT {fields} FROM carried, json_populate_record(null::{table}, line::json) r ORDER BY n"
        names = _columns(table)
        cursor.execute(
            sql.SQL(statement).format(
                table=sql.Identifier(table),
                columns=sql.SQL(", ").join(map(sql.Identifier, names)),
                fields=sql.SQL(", ").join(sql.Identifier("r", name) for name in names),
            )
        )
        if cursor.rowcount != count:
            raise ExportError(f"{path} has {cursor.rowcount} rows; the manifest says {count}")
        cursor.execute("DROP TABLE carried")
        _count_on(cursor, table)


def _count_on(cursor: Any, table: str) -> None:
    """The next number is one more than the highest that came."""
    key = _key(table)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', key.as_string(None).strip('"')])
    (sequence,) = cursor.fetchone()
    if sequence:
        cursor.execute(
            sql.SQL("SELECT setval(%s, coalesce(max({}), 0) + 1, false) FROM {}").format(
                key, sql.Identifier(table)
            ),
            [sequence],
        )


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(1 << 20):
            yield block
