"""The desk's page of one campaign: what it says, what moves there, and who may."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.queries.crowd import crowd
from fanloop.selling.campaigns.queries.prices import price_steps
from fanloop.selling.campaigns.queries.promises import promise_changes
from tests.selling.campaigns.crowd import LATER, in_money, offer, pledge, porch
from tests.selling.test_crowd_pages import end, words
from tests.selling.world import fan, shop

pytestmark = pytest.mark.django_db
PAGE = "/desk/campaigns/porch"


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(LATER)
    yield shop()
    clock._offset = clock.timedelta()


@pytest.fixture
def desk(house):
    client = Client()
    client.force_login(house.boss)
    return client


def test_it_says_how_far_it_is_and_afterwards_what_has_really_come(house, desk):
    campaign = porch(house)
    pledge(campaign, pieces=3)
    pledge(campaign, pieces=2, provider="transfer")
    page = words(desk.get(PAGE))
    for said in ("5 pieces of 5 pieces", "Pledged so far €500.00", "First night", "All or nothing"):
        assert said in page
    end()
    page = words(desk.get(PAGE))
    for said in (
        "Pledged at the end €500.00",
        "Has really come so far €300.00",
        "1 paid, 1 still waited for, 0 let go",
    ):
        assert said in page


def test_a_promise_moves_with_a_reason_and_stands_in_the_audit(house, desk):
    campaign = porch(house)
    said = {"promise-first": "2027-05-01", "promise-last": "2027-05-20", "promise-because": ""}
    refused = desk.post(f"{PAGE}/promise", said)
    assert (refused.status_code, promise_changes(campaign.id)) == (422, [])
    assert 'value="2027-05-20"' in refused.content.decode()
    desk.post(f"{PAGE}/promise", said | {"promise-because": "The mould cracked."})
    assert [row.because for row in promise_changes(campaign.id)] == ["The mould cracked."]
    assert "The mould cracked." in words(desk.get(PAGE))


def test_a_stretch_goal_and_a_price_are_published(house, desk):
    campaign = porch(house, what=in_money())
    desk.post(
        f"{PAGE}/stretch", {"stretch-amount": "900", "stretch-title": "A bag", "stretch-words": "Felt."}
    )
    assert [row.stretch.amount for row in crowd(campaign, LATER).stretches] == [90_000]
    row = offer(campaign)
    starts = (LATER + timedelta(days=2)).date().isoformat()
    desk.post(f"{PAGE}/prices", {"step-offer": row.id, "step-price": "110", "step-starts": starts})
    assert [step.price_minor for step in price_steps(campaign.id, LATER)] == [11_000]
    assert "€110.00" in words(desk.get(PAGE))
    assert "What it costs later" in words(Client().get("/order/porch"))
    low = desk.post(f"{PAGE}/stretch", {"stretch-amount": "1", "stretch-title": "A", "stretch-words": "B"})
    assert low.status_code == 422


def test_fans_do_not_move_promises(house):
    campaign, client = porch(house), Client()
    client.force_login(fan())
    for place in ("promise", "stretch", "prices"):
        assert client.post(f"{PAGE}/{place}", {}).status_code == 403
    assert promise_changes(campaign.id) == []
