"""Everything in one file and back: the database's dump, the home's folders and secret, and a manifest."""

import gzip
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path

from fanloop import __version__
from fanloop.config.house import home
from fanloop.foundation.postgres import address, archive

_MANIFEST, _DUMP, _SECRET = "manifest.json", "database.dump", "secret"
_FOLDERS = ("files", "keys", "repositories", "demo-keys", "sources")
"""What a home holds beside its database: kept files, the worker's keys, mirrors of source, and what only a demo has."""
_FORMAT = 1


class BackupError(Exception):
    """A backup cannot be written or read; nothing was changed."""


def write(into: Path) -> None:
    """Write a backup beside its final name first, so that half a backup never looks whole."""
    part = into.with_name(into.name + ".part")
    with tempfile.TemporaryDirectory() as scratch:
        dump = Path(scratch, _DUMP)
        archive.dump(of=_database(), into=dump)
        manifest = Path(scratch, _MANIFEST)
        manifest.write_text(json.dumps({"format": _FORMAT, "fanloop": __version__}))
        try:
            with tarfile.open(part, "w:gz", compresslevel=1) as bundle:
                bundle.add(manifest, _MANIFEST)
                bundle.add(dump, _DUMP)
                for name in (*_FOLDERS, _SECRET):
                    if (home() / name).exists():
                        bundle.add(home() / name, name)
            part.chmod(0o600)
            part.replace(into)
        finally:
            part.unlink(missing_ok=True)


def read(backup: Path) -> None:
    """Replace this home's database, files and key by the backup's. Raises BackupError before any change."""
    with tempfile.TemporaryDirectory(dir=home()) as scratch:
        found = Path(scratch)
        try:
            _check(backup)
            with tarfile.open(backup, "r:gz") as bundle:
                bundle.extractall(found, filter="data")
            manifest = json.loads((found / _MANIFEST).read_text())
            made_as = manifest["format"]
        except (
            OSError,
            tarfile.TarError,
            ValueError,
            EOFError,
            zlib.error,
            LookupError,
            TypeError,
        ) as problem:
            raise BackupError(f"{backup} is no whole backup of Fanloop: {problem}") from problem
        if made_as != _FORMAT:
            raise BackupError(f"{backup} has format {made_as}; this version reads {_FORMAT}")
        archive.restore(of=found / _DUMP, into=_database())
        for folder in _FOLDERS:
            shutil.rmtree(home() / folder, ignore_errors=True)
        for name in (*_FOLDERS, _SECRET):
            if (found / name).exists():
                (found / name).replace(home() / name)


def _check(backup: Path) -> None:
    """Read to the end, where the sum over everything stands; an archive alone is not read so far."""
    with gzip.open(backup) as whole:
        while whole.read(1 << 20):
            pass


def _database() -> address.Address:
    return address.database(home(), os.environ.get("DATABASE_URL"))
