"""From a promise to a paid deposit, and back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from fanloop.foundation import bus, trail
from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns.actions import (
    NewOffer,
    Wish,
    close_campaign,
    open_campaign,
    preorder,
    preorder_set,
)
from fanloop.selling.campaigns.models import Offer
from fanloop.selling.campaigns.queries import curve, open_campaigns, progress
from fanloop.selling.campaigns.rules.refusals import Refused as CampaignRefused
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.payments.actions import record_transfer
from fanloop.selling.payments.models import Payment, Transaction
from fanloop.selling.payments.queries import balances
from tests.selling.world import CLOSES, NOON, fan, shop

LATER = NOON.replace(hour=18)


@pytest.fixture
def house(db):
    return shop(pool=5)


def test_a_preorder_claims_orders_plans_and_takes_the_deposit(house):
    mira = fan("mira.k")
    order = preorder(offer=house.offers[0], fan=mira, quantity=2, at=LATER, key="a", provider="sandbox")
    bus.drain()
    sheet = queries.order(order.number, viewer=SYSTEM)
    assert (sheet.order.number, sheet.order.place, sheet.state) == ("DAWN2-00001", 1, "deposit_paid")
    assert [(due.kind, due.minor, due.due) for due in sheet.dues] == [
        ("deposit", 4_000, LATER.date()),
        ("balance", 21_800, date(2027, 2, 1)),
    ]
    assert (sheet.total.minor, sheet.paid.minor, sheet.tax.minor) == (25_800, 4_000, 4_119)
    assert balances() == {("sandbox", "EUR"): 4_000, ("deposits", "EUR"): -4_000}
    assert [line.kind for line in inbox(Viewer(fan_id=mira.id))] == [
        "deposit_received",
        "order_placed",
        "welcome",
    ]
    assert curve(house.campaign) == [(LATER, 2)]


def test_the_ledger_and_payments_hold_a_code_and_no_name(house):
    mira = fan("mira.k")
    preorder(offer=house.offers[0], fan=mira, quantity=1, at=LATER, key="a", provider="sandbox")
    code = fans.pseudonyms([mira.id])[mira.id]
    assert set(Transaction.objects.values_list("party", flat=True)) == {code}
    assert set(Payment.objects.values_list("party", flat=True)) == {code}


def test_the_same_key_is_the_same_order(house):
    mira = fan()
    first, again = (
        preorder(offer=house.offers[0], fan=mira, quantity=1, at=LATER, key="a", provider="sandbox")
        for _ in range(2)
    )
    assert first == again
    assert progress(house.campaign, LATER).fill.ordered == 1
    assert balances()["sandbox", "EUR"] == 2_000


def test_the_limit_counts_across_variants_and_the_pool_across_everybody(house):
    mira, tomo, leo = fan(), fan(), fan()
    preorder(offer=house.offers[0], fan=mira, quantity=2, at=LATER, key="a")
    with pytest.raises(CampaignRefused, match="One person can order 3"):
        preorder(offer=house.offers[1], fan=mira, quantity=2, at=LATER, key="b")
    preorder(offer=house.offers[2], fan=tomo, quantity=3, at=LATER, key="c")
    with pytest.raises(CampaignRefused, match="Not so many are left"):
        preorder(offer=house.offers[0], fan=leo, quantity=1, at=LATER, key="d")
    assert progress(house.campaign, LATER).phase == "full"


def test_stepping_out_frees_the_claim_and_sends_the_deposit_back(house):
    mira = fan("mira.k")
    order = preorder(offer=house.offers[0], fan=mira, quantity=3, at=LATER, key="a", provider="sandbox")
    bus.drain()
    for _ in range(2):
        orders.cancel(order=order, by=mira, at=LATER)
    bus.drain()
    assert progress(house.campaign, LATER).fill.ordered == 0
    assert set(balances().values()) == {0}
    assert queries.totals([order.book_id]) == {order.book_id: (0, 0)}
    again = preorder(offer=house.offers[0], fan=mira, quantity=3, at=LATER, key="b")
    assert (again.number, again.place) == ("DAWN2-00002", 2)


def test_a_paid_transfer_of_a_cancelled_order_waits_for_a_person_to_send_it_back(house):
    mira = fan()
    order = preorder(offer=house.offers[0], fan=mira, quantity=1, at=LATER, key="a", provider="transfer")
    sheet = queries.order(order.number, viewer=SYSTEM)
    assert sheet.open_payment is not None
    record_transfer(payment=sheet.open_payment.payment.id, by=house.member, at=LATER)
    orders.cancel(order=order, by=mira, at=LATER)
    assert [each.money.minor for each in queries.order(order.number, viewer=SYSTEM).owed_back] == [2_000]
    assert balances()["bank", "EUR"] == 2_000


def test_choosing_another_way_to_pay_asks_once(house):
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=LATER, key="a", provider="transfer")
    for _ in range(3):
        orders.ask_due(order=order, position=0, provider="sandbox", at=LATER)
    sheet = queries.order(order.number, viewer=SYSTEM)
    assert [each.state for each in sheet.payments] == ["cancelled", "paid"]
    assert sheet.paid_minor == 2_000


def test_the_plan_is_paid_row_by_row_and_no_further(house):
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=LATER, key="a")
    with pytest.raises(orders.Refused, match="Pay what is due first"):
        orders.ask_due(order=order, position=1, provider="sandbox", at=LATER)
    for position in (0, 1, 1, 0):
        orders.ask_due(order=order, position=position, provider="sandbox", at=LATER)
    bus.drain()
    sheet = queries.order(order.number, viewer=SYSTEM)
    assert (sheet.paid, sheet.state, sheet.next_due) == (sheet.total, "paid", None)


def test_a_place_is_kept_for_two_weeks_and_then_given_back(house):
    late = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=LATER, key="a", provider="transfer")
    paid = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=LATER, key="b", provider="sandbox")
    assert orders.release_unpaid(at=LATER + timedelta(days=14)) == 0
    orders.release_unpaid(at=LATER + timedelta(days=14, seconds=1))
    bus.drain()
    states = [queries.order(order.number, viewer=SYSTEM).state for order in (late, paid)]
    assert states == ["cancelled", "deposit_paid"]
    assert progress(house.campaign, LATER).fill.ordered == 1


def test_a_place_without_a_deposit_is_kept_until_its_balance_is_due(house):
    Offer.objects.update(deposit_minor=0)
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=LATER, key="a", provider="transfer")
    assert [(due.kind, due.due) for due in queries.order(order.number, viewer=SYSTEM).dues] == [
        ("balance", house.campaign.packed_about)
    ]
    orders.release_unpaid(at=LATER + timedelta(days=60))
    assert queries.order(order.number, viewer=SYSTEM).state == "placed"


def test_a_closed_campaign_takes_no_order(house):
    close_campaign(campaign=house.campaign, by=house.member, at=LATER)
    for moment in (LATER, CLOSES):
        with pytest.raises(CampaignRefused, match="closed"):
            preorder(offer=house.offers[0], fan=fan(), quantity=1, at=moment, key="a")
    assert open_campaigns(LATER) == []
    assert open_campaigns(NOON) == [house.campaign]


def test_a_campaign_rests_on_a_promise(house):
    with pytest.raises(CampaignRefused, match="at least one accepted need"):
        open_campaign(
            line=house.line, slug="air", title={}, words={}, offers=[NewOffer(house.oak, house.eu, 1, 0)], causes=[],
            pool_total=1, opens_at=NOON, closes_at=CLOSES, promise_from=NOON.date(), promise_to=NOON.date(),
            by=house.member, at=NOON,
        )  # fmt: skip


def test_the_trail_leads_from_the_book_to_the_promise_and_orders_stay_private(house):
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=LATER, key="a")
    walk = trail.causes_of(f"orders.book:{order.book_id}")
    assert [node.ref.partition(":")[0] for node in walk.nodes] == [
        "orders.book", "campaigns.campaign", "voices.acceptance",
    ]  # fmt: skip
    assert trail.describe([f"orders.order:{order.id}"], viewer=ANYONE) == {}
    assert f"orders.order:{order.id}" in trail.describe(
        [f"orders.order:{order.id}"], viewer=Viewer(fan_id=order.fan_id)
    )
    assert queries.order(order.number, viewer=Viewer(fan_id=house.boss.id)) is None


def test_a_set_announces_one_fact_of_orders_and_one_of_money(house):
    wishes = [Wish(fan().id, house.offers[n % 2].id, 1, f"set:{n}") for n in range(7)]
    bus.drain()
    placed = preorder_set(campaign=house.campaign, wishes=wishes, at=LATER)
    assert (len(placed.orders), placed.fresh, placed.deposits) == (5, 5, 5)
    assert placed.refused == {"set:5": "sold_out", "set:6": "sold_out"}
    assert bus.pending() == 2
    again = preorder_set(campaign=house.campaign, wishes=wishes, at=LATER)
    assert (again.orders, again.fresh, again.deposits) == (placed.orders, 0, 0)
    assert bus.pending() == 2


@pytest.mark.django_db(transaction=True)
def test_fans_who_race_for_the_last_pieces_get_orders_without_gaps():
    house = shop(pool=5, limit=1)
    offer, racers = house.offers[0], [fan() for _ in range(12)]

    def run(racer):
        try:
            return preorder(
                offer=offer, fan=racer, quantity=1, at=LATER, key=f"race:{racer.id}", provider="sandbox"
            ).number
        except CampaignRefused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as workers:
        numbers = [number for number in workers.map(run, [*racers, *racers]) if number]
    assert sorted(set(numbers)) == [f"DAWN2-{n:05d}" for n in range(1, 6)]
    assert len(numbers) == 10
    assert balances()["sandbox", "EUR"] == 10_000
