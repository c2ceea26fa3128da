from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fanloop.foundation import clock
from fanloop.people.markets import queries
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.campaigns.queries import campaign, offers
from fanloop.selling.orders.queries.papers import without_rate
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    clock.run_from(NOON)
    browser = Client()
    browser.force_login(shop().boss)
    yield browser
    clock._offset = clock.timedelta()


def table(text):
    return {"file": SimpleUploadedFile("eurofxref-hist.csv", text.encode(), "text/csv")}


def test_a_tax_is_planned_for_a_day_and_the_past_is_refused(desk):
    begins = (NOON + timedelta(days=40)).date()
    page = desk.post("/desk/markets/eu/taxes", {"tax": "25.5", "valid_from": begins.isoformat()}, follow=True)
    assert "25.50" in page.content.decode()
    assert queries.rates_on([queries.market("eu")], on=begins)[queries.market("eu").id] == 2550
    refused = desk.post("/desk/markets/eu/taxes", {"tax": "7", "valid_from": "2020-01-01"})
    assert refused.status_code == 422
    assert "today or later" in refused.content.decode()


def test_a_table_of_rates_is_kept_and_one_that_cannot_be_read_keeps_nothing(desk):
    broken = desk.post("/desk/exchange", table("Date,USD\n2026-11-20,1.08\n2026-11-19,cheap\n"))
    assert broken.status_code == 422
    assert "Line 3" in broken.content.decode()
    assert queries.exchange_rates("EUR", ["USD"], on=NOON.date() + timedelta(days=400)) == {}
    day = NOON.date().isoformat()
    kept = desk.post("/desk/exchange", table(f"Date,USD\n{day},1.0823\n"), follow=True).content.decode()
    assert "1 rate is new" in kept
    assert "1.0823" in kept


def test_one_rate_can_be_typed_in_and_nothing_is_no_rate(desk):
    assert desk.post("/desk/exchange", {}).status_code == 422
    desk.post("/desk/exchange", {"currency": "usd", "day": NOON.date().isoformat(), "rate": "1.1"})
    assert queries.exchange_rates("EUR", ["USD"], on=NOON.date())["USD"][2] == "desk"


def test_a_fan_changes_no_rate(desk):
    browser = Client()
    browser.force_login(fan())
    assert browser.get("/desk/exchange").status_code == 403
    assert browser.get("/desk/markets/eu/taxes").status_code == 403


def test_a_countrys_holidays_are_taken_over_and_one_is_taken_out(desk):
    eu = queries.market("eu")
    filled = desk.post("/desk/markets/eu/holidays", {"country": "DE", "year": "2026"}, follow=True)
    assert "Christmas" in filled.content.decode()
    count = len(queries.holidays(eu, since=NOON.date()))
    desk.post("/desk/markets/eu/holidays", {"country": "DE", "year": "2026"})
    assert len(queries.holidays(eu, since=NOON.date())) == count
    desk.post("/desk/markets/eu/holidays", {"day": "2026-12-24", "name": "Christmas Eve"})
    desk.post("/desk/markets/eu/holidays/2026-12-24/drop")
    assert len(queries.holidays(eu, since=NOON.date())) == count
    assert (
        desk.post("/desk/markets/eu/holidays", {"country": "DE", "region": "XX", "year": "2026"}).status_code
        == 422
    )
    assert desk.post("/desk/markets/eu/holidays/nonsense/drop").status_code == 404


def test_a_foreign_market_without_a_rate_of_the_day_is_loud_until_it_is_brought_in(desk):
    order = preorder(offer=offers(campaign("dawn-2").id)[2], fan=fan(), quantity=1, at=NOON, key="us")
    said = "No exchange rate of the day it was placed is known"
    for page in ("/desk/exchange", "/desk/markets", "/desk/orders"):
        text = desk.get(page).content.decode()
        assert "no exchange rate is known" in text
        assert "1 order has no exchange rate" in text
    assert said in desk.get(f"/desk/orders/{order.number}").content.decode()
    assert ",none\r\n" in b"".join(desk.get("/desk/orders.csv").streaming_content).decode()
    kept = desk.post(
        "/desk/exchange", table(f"Date,USD\n{NOON.date()},1.0823\n"), follow=True
    ).content.decode()
    assert "1 order has its rate now." in kept
    for page in ("/desk/exchange", "/desk/markets", "/desk/orders"):
        assert "exchange rate is known" not in desk.get(page).content.decode()
    assert said not in desk.get(f"/desk/orders/{order.number}").content.decode()
    assert "eurofxref-hist.csv" in b"".join(desk.get("/desk/orders.csv").streaming_content).decode()


def test_an_old_rate_is_no_rate_of_the_day(desk):
    old = (NOON - timedelta(days=9)).date()
    desk.post("/desk/exchange", table(f"Date,USD\n{old},1.0823\n"))
    assert "no exchange rate of today, the last is of" in desk.get("/desk/markets").content.decode()
    preorder(offer=offers(campaign("dawn-2").id)[2], fan=fan(), quantity=1, at=NOON, key="us")
    assert without_rate("EUR") == 1
