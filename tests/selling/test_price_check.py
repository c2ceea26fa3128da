"""Whoever looks behind prices sees each of them: where it stands for sale, and where the desk sets it."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.listening.voices import actions as voices
from fanloop.people.partners.actions import invite_contact, register_partner
from fanloop.people.partners.rules.kinds import BRAND
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.campaigns.actions.codes import bind, make_batch
from fanloop.selling.campaigns.actions.drops import open_drop
from fanloop.selling.campaigns.actions.line import stand_in_line
from fanloop.selling.campaigns.models import Campaign, Code
from fanloop.selling.campaigns.queries.codes import letters_of
from fanloop.selling.campaigns.queries.prices import price_steps
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import ports
from fanloop.selling.orders.actions.services import offer_service
from fanloop.selling.orders.models import ChannelPrice, Service, ShelfOffer
from fanloop.selling.orders.ports import Checked, CostUnknown
from tests.selling.campaigns.drop_world import BEGINS, ENDS, OPENS, drop_campaign
from tests.selling.orders.shelf import shelf
from tests.selling.world import CLOSES, NOON, fan, shop

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(hours=1)
TOO_LOW = "Making one costs more than that."
PORCH = {
    "title_en": "Porch light", "words_en": "For outdoors.", "pool": 40, "limit": 2, "closes": "2027-01-31",
    "promise_from": "2027-05-01", "promise_to": "2027-05-31", "way": "preorder", "price_eu": "100", "deposit_eu": "100",
}  # fmt: skip


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(NOW)
    yield shop(pool=3)
    clock._offset = clock.timedelta()


@pytest.fixture
def asked():
    """Somebody knows what everything costs, and lets no price pass; what was asked is kept."""
    seen = []

    def refuse(*, variant_id, minor, currency):
        seen.append((variant_id, minor, currency))
        return Checked(cost_minor=7_700, refusal=TOO_LOW)

    ports.fill(refuse)
    yield seen
    ports.fill(CostUnknown())


def promised(house):
    """A need that was promised, for a campaign to rest on; its reference."""
    voice = voices.raise_voice(
        kind="idea", title="A light outside", words="For the door.", fan=fan(), at=NOON
    )
    need = voices.make_need(title="A light outside", voices=[voice], by=house.member, at=NOON)
    return ref(voices.accept_need(need=need, by=house.member, because="We have the housing.", at=NOON))


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def dropped(house):
    """A drop beside the campaign, on its way."""
    row = drop_campaign(house)
    open_drop(
        campaign=row, fairness="lottery", entry_opens_at=BEGINS, entry_closes_at=ENDS, opens_at=OPENS, by=house.member,
        at=NOON,
    )  # fmt: skip


def coded(house, who):
    batch = make_batch(
        campaign=house.campaign, words="for testers", count=1, opens_at=NOON, closes_at=CLOSES, by=house.member, at=NOON
    )  # fmt: skip
    return bind(letters=letters_of(Code.objects.get(batch=batch)), fan=who, at=NOON).id


def in_line(house, who):
    """Whose turn it is."""
    sold = [preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key=f"s{n}") for n in range(3)]
    entry = stand_in_line(campaign=house.campaign, fan=who, offers=house.offers, quantity=1, at=NOON)
    orders.cancel(order=sold[0], by=None, at=NOW)
    return entry.id


def priced(house, browser):
    """Everything for sale, and the pages it stands on, with the variant and the minor units there."""
    oak, _ash = shelf(house, price=15_100)
    offer_service(
        code="plans", kind="subscription", name={"en": "Light plans"}, words={"en": "New."}, market=house.eu, minor=490,
        months=1, by=house.member, at=NOON,
    )  # fmt: skip
    dropped(house)
    browser.post(f"/shop/{oak.id}", {"quantity": 1, "key": "00000000-0000-4000-8000-000000000001"})
    lamp, piece = (house.oak.id, 12_900), (house.oak.id, 15_100)
    return {
        "/order": lamp, "/order/dawn-2": lamp, "/drops/first-run": lamp, "/shop": piece, "/cart": piece, "/services": (None, 490),
    }  # fmt: skip


def test_each_price_for_sale_says_that_its_cost_is_unknown(house):
    browser = entered(fan("mira.k"))
    for page in priced(house, browser):
        assert "cost unknown" in browser.get(page).content.decode().lower(), page


def test_each_price_for_sale_passes_who_looks_behind_it(house, asked):
    browser = entered(fan("mira.k"))
    for page, price in priced(house, browser).items():
        asked.clear()
        said = browser.get(page).content.decode()
        assert (*price, "EUR") in asked, page
        assert "€77.00" in said, page


@pytest.mark.parametrize(("place", "made"), [("codes", coded), ("lines", in_line)])
def test_a_code_and_a_turn_in_line_say_it_too(house, place, made):
    mira = fan("mira.k")
    assert "cost unknown" in entered(mira).get(f"/{place}/{made(house, mira)}").content.decode()


def test_the_desk_sets_no_price_that_is_refused_and_says_why(house, asked):
    desk = entered(house.boss)
    firm = register_partner(name="Lampenladen", kind=BRAND, market=house.eu, note="", at=NOON)
    invite_contact(partner=firm, fan=fan("clerk"), at=NOON)
    channel = orders.open_channel(partner=firm, market=house.eu, pieces=5, by=house.member, at=NOON)
    desk.post("/desk/shelf/pieces", {"pieces-sku": "DAWN2-OAK", "pieces-pieces": 3})
    starts = (NOW + timedelta(days=2)).date().isoformat()
    forms = {
        "/desk/shelf/prices": {"price-sku": "DAWN2-OAK", "price-market": "eu", "price-price": "129", "price-limit": 2},
        f"/desk/channels/{channel.id}/prices": {"sku": "DAWN2-OAK", "price": "99"},
        "/desk/campaigns/dawn-2/prices": {"step-offer": house.offers[0].id, "step-price": "140", "step-starts": starts},
        "/desk/services/offer": {
            "code": "plans", "kind": "subscription", "name_en": "Plans", "words_en": "New.", "market": "eu", "price": "4.90", "months": 1,
        },
        "/desk/campaigns/new": PORCH | {"line": house.line.id, "variants": [house.oak.id], "acceptances": [promised(house)]},
    }  # fmt: skip
    for address, said in forms.items():
        assert TOO_LOW in desk.post(address, said, follow=True).content.decode(), address
    assert not ShelfOffer.objects.exists()
    assert not ChannelPrice.objects.exists()
    assert not Service.objects.exists()
    assert price_steps(house.campaign.id, NOW) == []
    assert not Campaign.objects.filter(slug="porch-light").exists()
