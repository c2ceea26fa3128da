from datetime import date, timedelta
from decimal import Decimal

import pytest

from fanloop.people.markets import actions, queries
from fanloop.people.markets.rules.exchange import Quote, read_table
from tests.people.markets.test_markets import EU

pytestmark = pytest.mark.django_db


@pytest.fixture
def eu(at):
    return actions.open_market(**EU, at=at)


def test_a_rate_planned_for_a_day_holds_from_that_day(eu, at):
    begins = (at + timedelta(days=30)).date()
    actions.plan_tax(market=eu, tax_rate_bp=1600, valid_from=begins, at=at)
    assert queries.market("eu").tax_rate_bp == 1900
    assert queries.rates_on([eu], on=begins - timedelta(days=1)) == {eu.id: 1900}
    assert queries.rates_on([eu], on=begins) == {eu.id: 1600}
    assert actions.apply_due_taxes(at=at + timedelta(days=31)) == 1
    assert actions.apply_due_taxes(at=at + timedelta(days=31)) == 0
    assert queries.market("eu").tax_rate_bp == 1600


def test_the_day_is_the_markets_own(at):
    far = actions.open_market(**{**EU, "code": "nz", "time_zone": "Pacific/Auckland"}, at=at)
    evening = at.replace(hour=20)
    tomorrow = evening.date() + timedelta(days=1)
    actions.plan_tax(market=far, tax_rate_bp=1500, valid_from=tomorrow, at=at.replace(hour=1))
    assert queries.rates_at([far], at=evening) == {far.id: 1500}


def test_the_last_word_about_a_day_holds_and_all_are_kept(eu, at):
    for rate in (2000, 2100):
        actions.change_tax(market=eu, tax_rate_bp=rate, at=at)
    assert queries.market("eu").tax_rate_bp == 2100
    assert [row.rate_bp for row in queries.tax_history(eu)] == [2100, 2000, 1900]


def test_the_past_keeps_its_rate(eu, at):
    with pytest.raises(actions.Refused, match="today or later"):
        actions.plan_tax(market=eu, tax_rate_bp=1600, valid_from=at.date() - timedelta(days=2), at=at)
    assert len(queries.tax_history(eu)) == 1


def test_a_days_exchange_rate_is_kept_once(at):
    quotes = read_table("Date,USD,JPY\n2026-11-20,1.08,161.5\n2026-11-19,1.07,160\n")
    assert actions.keep_quotes(quotes=quotes, source="ECB", at=at) == 4
    other = [Quote("EUR", "USD", date(2026, 11, 20), Decimal(9))]
    assert actions.keep_quotes(quotes=other, source="somebody", at=at) == 0
    sunday = queries.exchange_rates("EUR", ["USD", "JPY", "CHF"], on=date(2026, 11, 22))
    assert sunday["USD"] == (Decimal("1.08000000"), date(2026, 11, 20), "ECB")
    assert set(sunday) == {"USD", "JPY"}
    assert queries.exchange_rates("EUR", ["USD"], on=date(2026, 11, 18)) == {}
