from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.projection import Arrivals, gap, project

pieces = st.decimals(min_value=0, max_value=9_999, places=2)
weeks = st.lists(pieces, min_size=1, max_size=12)


@given(gross=weeks, on_hand=pieces, coming=st.dictionaries(st.integers(-3, 15), pieces, max_size=6))
def test_nothing_is_lost_between_the_shelf_and_the_last_week(gross, on_hand, coming):
    cells = project(
        gross, on_hand=on_hand, arrivals={week: Arrivals(planned=n) for week, n in coming.items()}
    )
    arrived = sum(n for week, n in coming.items() if week < len(gross))

    assert cells[-1].stock == on_hand + arrived - sum(gross)
    assert len(cells) == len(gross)


@given(gross=weeks, on_hand=pieces)
def test_the_first_gap_is_the_first_week_below_zero(gross, on_hand):
    cells = project(gross, on_hand=on_hand, arrivals={})
    first = gap(cells)

    assert [cell.week for cell in cells if cell.stock < 0][:1] == ([first.week] if first else [])


def test_a_late_delivery_leaves_a_gap_that_it_fills():
    cells = project([Decimal(10)] * 4, on_hand=Decimal(12), arrivals={2: Arrivals(promised=Decimal(30))})
    assert [cell.stock for cell in cells] == [2, -8, 12, 2]
    assert [cell.is_gap for cell in cells] == [False, True, False, False]


def test_less_than_two_days_work_is_low_while_more_is_wanted():
    cells = project([Decimal(10)] * 3, on_hand=Decimal(33), arrivals={})
    assert [cell.is_low for cell in cells] == [False, False, False]
    cells = project(
        [Decimal(10), Decimal(10), Decimal(0)], on_hand=Decimal(13), arrivals={1: Arrivals(asked=Decimal(9))}
    )
    assert [cell.is_low for cell in cells] == [True, False, False]
