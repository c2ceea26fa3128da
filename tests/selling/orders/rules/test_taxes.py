"""Which tax an order carries, and that no cent is lost when a tax is taken off and put back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.taxes import CODES, EU, Buyer, Rate, again_with, treatment, without

COUNTRIES = st.sampled_from([*sorted(EU), "US", "CH", "GB", "CN", ""])
RATES = {
    "FR": Rate(2_000),
    "AT": Rate(0, "VATEX-EU-132", "Free by law."),
    "LU": Rate(0),
    "CH": Rate(810),
    "NO": Rate(0),
}
SHOP = Buyer("FR", "FR", "FR83404833048")


def told(buyer, *, seller="DE", number="DE136695976", market=1_900, **more):
    return treatment(seller=seller, seller_number=number, buyer=buyer, market=market, rates=RATES, **more)


@pytest.mark.parametrize(
    ("buyer", "category", "rate"),
    [
        (Buyer(), "S", 1_900), (Buyer("DE"), "S", 1_900), (Buyer("FR"), "S", 2_000), (Buyer("AT"), "E", 0), (Buyer("LU"), "Z", 0),
        (Buyer("US"), "G", 0), (Buyer("CH"), "S", 810), (Buyer("CH", "FR", "FR83404833048"), "S", 810), (Buyer("NO"), "G", 0), (SHOP, "K", 0), (Buyer("DE", "FR", "FR83404833048"), "S", 1_900),
        (Buyer("FR", "DE", "DE136695976"), "S", 2_000), (Buyer("US", "FR", "FR83404833048"), "G", 0),
    ],
)  # fmt: skip
def test_an_order_is_taxed_where_it_goes_and_by_who_buys(buyer, category, rate):
    found = told(buyer)
    assert (found.category, found.rate_bp, found.code) == (
        category, rate, CODES.get(category) or ("VATEX-EU-132" if category == "E" else ""),
    )  # fmt: skip
    assert found.taken_off == (category == "K")


def test_what_is_done_for_a_business_abroad_is_reverse_charge_wherever_it_is_done():
    assert told(SHOP, supply="service").category == "AE"
    assert told(Buyer("DE", "FR", "FR83404833048"), supply="service").category == "AE"
    assert told(Buyer("US"), supply="service").category == "S"


@pytest.mark.parametrize("more", [{"number": ""}, {"seller": "US"}, {"seller": ""}])
def test_a_seller_outside_the_rule_taxes_as_the_market_says(more):
    assert {told(buyer, **more).category for buyer in (SHOP, Buyer("US"), Buyer())} == {"S"}


@given(COUNTRIES, COUNTRIES, st.booleans(), st.integers(0, 2_700))
def test_nothing_is_taxed_twice_or_without_a_reason(destination, country, is_business, market):
    found = told(Buyer(destination, country, "X1" if is_business else ""), market=market)
    assert bool(found.rate_bp) == (found.category == "S")
    assert bool(found.code) == (found.category in {"E", "K", "AE", "G"})
    assert not found.taken_off or (is_business and destination in EU)
    assert found.rate_bp in {0, found.full_bp}


@given(st.integers(0, 10**9), st.integers(0, 3_000))
def test_a_tax_taken_off_and_put_back_is_the_price_or_less_and_then_stands(gross, rate):
    net = without(gross, rate)
    again = again_with(net, rate)
    assert gross - 2 <= again <= gross
    assert without(again, rate) == net
    assert again_with(without(again, rate), rate) == again
