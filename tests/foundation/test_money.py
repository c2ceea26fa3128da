from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.money import (
    CURRENCIES,
    Money,
    MoneyError,
    allocate,
    exponent,
    payment_plan,
    read,
    share,
    tax_within,
)

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=30).filter(any)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_allocated_parts_sum_to_the_whole(total, weights):
    assert sum(allocate(total, weights)) == total


@given(st.integers(0, 10**9), WEIGHTS)
def test_no_part_is_further_than_one_unit_from_its_share(total, weights):
    whole = sum(weights)
    for part, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole


def test_weights_that_share_nothing_are_refused():
    with pytest.raises(MoneyError, match="not all zero"):
        allocate(100, [0, 0])


@given(st.integers(0, 10**9), st.integers(0, 3_000))
def test_net_and_tax_are_the_gross(gross, rate):
    tax = tax_within(gross, rate)
    net = gross - tax
    assert 0 <= tax <= gross
    assert abs(net + share(net, rate) - gross) <= 1


@given(st.integers(0, 10**9), st.data(), st.integers(1, 12))
def test_a_payment_plan_asks_for_the_total_and_nothing_else(total, data, instalments):
    deposit = data.draw(st.integers(0, total))
    plan = payment_plan(
        total=total, deposit=deposit, today=date(2026, 11, 9), balance_due=None, instalments=instalments
    )
    assert sum(part.minor for part in plan) == total
    assert [part.minor for part in plan if part.kind == "deposit"] == ([deposit] if deposit else [])


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(0, 800),
    st.integers(1, 24),
    st.integers(1, 10**6),
)
def test_instalments_are_months_apart_and_end_on_the_last_day(today, days, most, rest):
    last = today + timedelta(days=days)
    plan = payment_plan(total=rest, deposit=0, today=today, balance_due=last, instalments=most)
    dues = [part.due for part in plan]
    assert dues[-1] == last
    assert len(plan) <= most
    assert all(27 <= (after - before).days <= 34 for before, after in pairwise(dues))
    assert len(dues) == 1 or dues[0] >= today + timedelta(days=14)
    assert sum(part.minor for part in plan) == rest
    assert max(part.minor for part in plan) - min(part.minor for part in plan) <= 1


@pytest.mark.parametrize(("total", "deposit"), [(100, 101), (100, -1)])
def test_a_deposit_outside_the_total_is_refused(total, deposit):
    with pytest.raises(MoneyError, match="does not fit"):
        payment_plan(total=total, deposit=deposit, today=date(2026, 11, 9), balance_due=None)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("129", "EUR", 12900),
        ("1,290.5", "EUR", 129050),
        ("129", "JPY", 129),
        ("0.125", "KWD", 125),
        ("-3.10", "USD", -310),
    ],
)
def test_amounts_are_read_exactly(text, currency, minor):
    assert read(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"), [("12.345", "EUR"), ("1.5", "JPY"), ("a lot", "EUR"), ("NaN", "EUR"), ("", "EUR")]
)
def test_what_is_no_amount_is_named(text, currency):
    with pytest.raises(MoneyError):
        read(text, currency)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_is_written_can_be_read(minor, currency):
    money = Money(minor, currency)
    assert read(str(money).removesuffix(f" {currency}"), currency) == money


def test_two_currencies_do_not_add_up():
    with pytest.raises(MoneyError, match="without a rate"):
        Money(1, "EUR") + Money(1, "USD")


def test_a_currency_is_three_capital_letters():
    with pytest.raises(MoneyError, match="reads like 'EUR'"):
        Money(1, "euro")


@pytest.mark.parametrize(
    ("currency", "places"),
    [("XOF", 0), ("PYG", 0), ("UGX", 0), ("ISK", 0), ("RWF", 0), ("HUF", 2), ("TWD", 2), ("MGA", 2), ("IQD", 3),
     ("LYD", 3), ("TND", 3), ("CLF", 4)],
)  # fmt: skip
def test_minor_units_are_those_of_the_standard(currency, places):
    assert exponent(currency) == places
    assert read("7", currency).minor == 7 * 10**places


def test_what_is_no_money_any_more_is_read_but_not_sold_in():
    assert {"EUR", "CNY", "XOF", "KWD"} <= CURRENCIES
    assert not CURRENCIES & {"HRK", "BGN", "CLF", "XXX", "ABC"}
