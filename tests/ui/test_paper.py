"""Papers are drawn with whatever fonts the machine has; the words are read back out of the finished file."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from fanloop.ui.fonts import faces_for
from fanloop.ui.paper import Column, NoFontError, Paper

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def drawn(words, **more):
    paper = Paper(title="Invoice", language="en", text=words, at=AT)
    paper.title("Invoice")
    paper.beside([words], ["INV-2026-00001"])
    paper.table(
        [Column("Item", 70), Column("Sum", 30, is_number=True)], [["Lamp", "129.00"]] * more.get("rows", 1)
    )
    paper.sums([("Net", "108.40"), ("Total", "129.00")])
    return PdfReader(io.BytesIO(paper.bytes()))


def test_what_was_written_is_read_in_the_file():
    text = drawn("Northwindow GmbH").pages[0].extract_text()
    assert all(words in text for words in ("Northwindow GmbH", "INV-2026-00001", "Lamp", "129.00", "Total"))


def test_every_font_is_inside_the_file_so_that_it_looks_alike_everywhere():
    fonts = drawn("Northwindow").pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        descriptor = below["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_a_long_table_goes_on_over_pages_and_repeats_its_heads():
    pages = drawn("Northwindow", rows=90).pages
    assert len(pages) > 2
    assert "Item" in pages[1].extract_text()


def test_plain_latin_can_be_written_everywhere():
    assert faces_for("Invoice 129.00")


def test_letters_no_font_has_are_named():
    with pytest.raises(NoFontError) as wrong:
        Paper(title="Invoice", language="en", text="a \U00013000", at=AT)  # a hieroglyph
    assert wrong.value.missing == {"\U00013000"}


def test_spaces_and_line_ends_need_no_font():
    assert faces_for("a\n b\u00a0c")
