"""The fonts of the host, for papers and pictures.

A wheel with every script of the world in it would be larger than the house; so a text that no font here can
write is said to be one, and a face shows the same words as a page.
"""

import os
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError
from PIL import ImageFont

# First those that read best on paper; a text that needs several gets several.
_WANTED = (
    "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf", "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "PingFang.ttc", "msyh.ttc", "NotoNaskhArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf", "NotoSansDevanagari-Regular.ttf", "NotoSansThai-Regular.ttf", "Arial Unicode.ttf",
)  # fmt: skip


class NoFontError(LookupError):
    """No font of this host can write a text; `missing` are the letters."""

    def __init__(self, missing: Collection[str]) -> None:
        super().__init__(f"no font of this machine can write {''.join(sorted(missing))!r}")
        self.missing = frozenset(missing)


@dataclass(frozen=True)
class Face:
    """One font: where it lies (bytes for the one that came with Pillow), its number in a collection, its letters."""

    source: Path | bytes
    number: int
    letters: frozenset[int]

    @property
    def path(self) -> Path:
        """Where it lies as a file."""
        return self.source if isinstance(self.source, Path) else _beside(self.source)


def faces_for(text: str) -> list[Face]:
    """The fewest fonts, best first, that together write the text. Raises NoFontError."""
    missing = {ord(letter) for letter in text if not letter.isspace() and letter.isprintable()}
    chosen: list[Face] = []
    for face in _faces():
        if missing & face.letters or not chosen:
            chosen.append(face)
            missing -= face.letters
        if not missing:
            return chosen
    raise NoFontError({chr(letter) for letter in missing})


@cache
def _faces() -> tuple[Face, ...]:
    """Every font there is, best first; the small one that Pillow carries is the last."""
    found = [face for path in _paths() for face in _read(path)]
    carried = ImageFont.load_default(10)
    assert isinstance(carried, ImageFont.FreeTypeFont)  # Pillow has FreeType in every wheel
    assert isinstance(carried.path, BytesIO)
    data = carried.path.getvalue()
    with TTFont(BytesIO(data)) as font:
        return (*found, Face(data, 0, frozenset(font.getBestCmap())))


def _paths() -> list[Path]:
    homes = {
        "win32": [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"],
        "darwin": [Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path.home() / "Library/Fonts"],
    }.get(sys.platform, [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"])  # fmt: skip
    there = {path.name: path for home in homes if home.is_dir() for path in sorted(home.rglob("*.*"))}
    return [there[name] for name in _WANTED if name in there]


def _read(path: Path) -> Iterator[Face]:
    """The font of a file; of a collection the simplified Chinese one, whose letters its siblings have too."""
    try:
        if path.suffix.lower() != ".ttc":
            with TTFont(path, lazy=True) as font:
                yield Face(path, 0, frozenset(font.getBestCmap()))
            return
        with TTCollection(path, lazy=True) as fonts:
            names = [str(font["name"].getDebugName(4) or "") for font in fonts]
            number = next((place for place, name in enumerate(names) if "SC" in name.split()), 0)
            yield Face(path, number, frozenset(fonts[number].getBestCmap()))
    except (OSError, TTLibError):
        return


@cache
def _beside(font: bytes) -> Path:
    """The font that came as bytes, as a file for as long as this process lives."""
    handle = tempfile.NamedTemporaryFile(suffix=".ttf")  # noqa: SIM115 -- closed, and gone, with the process
    handle.write(font)
    handle.flush()
    _kept.append(handle)
    return Path(handle.name)


_kept: list[object] = []
