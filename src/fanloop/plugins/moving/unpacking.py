"""What was handed over as files in a folder: a folder, an archive, or one file. Bounded, and never outside the folder."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from django.utils.translation import gettext_noop as _

from fanloop.plugins.reading import Problems
from fanloop.plugins.sentences import Sentence

MOST_FILES = 100_000
LARGEST_UNPACKED = 8 * 1024**3
"""Bytes of an archive in all, once unpacked."""


@contextmanager
def unpacked(path: Path, problems: Problems) -> Iterator[list[Path]]:
    """Paths of the JSON and table files in `path`, sorted; those of an archive live as long as this does."""
    if path.is_dir():
        yield sorted(_wanted(each for each in path.rglob("*") if each.is_file()))[:MOST_FILES]
    elif zipfile.is_zipfile(path):
        with tempfile.TemporaryDirectory(prefix="fanloop-moving-") as folder:
            yield _extract(path, Path(folder), problems)
    else:
        yield [path]


def _wanted(paths: Iterator[Path]) -> Iterator[Path]:
    return (path for path in paths if path.suffix.lower() in {".json", ".jsonl", ".ndjson", ".csv", ".tsv"})


def _extract(path: Path, folder: Path, problems: Problems) -> list[Path]:
    """Names are made anew from numbers, so no name of the archive can point anywhere."""
    found, room = [], LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            for number, entry in enumerate(archive.infolist()[:MOST_FILES]):
                name = Path(entry.filename.replace("\\", "/")).name
                if entry.is_dir() or not list(_wanted(iter([Path(name)]))) or name.startswith("."):
                    continue
                room -= entry.file_size
                if room < 0 or entry.file_size > 1000 * max(entry.compress_size, 1):
                    problems.add(
                        path.name,
                        0,
                        Sentence(_("%(name)s grows too large when unpacked; it was left out"), name=name),
                    )
                    continue
                target = folder / f"{number:06d}" / name[-120:]
                target.parent.mkdir()
                with archive.open(entry) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
                found.append(target)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        problems.add(path.name, 0, Sentence(_("the archive cannot be unpacked: %(why)s"), why=str(error)))
    return found


def digest(path: Path) -> str:
    """Of a file its bytes' hash; a folder has none."""
    if path.is_dir():
        return ""
    with path.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()
