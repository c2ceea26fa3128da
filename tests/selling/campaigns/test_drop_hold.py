"""What a drop publishes about holding is what a claim over the network gets."""

from datetime import timedelta
from importlib import import_module

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.actions.drops import token
from fanloop.selling.campaigns.models import Entry
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.stock.models import Hold, Pool
from tests.selling.campaigns.drop_world import ENDS, OPENS, Sale
from tests.selling.stock.drops import opened

FIVE = timedelta(minutes=5)


@pytest.fixture
def at_the_opening():
    clock.run_from(OPENS + timedelta(seconds=1))
    yield
    clock._offset = timedelta()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("at_the_opening")
def test_a_drop_that_says_five_minutes_holds_five_minutes():
    sale = Sale("fifo", hold=FIVE)
    (ada,) = sale.come("ada", at=ENDS)
    assert "Held for 5" in Client().get("/drops/first-run").content.decode()
    pool, asked = queries.pool_of(sale.drop).id, token(entry=Entry.objects.get(), fan=ada, at=clock.now())

    @async_to_sync
    async def claimed():
        async with opened(ahead=clock.ahead) as (server,):
            return await server.claim(pool, asked)

    answer = claimed()
    assert answer.said["state"] == "held"
    (row,) = Hold.objects.select_related("claim")
    assert row.until - row.claim.at == FIVE
    assert row.until.timestamp() == pytest.approx(answer.said["until"] / 1000, abs=0.01)


@pytest.mark.django_db
def test_a_drop_published_before_pools_knew_it_holds_what_it_published():
    sale = Sale("fifo", hold=FIVE)
    Pool.objects.update(hold=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("fanloop.selling.campaigns.migrations.0007_published_holds")._HOLDS)
    assert queries.pool_of(sale.drop).hold == FIVE
