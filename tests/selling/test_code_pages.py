"""Codes and lines as a browser without scripts meets them."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.campaigns.actions.codes import bind, make_batch
from fanloop.selling.campaigns.actions.line import stand_in_line
from fanloop.selling.campaigns.actions.word_of_mouth import share_link
from fanloop.selling.campaigns.models import Code, CodeHolder, CodeUse, LineEntry
from fanloop.selling.campaigns.models.word_of_mouth import Brought
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries import line as lines
from fanloop.selling.orders.actions import cancel
from tests.selling.world import CLOSES, NOON, fan, shop

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(hours=1)


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(NOW)
    yield shop(pool=3)
    clock._offset = clock.timedelta()


@pytest.fixture
def letters(house):
    batch = make_batch(
        campaign=house.campaign, words="for testers", count=2, opens_at=NOON, closes_at=CLOSES, by=house.member, at=NOON
    )  # fmt: skip
    return queries.letters_of(Code.objects.filter(batch=batch).first())


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_link_preview_burns_no_code(house, letters):
    for browser in (Client(), entered(fan("mira.k"))):
        for look in (browser.get, browser.head):
            look("/codes", {"code": letters})
            look("/codes/kept", {"code": letters})
            look(f"/codes/{Code.objects.first().id}/order", {"offer": house.offers[0].id})
    assert not CodeHolder.objects.exists()
    assert not CodeUse.objects.exists()
    assert letters in entered(fan()).get("/codes", {"code": letters}).content.decode()


def test_a_code_is_typed_in_and_ordered_with(house, letters):
    mira = fan("mira.k")
    browser = entered(mira)
    by = share_link(campaign=house.campaign, fan=house.boss, at=NOON)
    browser.get(f"/r/{by.code}")
    kept = browser.post("/codes/kept", {"code": letters.lower()})
    assert kept.status_code == 302
    page = browser.get(kept.url)
    assert letters in page.content.decode()
    ordered = browser.post(kept.url + "/order", {"offer": house.offers[0].id})
    again = browser.post(kept.url + "/order", {"offer": house.offers[0].id})
    assert ordered.url == again.url
    assert ordered.url.endswith("/pay")
    assert "used" in words(browser.get("/codes"))
    assert Brought.objects.get().link == by


def test_a_wrong_code_says_so_and_one_of_somebody_else_opens_nothing(house, letters):
    mira, leo = fan("mira.k"), fan("leo.m")
    browser = entered(leo)
    assert "letter by letter" in words(browser.post("/codes/kept", {"code": "hello"}, follow=True))
    code = bind(letters=letters, fan=mira, at=NOON)
    assert "somebody else" in words(browser.post("/codes/kept", {"code": letters}, follow=True))
    assert browser.get(f"/codes/{code.id}").status_code == 404
    assert browser.post(f"/codes/{code.id}/order", {"offer": house.offers[0].id}).status_code == 404
    assert browser.post(f"/codes/{code.id}/gift", {"to": "leo.m"}).status_code == 404


def test_who_gave_a_code_on_sees_the_chain_and_no_letters(house, letters):
    mira, leo = fan("mira.k"), fan("leo.m")
    code = bind(letters=letters, fan=mira, at=NOON)
    giver = entered(mira)
    assert "Nobody goes by this name" in words(
        giver.post(f"/codes/{code.id}/gift", {"to": "nobody"}, follow=True)
    )
    giver.post(f"/codes/{code.id}/gift", {"to": "@leo.m"})
    bus.drain()
    assert letters not in giver.get(f"/codes/{code.id}").content.decode()
    assert "leo.m" in words(giver.get(f"/codes/{code.id}"))
    assert letters in entered(leo).get(f"/codes/{code.id}").content.decode()


def sold_out(house):
    return [
        preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key=f"sold:{n}") for n in range(3)
    ]


def test_a_sold_out_page_says_which_number_you_would_be_and_the_line_serves_you(house):
    orders = sold_out(house)
    stand_in_line(campaign=house.campaign, fan=fan(), offers=house.offers, quantity=1, at=NOON)
    mira, by = fan("mira.k"), share_link(campaign=house.campaign, fan=house.boss, at=NOON)
    browser = entered(mira)
    browser.get(f"/r/{by.code}")
    assert "1 person waits; you would be number 2" in words(browser.get("/order/dawn-2"))
    said = browser.post(
        "/order/dawn-2/line", {"offer": house.offers[0].id, "quantity": 2, "least": 1}, follow=True
    )
    assert "You are number 2 of 2" in words(said)
    entry = LineEntry.objects.get(fan=mira)
    for order in orders[:2]:
        cancel(order=order, by=None, at=NOW)
    assert "It is your turn" in words(browser.get("/order/dawn-2"))
    page = f"/lines/{entry.id}"
    assert entered(fan()).get(page).status_code == 404
    for look in (browser.get, browser.head):
        look(page + "/leave")
        look(page + "/order")
    assert lines.mine(house.campaign, mira.id).state == "offered"
    assert "Let it go" in words(browser.get(page))
    assert browser.post(page + "/order", {"offer": house.offers[0].id}).url.endswith("/pay")
    assert "You ordered it" in words(browser.get(page))
    assert Brought.objects.get().link == by


def test_letting_go_is_one_press(house):
    orders = sold_out(house)
    mira = fan("mira.k")
    browser = entered(mira)
    entry = stand_in_line(campaign=house.campaign, fan=mira, offers=house.offers, quantity=1, at=NOON)
    cancel(order=orders[0], by=None, at=NOW)
    said = browser.post(f"/lines/{entry.id}/leave", follow=True)
    assert "It goes to the next one" in words(said)
    assert "sold out" not in words(said).lower()
    assert "You let it go" in words(browser.get(f"/lines/{entry.id}"))


def test_there_is_no_line_while_pieces_are_free(house):
    browser = entered(fan("mira.k"))
    assert "you would be number" not in words(browser.get("/order/dawn-2")).replace("You would be number", "")
    said = browser.post("/order/dawn-2/line", {"offer": house.offers[0].id}, follow=True)
    assert "not sold out" in words(said)
