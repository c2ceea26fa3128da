"""What a drop's rules publish as its places, beside pieces that invitation codes keep."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.actions import Refused, drawing
from fanloop.selling.campaigns.actions.codes import end_batch, make_batch
from fanloop.selling.campaigns.actions.drops import open_drop
from fanloop.selling.campaigns.models import CodeBatch, Drop
from fanloop.selling.campaigns.queries import drops as queries
from tests.selling.campaigns.drop_world import (
    BEGINS,
    CLOSES,
    DRAWS,
    ENDS,
    KEY,
    NOON,
    OPENS,
    WHO,
    Sale,
    drop_campaign,
)
from tests.selling.world import shop


def batch(house, campaign, count):
    return make_batch(
        campaign=campaign, words="for friends", count=count, opens_at=NOON, closes_at=CLOSES, by=house.member, at=NOON
    )  # fmt: skip


def published(house, campaign):
    return open_drop(
        campaign=campaign, fairness="prequeue", entry_opens_at=BEGINS, entry_closes_at=ENDS, opens_at=OPENS,
        by=house.member, at=NOON, who=WHO, receipt_key=KEY(),
    )  # fmt: skip


@pytest.mark.django_db
def test_as_many_win_as_the_rules_say_and_codes_come_on_top():
    house = shop()
    campaign = drop_campaign(house, pieces=3)
    kept = batch(house, campaign, 2)
    sale = Sale.__new__(Sale)
    sale.house, sale.drop = house, published(house, campaign)
    assert (sale.drop.rules["places"], sale.drop.rules["codes"]) == (1, 2)
    sale.come("ada", "ben", "cleo")
    drawing.draw_all(at=ENDS)
    drawing.draw_all(at=DRAWS)
    assert len(queries.winners(sale.drop)) == 1
    clock.run_from(DRAWS)
    try:
        page = Client().get("/drops/first-run").content.decode()
    finally:
        clock._offset = timedelta()
    assert "1 piece at" in page
    assert "2 more pieces are kept for invitation codes." in page
    end_batch(batch=kept, by=house.member, at=DRAWS)
    assert len(queries.winners(sale.drop)) == 3


@pytest.mark.django_db
def test_no_codes_are_made_once_the_rules_are_public_and_no_rules_where_codes_keep_it_all():
    sale = Sale(pieces=3)
    with pytest.raises(Refused, match="Codes are made before"):
        batch(sale.house, sale.campaign, 1)
    assert not CodeBatch.objects.exists()
    other = drop_campaign(sale.house, pieces=2, slug="second-run")
    batch(sale.house, other, 2)
    with pytest.raises(Refused, match="codes keep all"):
        published(sale.house, other)


@pytest.mark.django_db(transaction=True)
def test_codes_made_in_the_moment_of_publication_are_counted_or_refused():
    house = shop()
    campaign = drop_campaign(house, pieces=3)

    def late():
        try:
            return batch(house, campaign, 2)
        except Refused as problem:
            return str(problem)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as workers:
        with transaction.atomic():
            published(house, campaign)
            said = workers.submit(late)
            with pytest.raises(TimeoutError):
                said.result(timeout=0.3)
        assert "Codes are made before" in said.result()
    assert Drop.objects.get().rules["places"] == 3
