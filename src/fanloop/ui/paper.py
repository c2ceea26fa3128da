"""Papers to print: A4 pages as PDF/A-3, with fonts embedded so that they look alike everywhere and for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import DocumentCompliance, XPos, YPos
from fpdf.fonts import FontFace

from fanloop.ui.fonts import NoFontError, faces_for

__all__ = ["Column", "NoFontError", "Paper"]

_MARGIN, _WIDTH = 20.0, 170.0


@dataclass(frozen=True)
class Column:
    """`share` of the width; numbers stand at the end."""

    head: str
    share: float
    is_number: bool = False


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
            self._pdf.add_font(names[-1], fname=face.path, collection_font_number=face.number)
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

    def next_page(self) -> None:
        self._pdf.add_page()

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
