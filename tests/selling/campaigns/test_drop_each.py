"""One person gets as many as a drop's rules say, by every way; and who was taken out of it is out, by every way."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.selling.campaigns.actions import Refused
from fanloop.selling.campaigns.actions.claiming import order_claim
from fanloop.selling.campaigns.actions.codes import make_batch, redeem
from fanloop.selling.campaigns.actions.doubles import take_back
from fanloop.selling.campaigns.actions.line import decline, stand_in_line
from fanloop.selling.campaigns.models import Code
from fanloop.selling.campaigns.queries import codes, drops
from fanloop.selling.campaigns.queries import line as queries
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock.models import Claim
from fanloop.selling.stock.queries import mine
from tests.selling.campaigns import drop_world
from tests.selling.campaigns.drop_world import CLOSES, NOON, OPENS, Sale

pytestmark = pytest.mark.django_db
AFTER = OPENS + timedelta(minutes=1)


@pytest.fixture
def sale(monkeypatch):
    """Two pieces, first come first served: one for a person, where the campaign itself would give three; one more for a code."""

    def more(house, **said):
        row = drop_world_campaign(house, **said)
        type(row).objects.filter(id=row.id).update(limit_per_person=3)
        row.refresh_from_db()
        batch = {"campaign": row, "words": "friends", "count": 1, "opens_at": NOON, "closes_at": CLOSES}
        make_batch(**batch, by=house.member, at=NOON)
        return row

    drop_world_campaign = drop_world.drop_campaign
    monkeypatch.setattr(drop_world, "drop_campaign", more)
    return Sale("fifo", pieces=3, hold=timedelta(days=1))


def ordered(sale, *fans):
    pool = drops.pool_of(sale.drop).id
    stock.claim(
        pool=pool, requests=[stock.Request(fan.id, None, 1, f"k{fan.id}") for fan in fans], at=OPENS, hold=timedelta(hours=1)
    )  # fmt: skip
    return [order_claim(claim=mine(pool, fan.id), offer=sale.offer, fan=fan, at=OPENS) for fan in fans]


def letters():
    return codes.letters_of(Code.objects.get())


def wait(sale, fan, quantity=1):
    return stand_in_line(campaign=sale.campaign, fan=fan, offers=[sale.offer], quantity=quantity, at=OPENS)


def test_who_holds_what_the_rules_give_one_person_gets_no_more_by_line_or_code(sale):
    ada, ben, cleo = sale.come("ada", "ben", "cleo")
    ordered(sale, ada, ben)
    browser = Client()
    browser.force_login(cleo)
    assert 'id="line-quantity"' not in browser.get("/drops/first-run").content.decode()
    with pytest.raises(Refused, match="no more than one person"):
        wait(sale, cleo, quantity=2)
    with pytest.raises(Refused, match="One person can order 1"):
        wait(sale, ada)
    with pytest.raises(Refused, match="One person can order 1"):
        redeem(letters=letters(), offer=sale.offer, fan=ada, at=OPENS)
    assert redeem(letters=letters(), offer=sale.offer, fan=cleo, at=OPENS)
    assert set(Claim.objects.values_list("fan", "quantity")) == {(ada.id, 1), (ben.id, 1), (cleo.id, 1)}


def test_who_was_taken_out_gets_none_by_line_code_or_an_old_token(sale):
    ada, ben, cleo = sale.come("ada", "ben", "cleo")
    order, pool = ordered(sale, ada, ben)[0], drops.pool_of(sale.drop).id
    early = queries.LineEntry.objects.create(
        campaign=sale.campaign, fan=ada, offers=[sale.offer.id], quantity=1, at=NOON
    )
    after, told = wait(sale, cleo), {"reason": "card", "words": "One card.", "by": sale.house.member}
    take_back(drop=sale.drop, order=order, at=AFTER, **told)
    assert [each.state for each in queries.in_line([early, after])] == ["waiting", "offered"]
    early.delete()
    for act in (
        lambda: wait(sale, ada),
        lambda: redeem(letters=letters(), offer=sale.offer, fan=ada, at=AFTER),
    ):
        with pytest.raises(Refused, match="was taken back from you"):
            act()
    decline(entry=after, at=AFTER)
    old = stock.Request(ada.id, None, 1, "old")
    stock.claim(pool=pool, requests=[old], at=AFTER, hold=timedelta(hours=1))
    with pytest.raises(Refused, match="was taken back from you"):
        order_claim(claim=mine(pool, ada.id), offer=sale.offer, fan=ada, at=AFTER)
