"""Revenue at the desk: by month, campaign and market, as CSV, and for those who may see money."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.orders.queries.sales import taken, totals
from fanloop.selling.payments.actions import recognise
from fanloop.selling.payments.queries import balances
from tests.selling.orders.test_returns import inspect, send_back
from tests.selling.orders.way import sent
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    clock.run_from(NOON)
    yield shop(pool=40)
    clock._offset = clock.timedelta()


def test_what_left_less_what_came_back_is_told_by_month_campaign_and_market(house):
    sent(house)
    abroad, gone = sent(house, quantity=2, offer=2)
    inspect(house, abroad, send_back(abroad, gone.units[:1]), "as_new")
    browser = Client()
    browser.force_login(house.boss)
    assert "Revenue" in browser.get("/desk/money").content.decode()
    page = browser.get("/desk/money/revenue").content.decode()
    assert "Dawn 2" in page
    assert "€108.40" in page
    rows = list(csv.reader(io.StringIO(browser.get("/desk/money/revenue/csv?market=eu").content.decode())))
    assert rows[1:] == [["2026-11", "Dawn 2", "eu", "EUR", "108.40", "20.60", "129.00"]]
    earned = {(each.currency, each.net, each.tax) for each in taken(2026)}
    assert earned == {("EUR", 10_840, 2_060), ("USD", 12_900, 0)}
    assert {(net.currency, -net.minor) for net, _tax, _gross in totals(taken(2026))} == {
        (of, minor) for (code, of), minor in balances().items() if code == "revenue"
    }
    assert "Nothing was earned" in browser.get("/desk/money/revenue?year=2020").content.decode()


def test_a_month_begins_when_it_begins_in_its_market(house):
    order, _way = sent(house)
    night = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    about = f"orders.order:{order.id}"
    recognise(about=about, gross_minor=119, tax_minor=19, currency="EUR", key="late", at=night)
    assert [(each.month.isoformat(), each.net) for each in taken(2027)] == [("2027-01-01", 100)]
    assert [each.month.month for each in taken(2026)] == [11]


def test_who_may_not_see_money_sees_no_revenue(house):
    browser = Client()
    browser.force_login(fan())
    assert browser.get("/desk/money/revenue").status_code == 403
