"""Who may be in a drop: what its campaign asks is published with it, and asked at the door, at the token and at the order."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.people.fans.actions import NewDeed, fill_group, record_deeds
from fanloop.selling.campaigns.actions import Refused, preorder
from fanloop.selling.campaigns.actions.claiming import order_claim
from fanloop.selling.campaigns.actions.drops import enter, open_drop, token
from fanloop.selling.campaigns.actions.eligible import set_rule
from fanloop.selling.campaigns.models import CampaignRule, Drop, Entry
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries.eligible import left_out
from fanloop.selling.campaigns.rules.eligibility import together
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.actions.carts import order_cart
from fanloop.selling.orders.actions.entering import enter as enter_state
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock.queries import mine
from tests.selling.campaigns.drop_world import BEGINS, NOON, OPENS, WHO, Sale, person
from tests.selling.orders.shelf import filled, shelf
from tests.selling.world import shop

pytestmark = pytest.mark.django_db
BETA = "beta.dawn"


def lives_there(fan, house):
    fan.market = house.eu
    fan.save(update_fields=["market"])


def belongs(fan, _house):
    fill_group(key=BETA, name="Beta of Dawn", fan_ids=[fan.id], at=NOON)


def tried(fan, _house):
    record_deeds([NewDeed(fan.id, NOON.date(), "build_tested", 1, "builds.build:1")], at=NOON)


def ordered(fan, house):
    order = preorder(offer=house.offers[0], fan=fan, quantity=1, at=NOON, key=f"early:{fan.id}")
    enter_state([order.id], "deposit_paid", at=NOON)


@pytest.mark.parametrize(
    ("rule", "become", "words"),
    [
        ({"markets": ["eu"]}, lives_there, "not sold where you live"),
        ({"groups": [BETA]}, belongs, "people the rules name"),
        ({"tested": True}, tried, "tried a build"),
        ({"backed": True}, ordered, "ordered from us before"),
    ],
    ids=["market", "group", "beta", "backing"],
)
def test_whom_the_campaign_leaves_out_neither_enters_nor_gets_a_token_nor_an_order(rule, become, words):
    sale = Sale("fifo", rule=rule)
    assert sale.drop.rules["who"] == WHO | rule
    ada, ben = person("ada"), person("ben")
    become(ada, sale.house)
    with pytest.raises(Refused, match=words):
        enter(drop=sale.drop, fan=ben, nonce="", at=BEGINS, solved=True)
    assert token(entry=enter(drop=sale.drop, fan=ada, nonce="", at=BEGINS, solved=True), fan=ada, at=OPENS)
    slipped = Entry.objects.create(
        drop=sale.drop, fan=ben, code="b" * 16, nonce="0" * 32, weight=1, by_work=True, at=BEGINS
    )
    with pytest.raises(Refused, match=words):
        token(entry=slipped, fan=ben, at=OPENS)
    pool = queries.pool_of(sale.drop).id
    stock.claim(
        pool=pool,
        requests=[stock.Request(who.id, None, 1, who.handle) for who in (ada, ben)],
        at=OPENS,
        hold=timedelta(minutes=15),
    )
    with pytest.raises(Refused, match=words):
        order_claim(claim=mine(pool, ben.id), offer=sale.offer, fan=ben, at=OPENS)
    assert order_claim(claim=mine(pool, ada.id), offer=sale.offer, fan=ada, at=OPENS)
    assert not orders.ids_by_source([queries.source_key(mine(pool, ben.id).id)])


@pytest.mark.parametrize(
    ("states", "counts"),
    [
        ([], False),
        (["deposit_paid"], True),
        (["deposit_paid", "cancelled"], False),
        (["paid", "allocated", "picked", "shipped", "delivered"], True),
    ],
)
def test_an_order_backs_once_money_has_come_from_whatever_book_and_until_it_is_cancelled(states, counts):
    house, mira = shop(), person("mira")
    oak, _ash = shelf(house)
    own = order_cart(cart=filled(house.eu, mira, (oak, 1)), fan=mira, at=NOON)
    for state in states:
        enter_state([own.id], state, at=NOON)
    assert bool(left_out({"backed": True}, mira, NOON)) is not counts
    assert left_out({"backed": True}, person("ben"), NOON) == ["backed"]


def test_every_reason_is_said_at_once():
    sale = Sale(rule={"tested": True, "backed": True})
    with pytest.raises(Refused, match=r"Confirm your e-mail.* tried a build.* ordered from us before"):
        enter(drop=sale.drop, fan=person("xena", proven=False), nonce="", at=BEGINS, solved=True)


def test_the_rule_of_a_published_drop_stands():
    sale = Sale(rule={"tested": True})
    with pytest.raises(Refused, match="published"):
        set_rule(campaign=sale.campaign, who={}, by=sale.house.member, at=NOON)
    desk = Client()
    desk.force_login(sale.house.boss)
    page = "/desk/campaigns/first-run"
    refused = desk.post(f"{page}/rule", {"level": 0, "markets": "us"})
    assert refused.status_code == 422
    assert "nobody can change them afterwards" in refused.content.decode()
    assert CampaignRule.objects.get().who == {"tested": True}
    shown = desk.get(f"{page}/limits").content.decode()
    assert "you tried a build before everybody else" in shown
    assert f"{page}/rule" not in shown


def test_the_page_of_the_drop_says_for_whom_it_is():
    Sale(rule={"markets": ["eu"], "backed": True})
    clock.run_from(BEGINS)
    try:
        page = Client().get("/drops/first-run").content.decode()
    finally:
        clock._offset = timedelta()
    assert "you live in: Europe" in page
    assert "you ordered from us before" in page


def test_rules_that_cannot_both_hold_are_not_published():
    sale = Sale(rule={"groups": [BETA]})
    Drop.objects.all().delete()
    said = {
        "campaign": sale.campaign,
        "fairness": "fifo",
        "entry_opens_at": BEGINS,
        "opens_at": OPENS,
        "by": None,
        "at": NOON,
    }
    with pytest.raises(Refused, match="cannot both hold"):
        open_drop(**said, who={"groups": ["crew"]})


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ({"days": 7, "proven": True}, {"days": 30}, {"days": 30, "proven": True}),
        ({"days": 30}, {"days": 7, "level": 2}, {"days": 30, "level": 2}),
        ({"tested": True}, {"tested": False}, {"tested": True}),
        ({"markets": ["eu", "us"]}, {"markets": ["us", "eu"]}, {"markets": ["us", "eu"]}),
        ({"markets": ["eu"]}, {"markets": []}, {"markets": ["eu"]}),
        ({"markets": ["eu"]}, {"markets": ["us"]}, None),
    ],
)
def test_two_rules_are_as_strict_as_both(first, second, both):
    assert together(first, second) == both
