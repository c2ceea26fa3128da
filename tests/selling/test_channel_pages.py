"""A partner sends its orders as a table: shown first, faults by line and column, placed once; nobody else's."""

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.people.partners.actions import invite_contact, register_partner
from fanloop.people.partners.rules.kinds import BRAND
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.models import ChannelOrder
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
HEAD = "reference;sku;quantity;name;street;postcode;city;country\n"
ONE = "B-1;DAWN2-OAK;2;Mira;Torstr. 1;10115;Berlin;DE\n"


@pytest.fixture
def house():
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


@pytest.fixture
def clerk(house):
    return fan("clerk")


@pytest.fixture
def firm(house, clerk):
    row = register_partner(name="Lampenladen", kind=BRAND, market=house.eu, note="", at=NOON)
    invite_contact(partner=row, fan=clerk, at=NOON)
    return row


@pytest.fixture
def channel(house, firm):
    row = orders.open_channel(partner=firm, market=house.eu, pieces=5, by=house.member, at=NOON)
    orders.agree_price(channel=row, variant=house.oak, minor=9_900, by=house.member, at=NOON)
    return row


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def text(answer):
    return answer.content.decode()


def test_the_desk_agrees_on_pieces_and_a_price_and_brings_a_table(house, firm):
    desk = entered(house.boss)
    assert "Lampenladen" in text(desk.get("/desk/channels"))
    opened = desk.post("/desk/channels/new", {"partner": firm.id, "market": "eu", "pieces": 5}, follow=True)
    assert "5 of 5 pieces left" in text(opened)
    here = opened.redirect_chain[-1][0]
    assert "is no amount of money" in text(
        desk.post(f"{here}/prices", {"sku": "DAWN2-OAK", "price": "x"}, follow=True)
    )
    assert "€99.00" in text(desk.post(f"{here}/prices", {"sku": "DAWN2-OAK", "price": "99"}, follow=True))
    looked = text(desk.post(f"{here}/orders", {"rows": HEAD + ONE, "do": "look"}))
    assert "1 new orders of 2 pieces, 0 known already. Nothing has been placed yet." in looked
    assert ChannelOrder.objects.count() == 0
    placed = text(desk.post(f"{here}/orders", {"rows": HEAD + ONE, "do": "place"}, follow=True))
    assert "1 orders are placed." in placed
    assert "3 of 5 pieces left" in placed
    assert "channels.place" in text(desk.get("/desk/audit"))


def test_a_partner_sends_its_own_table_once_and_reads_how_far_it_is(channel, clerk):
    mine, path = entered(clerk), f"/portal/channels/{channel.id}"
    assert path in text(mine.get("/portal/channels"))
    for _ in range(2):
        mine.post(f"{path}/orders", {"rows": HEAD + ONE, "do": "place"})
    assert ChannelOrder.objects.count() == 1
    page = text(mine.get(path))
    assert "waits for your money" in page
    assert "€198.00" in page
    assert "1 known already" in text(mine.post(f"{path}/orders", {"rows": HEAD + ONE, "do": "look"}))
    assert "You have not ordered yet" in text(mine.get("/orders"))


def test_faults_name_line_and_column_and_the_text_stays(channel, clerk):
    bad = HEAD + ONE + "B-2;DAWN2-ELM;0;Leo;Weg 2;1011;Berlin;DE\n"
    page = entered(clerk).post(f"/portal/channels/{channel.id}/orders", {"rows": bad, "do": "place"})
    assert page.status_code == 422
    for words in (
        "3 things to put right",
        "“DAWN2-ELM” is not known here.",
        "“0” is no count of pieces.",
        "postcode",
    ):
        assert words in text(page)
    assert "B-2;DAWN2-ELM" in text(page)
    assert ChannelOrder.objects.count() == 0


def test_another_partner_finds_nothing_there(channel, house):
    other = register_partner(name="Leuchtturm", kind=BRAND, market=house.eu, note="", at=NOON)
    stranger = fan("stranger")
    invite_contact(partner=other, fan=stranger, at=NOON)
    them = entered(stranger)
    assert f"/portal/channels/{channel.id}" not in text(them.get("/portal/channels"))
    assert them.get(f"/portal/channels/{channel.id}").status_code == 404
    assert (
        them.post(f"/portal/channels/{channel.id}/orders", {"rows": HEAD + ONE, "do": "place"}).status_code
        == 404
    )
    assert entered(house.boss).get(f"/portal/channels/{channel.id}").status_code == 403
    assert entered(fan("nobody")).get("/portal/channels").status_code == 403
    assert ChannelOrder.objects.count() == 0


def test_the_price_is_the_agreed_one_whatever_the_table_says(channel, clerk):
    cheap = HEAD.replace("country", "country;price;unit_minor") + ONE.strip() + ";1;1\n"
    entered(clerk).post(f"/portal/channels/{channel.id}/orders", {"rows": cheap, "do": "place"})
    [row] = ChannelOrder.objects.select_related("order")
    assert row.order.total_minor == 19_800
