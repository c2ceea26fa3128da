"""Claims that were changed later: the desk names the drop and the batch, and the proof page shows what to compare."""

import re

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock.models import Claim
from fanloop.selling.stock.queries import chain_head
from tests.selling.campaigns.drop_world import OPENS, Sale, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_the_opening():
    clock.run_from(OPENS)
    yield
    clock._offset = clock.timedelta()


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.usefixtures("at_the_opening")
def test_the_head_is_public_and_a_changed_claim_is_named():
    sale = Sale("fifo")
    pool = queries.pool_of(sale.drop).id
    assert "nothing is claimed yet" in text(Client().get("/drops/first-run/proof"))
    asked = [stock.Request(person(name).id, None, 1, name) for name in ("ada", "ben")]
    stock.claim(pool=pool, requests=asked, at=OPENS)
    page = text(Client().get("/drops/first-run/proof"))
    assert f"{chain_head(pool).hash}<br>stands for claims 1 to 2" in page

    desk = Client()
    desk.force_login(sale.house.boss)
    assert "claims were changed" not in text(desk.post("/desk/money/look", follow=True))
    Claim.objects.filter(pool=pool, number=1).update(quantity=2)
    said = text(desk.post("/desk/money/look", follow=True))
    assert "claims were changed after they were decided" in said
    assert "Dawn 2 first run · 1–2" in said
