"""Money is named by what people call the thing it moved about."""

import pytest

from fanloop.desk.money_names import names

pytestmark = pytest.mark.django_db


def test_what_is_no_order_is_named_by_what_it_is_and_the_unknown_keeps_its_reference():
    assert names(["payments.voucher:7", "unmatched", "orders.order:999", "what"]) == {
        "payments.voucher:7": "Gift card or voucher 7",
        "unmatched": "lines of the bank",
        "orders.order:999": "orders.order:999",
        "what": "what",
    }
