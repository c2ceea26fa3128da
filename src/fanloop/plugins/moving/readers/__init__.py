"""Readers by the kind of place: each takes the files that were handed over and gives pieces of the common form."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fanloop.plugins.moving.parcel import Piece, Reading
from fanloop.plugins.moving.readers import discourse, github, tables

Reader = Callable[[Sequence[Path], Reading], Iterator[Piece]]

READERS: dict[str, Reader] = {
    "discourse": discourse.read,
    "github": github.read,
    "canny": tables.read_canny,
    "csv": tables.read_plain,
}
"""What may be asked for by name, on the command line and at the desk."""
