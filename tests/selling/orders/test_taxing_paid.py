"""Taxes that change while money is there already: once, whoever asks at once; and nothing leaves that is not paid."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from fanloop.foundation import clock
from fanloop.selling.orders.actions import papers as actions
from tests.selling.orders.test_papers import FIRM
from tests.selling.orders.test_taxing import FRENCH, NET, ordered, sums, to
from tests.selling.world import NOON, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    clock.run_from(NOON)
    opened = shop()
    actions.name_issuer(party=FIRM, by=opened.member, at=NOON)
    yield opened
    clock._offset = timedelta()


@pytest.mark.django_db(transaction=True)
def test_a_number_given_twice_at_once_takes_the_tax_off_once(house):
    order = ordered(house)
    to(order)

    def again():
        actions.set_tax_id(order=order, country="FR", number=FRENCH, at=NOON)
        connection.close()

    second = threading.Thread(target=again)
    with transaction.atomic():
        actions.set_tax_id(order=order, country="FR", number=FRENCH, at=NOON)
        second.start()
        time.sleep(0.2)
    second.join()
    assert sums(order) == (NET, 0, NET)
