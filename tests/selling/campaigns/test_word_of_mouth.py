"""Who brought whom: counted honestly, thanked once, never past the cap."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus, clock
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.campaigns.actions import word_of_mouth as actions
from fanloop.selling.campaigns.actions.changing import change_pledge
from fanloop.selling.campaigns.models.word_of_mouth import Brought, Thanks
from fanloop.selling.campaigns.queries import word_of_mouth as queries
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.campaigns.rules.word_of_mouth import GOOD_FOR, counts
from fanloop.selling.orders import actions as orders
from fanloop.selling.payments.models import Voucher
from tests.selling.campaigns.crowd import LATER, offer, pledge, porch
from tests.selling.orders.way import paid_order, serials_of, units
from tests.selling.world import NOON, fan, shop


@given(buyer=st.integers(1, 3), owner=st.integers(1, 3), days=st.integers(-2, 60), known=st.booleans())
def test_an_order_counts_only_for_somebody_elses_fresh_link_and_a_new_buyer(buyer, owner, days, known):
    why = counts(
        buyer=buyer, owner=owner, followed=NOON, ordered=NOON + timedelta(days=days), has_ordered=known
    )
    assert (why == "") == (buyer != owner and not known and timedelta(0) <= timedelta(days=days) <= GOOD_FOR)


@pytest.fixture
def house(db):
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


def brought(house, link, at=NOON):
    buyer = fan()
    order = preorder(offer=house.offers[0], fan=buyer, quantity=1, at=at, key=f"k{buyer.id}")
    return order, actions.attribute(order=order, link=link, followed=at, at=at)


def test_thanks_are_given_once_an_order_and_never_past_the_cap(house):
    link = actions.share_link(campaign=house.campaign, fan=fan("mira.k"), at=NOON)
    actions.promise_thanks(
        campaign=house.campaign, minor=500, currency="EUR", most=2, by=house.member, at=NOON
    )
    ids = {brought(house, link)[0].id for _each in range(3)}
    assert actions.thank(order_ids=ids, at=NOON) == 2
    assert actions.thank(order_ids=ids, at=NOON) == 0
    assert Voucher.objects.filter(minor=500, kind="given").count() == Thanks.objects.count() == 2
    stands = queries.mouth(link)
    assert (stands.brought, len(stands.vouchers)) == (3, 2)
    assert all(code.startswith("GC-") for code in stands.vouchers)


def test_the_rule_of_the_day_holds_and_a_later_one_changes_nothing_before(house):
    link = actions.share_link(campaign=house.campaign, fan=fan(), at=NOON)
    early, _row = brought(house, link)
    later = NOON + timedelta(days=1)
    actions.promise_thanks(campaign=house.campaign, minor=900, currency="EUR", most=9, by=None, at=later)
    late, _row = brought(house, link, at=later)
    assert actions.thank(order_ids={early.id, late.id}, at=later) == 1
    assert Thanks.objects.get().brought.order_id == late.id


def test_thanks_that_cost_somebody_are_refused(house):
    with pytest.raises(Refused):
        actions.promise_thanks(campaign=house.campaign, minor=-1, currency="EUR", most=1, by=None, at=NOON)


def test_a_link_is_followed_to_the_campaign_and_the_order_counts(house):
    link = actions.share_link(campaign=house.campaign, fan=fan("mira.k"), at=NOON)
    friend = Client()
    for _twice in range(2):
        assert friend.get(f"/r/{link.code}").url == "/order/dawn-2"
    assert friend.head(f"/r/{link.code}").status_code == 405
    assert queries.mouth(link).visits == 1
    buyer = fan()
    followed = dict(friend.session)
    friend.force_login(buyer)
    session = friend.session
    session.update({"followed": followed["followed"]})
    session.save()
    page = friend.get("/order/dawn-2").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    friend.post("/order/dawn-2/orders", {"offer": house.offers[0].id, "quantity": 1, "key": key})
    assert Brought.objects.get().link == link


def test_a_fan_makes_the_link_and_reads_what_it_did(house):
    browser = Client()
    browser.force_login(fan("mira.k"))
    assert "Make my link" in browser.get("/order/dawn-2/friends").content.decode()
    page = browser.post("/order/dawn-2/friends/link", follow=True).content.decode()
    link = queries.ShareLink.objects.get()
    assert f"/r/{link.code}" in page
    assert "<svg" in page
    assert Client().get("/r/nosuchcode").status_code == 404


def test_a_box_that_leaves_thanks_who_brought_it(house):
    link = actions.share_link(campaign=house.campaign, fan=fan(), at=NOON)
    actions.promise_thanks(campaign=house.campaign, minor=500, currency="EUR", most=2, by=None, at=NOON)
    order = paid_order(house)
    actions.attribute(order=order, link=link, followed=NOON, at=NOON + timedelta(hours=6))
    made = units(house.offers[0].variant, 1)
    orders.allocate(by=house.member, at=NOON + timedelta(hours=7))
    orders.pick(orders=[order.id], by=house.member, at=NOON + timedelta(hours=7))
    orders.ship(
        order=order,
        carrier="post",
        tracking="T1",
        serials=serials_of(made),
        by=house.member,
        at=NOON + timedelta(hours=7),
    )
    bus.drain()
    assert Thanks.objects.count() == 1


def test_a_changed_pledge_keeps_who_brought_it_and_is_counted_once(house):
    campaign = porch(house)
    link = actions.share_link(campaign=campaign, fan=fan(), at=NOON)
    actions.promise_thanks(campaign=campaign, minor=500, currency="EUR", most=2, by=None, at=NOON)
    buyer = fan()
    first = pledge(campaign, who=buyer)
    actions.attribute(order=first, link=link, followed=NOON, at=LATER)
    for key in ("more", "fewer", "fewer"):
        first = change_pledge(order=first, offer=offer(campaign), quantity=2, by=buyer, at=LATER, key=key)
    assert Brought.objects.get().order_id == first.id
    assert queries.mouth(link).brought == 1
    assert actions.thank(order_ids={first.id}, at=LATER) == 1


def test_an_order_of_before_the_link_was_followed_is_nobodys_merit(house):
    link = actions.share_link(campaign=house.campaign, fan=fan(), at=NOON)
    buyer = fan()
    order = preorder(offer=house.offers[0], fan=buyer, quantity=1, at=NOON, key="k")
    after = NOON + timedelta(hours=1)
    assert actions.attribute(order=order, link=link, followed=after, at=after) is None
