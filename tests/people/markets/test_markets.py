import pytest

from fanloop.foundation.models import FactRow
from fanloop.people.markets import actions, queries

EU = {
    "code": "eu",
    "name": "Europe",
    "currency": "EUR",
    "languages": ["en"],
    "tax_rate_bp": 1900,
    "time_zone": "Europe/Berlin",
}


@pytest.mark.django_db
def test_a_market_is_found_by_its_code(at):
    market = actions.open_market(**EU, at=at)
    assert queries.market("eu") == market
    assert queries.market_ids() == {"eu": market.id}
    assert queries.market("us") is None


@pytest.mark.django_db
def test_a_market_is_opened_once(at):
    actions.open_market(**EU, at=at)
    with pytest.raises(actions.Refused, match="open already"):
        actions.open_market(**EU, at=at)
    assert len(queries.markets()) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"code": "E"}, "market code"),
        ({"currency": "eur"}, "currency"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": "HRK"}, "currency"),
        ({"tax_rate_bp": 10_001}, "tax rate"),
        ({"tax_rate_bp": -1}, "tax rate"),
        ({"time_zone": "Berlin"}, "time zone"),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_is_refused_in_words(at, wrong, says):
    with pytest.raises(actions.Refused, match=says):
        actions.open_market(**{**EU, **wrong}, at=at)
    assert queries.markets() == []


@pytest.mark.django_db
def test_a_tax_changes_and_the_fact_tells_both_rates(at):
    market = actions.open_market(**EU, at=at)
    assert actions.change_tax(market=market, tax_rate_bp=2100, at=at).tax_rate_bp == 2100
    actions.change_tax(market=market, tax_rate_bp=2100, at=at)
    assert queries.market("eu").tax_rate_bp == 2100
    told = FactRow.objects.filter(name="markets.TaxChanged")
    assert [row.payload for row in told] == [
        {"market": f"markets.market:{market.id}", "before_bp": 1900, "after_bp": 2100}
    ]


@pytest.mark.django_db
def test_a_tax_that_cannot_be_leaves_the_old_one(at):
    market = actions.open_market(**EU, at=at)
    with pytest.raises(actions.Refused, match="tax rate"):
        actions.change_tax(market=market, tax_rate_bp=10_001, at=at)
    assert queries.market("eu").tax_rate_bp == 1900


@pytest.mark.django_db
def test_data_in_invoices_is_switched_on_and_off_and_told_once_each(at):
    market = actions.open_market(**EU, at=at)
    for inside in (True, True, False):
        assert actions.change_e_invoice(market=market, inside=inside, at=at).e_invoice is inside
    told = FactRow.objects.filter(name="markets.InvoiceDataChanged").order_by("id")
    assert [row.payload["inside"] for row in told] == [True, False]
