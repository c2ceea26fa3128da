"""What changed in a text can be read, and nothing of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules.revisions import CAME, WENT, Piece, compared, shortened

TEXTS = st.lists(
    st.lists(st.sampled_from(["dial", "turns", "in", "half", "steps", "*", " "]), max_size=5).map(" ".join), max_size=6
).map("\n".join)  # fmt: skip


def side(lines, other):
    """One of the two texts out of the comparison: without the pieces and lines of the other."""
    return "\n".join(
        "".join(piece.text for piece in line if piece.sign != other)
        for line in lines
        if not all(piece.sign == other for piece in line)
    )


@given(TEXTS, TEXTS)
def test_both_texts_are_in_the_comparison(before, after):
    lines = compared(before, after)
    assert side(lines, CAME) == before
    assert side(lines, WENT) == after


@given(TEXTS)
def test_a_text_and_itself_differ_nowhere(text):
    assert shortened(compared(text, text)) == []


def test_a_changed_word_stands_in_its_line():
    assert compared("The dial turns in steps.", "The dial turns in half steps.") == [
        (Piece("", "The dial turns in "), Piece("+", "half "), Piece("", "steps.")),
    ]


def test_lines_far_from_a_change_are_left_out():
    before = "\n".join("abcdefgh")
    found = shortened(compared(before, before.replace("d", "dial")))
    assert [line if line is None else "".join(piece.text for piece in line) for line in found] == [
        None, "c", "d", "dial", "e", None,
    ]  # fmt: skip
