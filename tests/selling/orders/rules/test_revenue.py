"""What an order has earned, for any boxes, returns and credit notes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.papers import Item
from fanloop.selling.orders.rules.revenue import Amount, Sold, earned, total

WHAT = ("DAWN2-OAK", 1900)


@st.composite
def lines(draw):
    """A line with some of it gone, some of that back, and a credit note written by hand that its invoice allows."""
    pieces, unit, rate = (
        draw(st.integers(1, 6)),
        draw(st.integers(0, 30_000)),
        draw(st.sampled_from([0, 700, 1900])),
    )
    left = draw(st.integers(0, pieces))
    back = tuple(draw(st.lists(st.integers(0, unit), max_size=left)))
    by_hand = draw(st.integers(0, (pieces * unit - sum(back)) // unit if unit else 0))
    return Sold(("A", rate), unit, pieces, left, back), Item("A", "A", by_hand, unit, rate)


def worth(line, item):
    return earned([line], {line.what: Amount(item.gross, item.tax)} if item.quantity else {})[line.what]


@given(lines())
def test_when_all_has_left_it_is_the_invoice_less_its_credit_notes_to_the_cent(given_):
    line, item = given_
    gone = Sold(line.what, line.unit_minor, line.pieces, line.pieces, line.back)
    notes = [item, *(Item("A", "A", 1, minor, line.what[1]) for minor in line.back)]
    invoice = Item("A", "A", line.pieces, line.unit_minor, line.what[1])
    assert worth(gone, item) == Amount(
        invoice.gross - sum(note.gross for note in notes), invoice.tax - sum(note.tax for note in notes)
    )


@given(lines())
def test_before_anything_leaves_nothing_is_earned_and_never_more_than_has_left(given_):
    line, item = given_
    assert worth(Sold(line.what, line.unit_minor, line.pieces), item) == Amount()
    now = worth(line, item)
    assert 0 <= now.gross <= line.left * line.unit_minor
    assert abs(now.tax) <= now.gross + len(line.back) + 1


@given(st.integers(1, 9), st.integers(1, 30_000), st.data())
def test_the_boxes_of_a_line_hold_its_tax_together(pieces, unit, data):
    cuts = sorted({0, pieces, *data.draw(st.lists(st.integers(0, pieces), max_size=4))})
    steps = [earned([Sold(WHAT, unit, pieces, left)], {})[WHAT] for left in cuts]
    boxes = [after - before for before, after in pairwise(steps)]
    assert total(boxes) == Sold(WHAT, unit, pieces).worth(pieces)
    assert all(0 <= box.tax <= box.gross for box in boxes)


def test_a_credit_note_by_hand_takes_first_what_has_not_left():
    note = {WHAT: Amount(1_190, 190)}
    assert earned([Sold(WHAT, 1_190, 2, 1)], note) == {WHAT: Amount(1_190, 190)}
    assert earned([Sold(WHAT, 1_190, 2, 2)], note) == {WHAT: Amount(1_190, 190)}
    assert earned([Sold(WHAT, 1_190, 2, 2, (1_190, 1_190))], note) == {WHAT: Amount()}
