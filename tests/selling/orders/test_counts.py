from datetime import timedelta

import pytest

from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders import actions, queries
from tests.selling.world import NOON, fan, shop


@pytest.mark.django_db
def test_counts_are_by_variant_market_and_day_and_leave_out_who_stepped_out():
    house = shop()
    eu_oak, eu_ash, us_oak, _ = house.offers
    wanted = [(eu_oak, 2, 0), (eu_oak, 1, 0), (eu_ash, 1, 1), (us_oak, 3, 1), (us_oak, 1, 2)]
    placed = [
        preorder(offer=offer, fan=fan(), quantity=pieces, at=NOON + timedelta(days=day), key=f"k{n}")
        for n, (offer, pieces, day) in enumerate(wanted)
    ]
    actions.cancel(order=placed[4], by=None, at=NOON + timedelta(days=3))
    book, day = placed[0].book_id, NOON.date()
    expected = [
        (house.oak.id, house.eu.id, day, 3, 2),
        (house.oak.id, house.us.id, day + timedelta(days=1), 3, 1),
        (house.ash.id, house.eu.id, day + timedelta(days=1), 1, 1),
    ]
    counts = queries.book_counts([book])
    assert [(c.variant, c.market, c.day, c.quantity, c.orders) for c in counts] == expected
    assert queries.days_of([placed[0].id, placed[2].id]) == {day, day + timedelta(days=1)}
    assert queries.book_counts([book], day=day) == counts[:1]
    assert queries.book_counts([book], day=day - timedelta(days=1)) == []
    assert queries.totals([book]) == {book: (4, 7)}
    assert queries.by_variant(book) == {house.oak.id: 6, house.ash.id: 1}
    assert [total for _hour, total in queries.curve(book)] == [3, 7]


@pytest.mark.django_db
def test_a_page_of_order_sheets_asks_the_same_number_of_queries_for_one_and_for_many(
    django_assert_num_queries,
):
    house = shop()
    for n in range(6):
        preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key=f"k{n}", provider="sandbox")
    rows = list(queries.find(viewer=queries.Viewer(permissions=frozenset({"orders.see"}))))
    for count in (1, 6):
        with django_assert_num_queries(7):
            queries.sheets(rows[:count])
