from datetime import timedelta

import pytest

from fanloop.foundation.refs import ref
from fanloop.making.demand import actions, queries
from fanloop.making.demand.models import DropDemand
from tests.making.conftest import AT


@pytest.fixture
def founder(client, boss):
    client.force_login(boss.fan)
    return client


def test_the_page_shows_the_band_the_ghost_and_the_table(founder, order, book):
    order(30)
    for day in (6, 12):
        actions.forecast(book=book, horizon=(AT + timedelta(days=40)).date(), at=AT + timedelta(days=day))
    row = queries.latest_forecast(ref(book))
    page = founder.get("/desk/demand").content.decode()

    assert f"{row.median} expected" in page
    assert "What we said before" in page
    assert "<svg" in page
    assert "dawn-2" in page


def test_a_closed_campaign_is_drawn_too(founder, forecast):
    assert "<svg" in founder.get("/desk/demand").content.decode()


def test_a_forecast_of_the_first_day_is_drawn(founder, order, book):
    order(3)
    actions.forecast(book=book, horizon=(AT + timedelta(days=40)).date(), at=AT + timedelta(hours=2))
    assert "<svg" in founder.get("/desk/demand").content.decode()


def test_a_forecast_is_made_from_the_page(founder, order, book):
    order(30)
    response = founder.post(f"/desk/demand/{book.id}/forecast", {"horizon": "2099-01-01"})

    assert response.status_code == 302
    assert queries.latest_forecast(ref(book)) is not None


@pytest.mark.parametrize("horizon", ["", "tomorrow", "2020-01-01"])
def test_nonsense_is_no_forecast(founder, book, horizon):
    founder.post(f"/desk/demand/{book.id}/forecast", {"horizon": horizon})
    assert queries.latest_forecast(ref(book)) is None


def test_a_desk_without_books_says_what_comes_first(founder):
    assert "Nothing to count yet" in founder.get("/desk/demand").content.decode()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            {"median": 900, "high": 1200},
            "About 900 pieces would have been wanted</b> (9 in 10: 700 to 1,200)",
        ),
        ({"method": "bound"}, "At least 700 pieces were wanted"),
        ({"sold_out_at": None, "method": "enough"}, "There was enough"),
    ],
)
def test_what_a_drop_would_have_sold_is_said_without_a_forecast(founder, book, told, words):
    DropDemand.objects.create(
        book=ref(book), drop=1, made_at=AT, sold=300, missed=210, low=700, **{"sold_out_at": AT, "method": "fall"} | told
    )  # fmt: skip
    page = founder.get(f"/desk/demand?book={book.id}").content.decode()
    assert words in page
    assert "Not forecast yet" not in page


def test_a_number_of_ones_own_needs_a_reason_and_keeps_what_was_typed(founder, order, book):
    order(30)
    row = actions.forecast(book=book, horizon=(AT + timedelta(days=40)).date(), at=AT + timedelta(days=6))
    at = f"/desk/demand/{row.id}/overrule"
    for typed in ({"pieces": "many", "reason": "press"}, {"pieces": "77", "reason": " "}):
        moved = founder.post(at, typed)
        assert queries.overruling(row.id) is None
    assert 'value="77"' in founder.get(moved.url).content.decode()
    page = founder.post(at, {"pieces": "77", "reason": "The press comes"}, follow=True).content.decode()
    assert "77 pieces</b>, says Jonna" in page
    assert "The press comes" in page
    assert founder.post("/desk/demand/999/overrule", {"pieces": "1"}).status_code == 404
