import random
from datetime import timedelta

import pytest

from fanloop.foundation import trail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.making.demand import actions, queries
from fanloop.making.demand.rules.finished import Campaign
from fanloop.people.markets import actions as markets
from fanloop.things.products import actions as products
from tests.making.conftest import AT


def say(book, *, day, length=30):
    return actions.forecast(
        book=book, horizon=(AT + timedelta(days=length - 1)).date(), at=AT + timedelta(days=day)
    )


def test_a_forecast_stands_on_the_book_it_is_about(order, book):
    order(30)
    row = say(book, day=5)

    assert trail.causes_of(ref(row)).arrows == [trail.Arrow(ref(row), ref(book), 30, "pieces")]
    assert row.low80 <= row.low50 <= row.median <= row.high50 <= row.high80
    assert row.median > 20


def test_the_same_moment_is_one_forecast(order, book):
    order(30)
    assert say(book, day=5) == say(book, day=5)
    assert len(queries.forecasts(ref(book))) == 1


def test_past_forecasts_stay_as_ghosts(order, book):
    order(30)
    first = say(book, day=5)
    order(40, day=6)
    second = say(book, day=10)

    assert queries.forecasts(ref(book)) == [first, second]
    assert queries.latest_forecast(ref(book)) == second
    assert first.observed == 30


def test_lines_add_up_to_every_bound(order, book, lamp, market):
    other = products.add_variant(line=lamp.line, sku="dawn-2-ash", name="Ash", part=lamp.part, at=AT)
    uk = markets.open_market(
        code="uk",
        name="UK",
        currency="GBP",
        languages=["en"],
        tax_rate_bp=2000,
        time_zone="Europe/London",
        at=AT,
    )
    order(17)
    order(5, day=1, variant=other)
    order(2, day=2, market=uk)
    row = say(book, day=5)
    lines = queries.lines(row.id)

    assert len(lines) == 4
    assert sum(line.low80 for line in lines) == row.low80
    assert sum(line.median for line in lines) == row.median
    assert sum(line.high80 for line in lines) == row.high80
    assert sum(line.observed for line in lines) == row.observed == 24


def test_an_end_before_the_beginning_is_refused(book):
    with pytest.raises(actions.Refused, match="before they begin"):
        actions.forecast(book=book, horizon=(AT - timedelta(days=1)).date(), at=AT)


def test_totals_are_public_and_the_table_is_not(forecast):
    assert (
        trail.describe([ref(forecast)], viewer=ANYONE)[ref(forecast)].title
        == f"{forecast.median} pieces expected"
    )
    assert queries.table(forecast.id, viewer=ANYONE) is None
    table = queries.table(forecast.id, viewer=Viewer(permissions=frozenset({"demand.see"})))
    assert table is not None
    assert table.total.median == forecast.median


def test_a_forecast_told_as_of_a_past_day_does_not_know_the_days_after(order, book):
    order(30)
    then = say(book, day=5)
    order(40, day=8)

    assert say(book, day=6).observed == then.observed == 30
    assert say(book, day=9).observed == 70


def past(count, *, rate):
    """Campaigns of 30 days that bring `rate` times as many orders after the fifth day as on the first five."""
    chance = random.Random(4)
    for number in range(count):
        first = chance.randint(5, 15)
        curve = [first] * 5 + [round(first * rate / 5)] * 25
        begun = (AT - timedelta(days=300 - number)).date()
        yield actions.NewPast(str(number), begun, Campaign(30, curve))


def test_the_end_of_finished_campaigns_is_learned_and_named(order, book):
    kept = list(past(70, rate=0.5))
    assert actions.keep_past(source="there", campaigns=kept, at=AT) == 70
    assert actions.keep_past(source="there", campaigns=kept, at=AT) == 0
    for day in range(5):
        order(10, day=day)
    row = say(book, day=5)
    assert row.method == "learned from the end of 70 finished campaigns"
    assert 55 <= row.median <= 80  # 75 placed in the end, less those taken back


def test_what_began_later_teaches_nothing(order, book):
    actions.keep_past(source="there", campaigns=list(past(70, rate=0.5)), at=AT)
    assert queries.finished(before=(AT - timedelta(days=300)).date()) == []


def test_a_book_that_is_over_teaches_the_next(order, book):
    order(4)
    order(6, day=2)
    say(book, day=2, length=3)
    [own] = queries.finished(before=(AT + timedelta(days=9)).date())
    assert (own.days, list(own.orders), own.first_hours) == (3, [4, 0, 6], 15.0)
    assert queries.finished(before=(AT + timedelta(days=2)).date()) == []


def test_a_person_overrules_with_a_reason_and_both_are_scored(order, book, boss):
    order(30)
    row = say(book, day=5)
    with pytest.raises(actions.Refused, match="say why"):
        actions.overrule(forecast=row, pieces=90, reason=" ", by=boss, at=AT)
    with pytest.raises(actions.Refused, match="ordered already"):
        actions.overrule(forecast=row, pieces=29, reason="fewer", by=boss, at=AT)
    word = actions.overrule(forecast=row, pieces=90, reason="the press comes on Friday", by=boss, at=AT)
    assert (
        actions.overrule(forecast=row, pieces=90, reason="the press comes on Friday", by=boss, at=AT) == word
    )
    assert queries.expected(row) == 90
    order(60, day=8)
    [said] = queries.said(before=(AT + timedelta(days=40)).date())
    assert (said.median, said.person, said.came) == (row.median, 90, 90)
    assert queries.said(before=(AT + timedelta(days=29)).date()) == []


def test_an_older_forecast_is_not_overruled(order, book, boss):
    order(30)
    first = say(book, day=5)
    newer = say(book, day=9)
    assert queries.expected(newer) == newer.median
    with pytest.raises(actions.Refused, match="newer"):
        actions.overrule(forecast=first, pieces=90, reason="late", by=boss, at=AT)
