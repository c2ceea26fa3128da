"""Units go to whoever stands first in line; nobody is passed over and nothing is given twice."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.allocation import Want, allot

VARIANTS = st.integers(1, 3)


@st.composite
def lines_of_orders(draw):
    wants, line = [], 0
    for order in range(draw(st.integers(0, 8))):
        for _ in range(draw(st.integers(1, 3))):
            line += 1
            wants.append(Want(line, order, draw(VARIANTS), draw(st.integers(1, 4)), turn=order))
    return wants


shelves = st.dictionaries(VARIANTS, st.integers(0, 12))


@given(lines_of_orders(), shelves, st.booleans())
def test_no_more_is_given_than_there_is_or_was_asked(wants, free, parts):
    given_ = allot(wants, free=free, parts=parts)
    by_line = {want.line_id: want for want in wants}
    spent = Counter()
    for line, pieces in given_.items():
        assert 0 < pieces <= by_line[line].quantity
        spent[by_line[line].variant_id] += pieces
    assert all(spent[variant] <= free.get(variant, 0) for variant in spent)


@given(lines_of_orders(), shelves)
def test_an_order_is_served_whole_or_not_at_all(wants, free):
    given_ = allot(wants, free=free)
    for want in wants:
        mine = [each for each in wants if each.order_id == want.order_id]
        assert len({each.line_id in given_ for each in mine}) == 1
        assert all(given_[each.line_id] == each.quantity for each in mine if each.line_id in given_)


@given(lines_of_orders(), shelves, st.booleans(), st.data())
def test_who_comes_later_changes_nothing_for_those_before(wants, free, parts, data):
    turns = sorted({want.turn for want in wants})
    cut = data.draw(st.sampled_from([0, *turns]))
    before = [want for want in wants if want.turn <= cut]
    whole = allot(wants, free=free, parts=parts)
    assert allot(before, free=free, parts=parts) == {
        want.line_id: whole[want.line_id] for want in before if want.line_id in whole
    }


@given(lines_of_orders(), shelves, st.randoms())
def test_the_order_of_the_rows_is_no_matter(wants, free, random):
    mixed = list(wants)
    random.shuffle(mixed)
    assert allot(mixed, free=free) == allot(wants, free=free)


def test_what_the_first_waits_for_is_kept_from_the_second():
    first, second = Want(1, 1, 7, 3, turn=0), Want(2, 2, 7, 1, turn=1)
    assert allot([first, second], free={7: 2}) == {}
    assert allot([first, second], free={7: 4}) == {1: 3, 2: 1}
    assert allot([first, second], free={7: 2}, parts=True) == {1: 2}
