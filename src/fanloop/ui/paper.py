"""Papers to print: A4 pages as PDF/A-3, with fonts embedded so that they look alike everywhere and for ever.

Fonts are taken from the host: a wheel with every script of the world in it would be larger than the house.
When the host has none for a text, there is no paper, and a face shows the same words as a page.
"""

import os
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError
from fpdf import FPDF
from fpdf.enums import DocumentCompliance, XPos, YPos
from fpdf.fonts import FontFace
from PIL import ImageFont

# First those that read best on paper; a text that needs several gets several.
_WANTED = (
    "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf", "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "PingFang.ttc", "msyh.ttc", "NotoNaskhArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf", "NotoSansDevanagari-Regular.ttf", "NotoSansThai-Regular.ttf", "Arial Unicode.ttf",
)  # fmt: skip
_MARGIN, _WIDTH = 20.0, 170.0


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


@dataclass(frozen=True)
class Column:
    """`share` of the width; numbers stand at the end."""

    head: str
    share: float
    is_number: bool = False


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


class Paper:
    """A paper that is written from top to bottom. `text` is everything it will say, so that fonts are known first."""

    def __init__(self, *, title: str, language: str, text: str, at: datetime) -> None:
        self._pdf = FPDF(format="A4", enforce_compliance=DocumentCompliance.PDFA_3B)
        self._pdf.set_title(title)
        self._pdf.set_lang(language)
        self._pdf.set_creation_date(at)
        self._pdf.set_margin(_MARGIN)
        self._pdf.set_auto_page_break(auto=True, margin=_MARGIN)
        names = []
        for place, face in enumerate(faces_for(text + title + "0123456789 -–.,")):
            names.append(f"face{place}")
            fname = face.source if isinstance(face.source, Path) else _beside(face.source)
            self._pdf.add_font(names[-1], fname=fname, collection_font_number=face.number)
        self._pdf.set_fallback_fonts(names[1:])
        self._pdf.add_page()
        self._pdf.set_font(names[0], size=9.5)

    def title(self, words: str) -> None:
        self._sized(18, words, 10)
        self._pdf.ln(3)

    def words(self, *lines: str, quiet: bool = False) -> None:
        """Lines under each other; quiet ones are smaller."""
        for line in lines:
            self._sized(8 if quiet else 9.5, line, 4 if quiet else 5)

    def space(self, millimetres: float = 6) -> None:
        self._pdf.ln(millimetres)

    def beside(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Two blocks of lines side by side, such as the buyer's address and the paper's dates."""
        top = self._pdf.get_y()
        self._block(left, _MARGIN, 95, "L")
        low = self._pdf.get_y()
        self._pdf.set_y(top)
        self._block(right, _MARGIN + 95, 75, "R")
        self._pdf.set_xy(_MARGIN, max(low, self._pdf.get_y()))

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Rows with hairlines; the heads are repeated on each page."""
        align = tuple("RIGHT" if column.is_number else "LEFT" for column in columns)
        self._pdf.set_font_size(9)
        with self._pdf.table(
            col_widths=tuple(column.share for column in columns), text_align=align, borders_layout="HORIZONTAL_LINES", line_height=6, width=int(_WIDTH),
            headings_style=_plain(),
        ) as table:  # fmt: skip
            for cells in ([column.head for column in columns], *rows):
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        self._pdf.ln(2)

    def sums(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels and amounts at the end of the lines; the last stands out."""
        for place, (label, amount) in enumerate(rows, 1):
            self._pdf.set_font_size(11 if place == len(rows) else 9.5)
            self._pdf.set_x(_MARGIN + 70)
            self._pdf.cell(65, 6, label, align="R")
            self._pdf.cell(35, 6, amount, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._pdf.set_font_size(9.5)

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())

    def _block(self, lines: Sequence[str], left: float, width: float, align: str) -> None:
        for line in lines:
            self._pdf.set_x(left)
            self._pdf.multi_cell(width, 5, line, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _sized(self, size: float, words: str, height: float) -> None:
        self._pdf.set_font_size(size)
        self._pdf.multi_cell(_WIDTH, height, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._pdf.set_font_size(9.5)


def _plain() -> FontFace:
    return FontFace(color=90)


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
