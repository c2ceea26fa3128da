"""Codes, lines and households at the desk: made, handed out, read once, taken back; who may, and what is written down."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.people.fans.actions.accounts import fill_group
from fanloop.selling.campaigns.actions import Refused, preorder
from fanloop.selling.campaigns.actions.line import stand_in_line
from fanloop.selling.campaigns.models import Code, CodeBatch, CodeHolder
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries.eligible import rule_of
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
NOW = NOON + timedelta(hours=1)


@pytest.fixture
def house():
    clock.run_from(NOW)
    yield shop(pool=12)
    clock._offset = clock.timedelta()


@pytest.fixture
def desk(house):
    client = Client()
    client.force_login(house.boss)
    return client


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


ASKED = {
    "campaign": "dawn-2", "words": "our testers", "count": 3, "each": 1, "opens_at": "2026-11-09T12:00",
    "closes_at": "2026-12-01T12:00", "rearms": "on", "level": 0,
}  # fmt: skip


def test_a_batch_is_made_handed_out_and_read_in_a_file(house, desk):
    assert desk.post("/desk/codes/new", ASKED).status_code == 302
    batch = CodeBatch.objects.get()
    mira = fan("mira.k")
    page = f"/desk/codes/{batch.id}"
    assert "Handed out" in words(desk.post(page + "/deals", {"names": "@mira.k, ghost"}, follow=True))
    assert CodeHolder.objects.get().fan_id == mira.id
    file = desk.post(page + "/letters").content.decode()
    given = queries.letters_of(CodeHolder.objects.get().code)
    others = [queries.letters_of(code) for code in Code.objects.exclude(id=CodeHolder.objects.get().code_id)]
    assert given not in file
    assert all(letters in file for letters in others)
    shown = desk.get(page).content.decode()
    assert "mira.k" in shown
    assert not any(letters in shown for letters in [given, *others])
    assert desk.get(page + "/letters").status_code == 405


def test_a_code_is_taken_back_with_a_reason_and_a_batch_is_ended(house, desk):
    desk.post("/desk/codes/new", ASKED)
    batch, code = CodeBatch.objects.get(), Code.objects.first()
    assert "Say why" in words(
        desk.post(f"/desk/codes/one/{code.id}/revocation", {"reason": " "}, follow=True)
    )
    desk.post(f"/desk/codes/one/{code.id}/revocation", {"reason": "lost at the fair"})
    assert "lost at the fair" in words(desk.get(f"/desk/codes/{batch.id}"))
    assert "2 pieces went back" in words(desk.post(f"/desk/codes/{batch.id}/end", follow=True))
    assert "our testers" in words(desk.get("/desk/codes"))


def test_more_than_is_free_is_refused_beside_the_form(house, desk):
    answer = desk.post("/desk/codes/new", ASKED | {"count": 13})
    assert answer.status_code == 422
    assert "12 pieces" in words(answer)


def test_a_rule_is_set_and_holds(house, desk):
    page = "/desk/campaigns/dawn-2/limits"
    assert "Everybody." in words(desk.get(page))
    said = desk.post(
        "/desk/campaigns/dawn-2/rule", {"level": 2, "markets": "eu", "backed": "on"}, follow=True
    )
    assert "your level is 2 or higher" in words(said)
    browser = Client()
    browser.force_login(fan("leo.m"))
    wish = {"offer": house.offers[0].id, "quantity": 1, "key": "0b8e4b0e-3c39-4d9b-8a52-3b7a3f6a0001"}
    assert "These rules ask for level 2" in words(browser.post("/order/dawn-2/orders", wish, follow=True))


def test_a_rule_is_read_as_one_sentence_before_it_is_asked(house, desk):
    fill_group(key="bench", name="Bench", fan_ids=[], at=NOON)
    said = {
        "level": 1, "days": 30, "markets": ["eu", "us"], "groups": "bench", "proven": "on", "tested": "on", "backed": "on",
        "ambassadors": "on",
    }  # fmt: skip
    sentence = (
        "You may order if your level is 1 or higher, your account is 30 days old, your e-mail address is confirmed, "
        "you live in: Europe, USA, you belong to: Bench, you tried a build before everybody else, you ordered from us before and you are one of our ambassadors."
    )
    assert sentence in words(desk.post("/desk/rule-words", said))
    assert sentence in words(desk.post("/desk/campaigns/dawn-2/rule", said | {"act": "look"}))
    assert "Everybody may order." in words(desk.post("/desk/rule-words", {"level": 0}))
    assert rule_of(house.campaign) is None
    desk.post("/desk/campaigns/dawn-2/rule", said)
    assert rule_of(house.campaign).who == {
        "level": 1, "days": 30, "proven": True, "markets": ["eu", "us"], "groups": ["bench"], "tested": True, "backed": True,
        "ambassadors": True,
    }  # fmt: skip
    shown = desk.get("/desk/campaigns/dawn-2/limits").content.decode()
    assert re.search(r'value="bench"[^>]* checked', shown)
    with pytest.raises(Refused, match="for our ambassadors"):
        preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOW, key="nobody")


def test_the_line_stands_at_the_desk(house, desk):
    for n in range(4):
        preorder(offer=house.offers[0], fan=fan(), quantity=3, at=NOON, key=f"s{n}")
    stand_in_line(campaign=house.campaign, fan=fan("tomo.w"), offers=house.offers, quantity=2, at=NOW)
    shown = words(desk.get("/desk/campaigns/dawn-2/limits"))
    assert "The line: 1 wait" in shown
    assert "tomo.w" in shown


def test_fans_make_no_codes(house):
    browser = Client()
    browser.force_login(fan())
    assert browser.post("/desk/codes/new", ASKED).status_code in {302, 403, 404}
    assert not CodeBatch.objects.exists()
