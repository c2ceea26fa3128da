"""Amounts as Stripe writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.money import CURRENCIES
from fanloop.plugins.stripe_pay import amounts
from fanloop.plugins.stripe_pay.provider import StripePay


@pytest.mark.parametrize(
    ("minor", "currency", "amount"),
    [
        (500, "EUR", 500), (500, "JPY", 500), (500, "XOF", 500), (5, "ISK", 500), (5, "UGX", 500), (500, "HUF", 500),
        (700, "MGA", 7), (5120, "KWD", 5120),
    ],
)  # fmt: skip
def test_an_amount_is_written_as_stripe_reads_it(minor, currency, amount):
    assert amounts.theirs(minor, currency) == amount


@pytest.mark.parametrize(("minor", "currency"), [(5124, "KWD"), (750, "MGA")])
def test_what_it_cannot_move_exactly_is_not_offered(minor, currency):
    can = StripePay(key="sk_test_x").capabilities
    assert can.takes(currency)
    assert not can.takes(currency, minor)
    with pytest.raises(ValueError, match="takes no"):
        amounts.theirs(minor, currency)


@given(currency=st.sampled_from(sorted(amounts.CURRENCIES)), steps=st.integers(0, 10**9))
def test_there_and_back_is_the_same(currency, steps):
    minor = steps * amounts.STEPS.get(currency, 1)
    assert amounts.ours(amounts.theirs(minor, currency), currency) == minor


def test_it_knows_only_currencies_in_use():
    assert amounts.CURRENCIES <= CURRENCIES
