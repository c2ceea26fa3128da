"""The pages of crowdfunding and of promises, walked through as a browser without scripts does."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.queries import inbox, pseudonyms
from fanloop.selling.campaigns.actions.changing import leave_way
from fanloop.selling.campaigns.actions.charging import work_pledges
from fanloop.selling.campaigns.actions.deadline import decide_all
from fanloop.selling.campaigns.actions.promising import move_promise
from fanloop.selling.campaigns.queries.crowd import crowd, pledge_of
from fanloop.selling.orders import queries as orders
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments.models import Payment, Setup
from fanloop.selling.payments.queries import balances
from fanloop.selling.payments.queries.plans import mandates_of
from tests.selling.campaigns.crowd import ENDS, LATER, goal, offer, pledge, porch
from tests.selling.world import fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(LATER)
    yield shop()
    clock._offset = clock.timedelta()


@pytest.fixture
def mira():
    return fan("mira.k")


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def words(answer):
    """What is read on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def chosen(browser, place, row, quantity=1):
    key = re.search(r'name="key" value="([^"]+)"', browser.get(place).content.decode()).group(1)
    return {"offer": row.id, "quantity": quantity, "key": key, "provider": "sandbox"}


def end(at=ENDS):
    decide_all(at=at)
    work_pledges(at=at)
    bus.drain()
    clock._offset = clock.timedelta()
    clock.run_from(at + timedelta(hours=1))


def test_somebody_pledges_changes_it_and_is_charged_when_it_succeeds(house, mira):
    campaign, browser = porch(house), entered(mira)
    page = words(browser.get("/order/porch"))
    for said in (
        "If 5 pieces are pledged",
        "2 of 2 left",
        "You would be number 1.",
        "A second colour",
        "0 pieces of 5 pieces",
    ):
        assert said in page
    form = chosen(browser, "/order/porch", offer(campaign, early=True))
    sent = [browser.post("/order/porch/orders", form, follow=True) for _ in range(2)][-1]
    assert sent.redirect_chain[-1][0] == "/orders/PORCH-00001"
    assert "Nothing is charged yet." in words(sent)
    change = "/orders/PORCH-00001/change"
    assert "You stay number 1." in words(browser.get(change))
    changed = browser.post(change, chosen(browser, change, offer(campaign), 3), follow=True)
    assert changed.redirect_chain[-1][0] == "/orders/PORCH-00002"
    assert "You are number 1 in the queue." in words(changed)
    pledge(campaign, pieces=2)
    assert "The goal is reached" not in words(
        browser.get("/order/porch")
    )  # without a forecast nothing is guessed
    end()
    assert "your pledge is paid" in words(browser.get("/orders/PORCH-00002"))
    done = words(browser.get("/order/porch"))
    for said in (
        "It has succeeded. Thank you",
        "Pledged at the end €500.00",
        "Has really come so far €500.00",
    ):
        assert said in done
    assert "You came later?" in done


def test_a_miss_says_that_nobody_was_charged(house, mira):
    campaign = porch(house)
    row = pledge(campaign, who=mira)
    end()
    assert "Nobody was charged" in words(entered(mira).get("/order/porch"))
    assert "It was not enough. Nothing was charged." in words(entered(mira).get(f"/orders/{row.number}"))
    assert "goal missed, nobody was charged" in words(Client().get("/order"))
    assert "You were charged nothing." in words(entered(mira).get("/me/inbox"))


def test_the_way_to_pay_is_noted_and_a_late_transfer_says_until_when(house, mira):
    campaign, browser = porch(house, what=goal(threshold=1)), entered(mira)
    row = pledge(campaign, who=mira)
    noted = browser.post(f"/orders/{row.number}/way", {"provider": "transfer"}, follow=True)
    assert "Noted." in words(noted)
    assert pledge_of(row.id).provider == "transfer"
    end()
    assert "your place is kept until" in words(browser.get(f"/orders/{row.number}"))
    assert "Please pay your pledge" in words(browser.get("/me/inbox"))


def test_nobody_touches_the_pledge_of_somebody_else(house, mira):
    campaign = porch(house)
    row = pledge(campaign)
    browser = entered(mira)
    for place, post in (("change", {}), ("way", {"provider": "sandbox"}), ("leave", {})):
        assert browser.post(f"/orders/{row.number}/{place}", post).status_code == 404
        assert Client().post(f"/orders/{row.number}/{place}", post).status_code == 302
    assert browser.get(f"/orders/{row.number}/change").status_code == 404
    assert orders.order(row.number, viewer=SYSTEM).state == "placed"


def test_a_tier_of_another_price_costs_what_it_costs_whatever_the_form_says(house, mira):
    campaign, browser = porch(house), entered(mira)
    form = chosen(browser, "/order/porch", offer(campaign)) | {
        "price_minor": "1",
        "tier": "0",
        "unit_minor": "1",
    }
    browser.post("/order/porch/orders", form)
    assert crowd(campaign, LATER).pledged[0].minor == 10_000


def test_a_promise_that_slips_shows_on_both_pages_and_opens_the_way_out(house, mira):
    browser = entered(mira)
    form = chosen(browser, "/order/dawn-2", house.offers[0])
    browser.post("/order/dawn-2/orders", form)
    assert "Yours is the first to be made" in words(browser.get("/orders/DAWN2-00001"))
    assert browser.post("/orders/DAWN2-00001/leave", follow=True).status_code == 200
    assert orders.order("DAWN2-00001", viewer=SYSTEM).state == "placed"
    move_promise(
        campaign=house.campaign, first=date(2027, 3, 1), last=date(2027, 3, 19), because="The foundry is late.",
        by=house.member, at=clock.now(),
    )  # fmt: skip
    assert "What is left to pay is due on 2027-02-22 instead." in words(browser.get("/me/inbox"))
    campaign_page = words(Client().get("/order/dawn-2"))
    assert "We are later than we said." in campaign_page
    assert "“The foundry is late.” Jonna" in campaign_page
    sheet = words(browser.get("/orders/DAWN2-00001"))
    assert "Step out, and get everything back" in sheet
    assert "before it was Mon 8 Feb" in sheet
    left = browser.post("/orders/DAWN2-00001/leave", follow=True)
    assert "You have stepped out." in words(left)


def leaves_card(browser, campaign, card):
    """Pledge by play card and leave a number; the order's number."""
    form = chosen(browser, "/order/porch", offer(campaign)) | {"provider": "playcard"}
    sent = browser.post("/order/porch/orders", form, follow=True)
    assert sent.redirect_chain[-1][0] == "/orders/PORCH-00001/save"
    assert "Nothing is taken today; €100.00 are charged once" in words(sent)
    there = re.search(r'href="(/pay/sandbox/[^"]+)"', sent.content.decode()).group(1)
    return browser.post(there, {"card": card}, follow=True)


def charge_all(at):
    """What the background does: every payment that was asked is charged from the card that was left."""
    for row in Payment.objects.order_by("id"):
        payments.charge(payment=row.id, at=at)
    bus.drain()


def test_a_card_is_left_at_the_pledge_and_charged_while_its_owner_is_away(house, mira):
    campaign, browser = porch(house, what=goal(threshold=1)), entered(mira)
    back = leaves_card(browser, campaign, "4242424242424242")
    assert "Kept: •••• 4242. Nothing is charged before it succeeds." in words(back)
    assert "•••• 4242 is charged if it succeeds." in words(back)
    assert balances() == {}
    end()
    charge_all(ENDS)
    assert "your pledge is paid" in words(browser.get("/orders/PORCH-00001"))
    assert balances()["deposits", "EUR"] == -10_000
    assert "Please pay your pledge" not in words(browser.get("/me/inbox"))


def test_a_card_that_refuses_later_is_told_and_tried_again_until_the_place_goes(house, mira):
    campaign, browser = porch(house, what=goal(threshold=1)), entered(mira)
    leaves_card(browser, campaign, "4000000000000341")
    end()
    for days in range(8):
        at = ENDS + timedelta(days=days)
        work_pledges(at=at)
        charge_all(at)
    assert orders.order("PORCH-00001", viewer=SYSTEM).state == "cancelled"
    told = [line.kind for line in inbox(Viewer(fan_id=mira.id))]
    assert told.count("order_charge_failed") == 4
    assert {"order_pledge_due", "order_pledge_declined"}.isdisjoint(told)
    assert set(balances().values()) <= {0}


def page_of_card(browser, number):
    """As far as the page of the firm that keeps the card; its address."""
    said = browser.get(f"/orders/{number}/save").content.decode()
    return re.search(r'href="(/pay/sandbox/[^"]+)"', said).group(1)


def test_a_bank_is_answered_while_the_card_is_left_and_a_no_leaves_nothing(house, mira):
    campaign, browser = porch(house, what=goal(threshold=1)), entered(mira)
    asked = leaves_card(browser, campaign, "4000000000003155")
    assert "Your bank asks: is it you?" in words(asked)
    there = page_of_card(browser, "PORCH-00001")
    assert "Nothing was kept" in words(browser.post(there, {"answer": "no"}, follow=True))
    again = browser.post(page_of_card(browser, "PORCH-00001"), {"card": "4000000000003155"}, follow=True)
    assert "Your bank asks: is it you?" in words(again)
    assert "•••• 3155 is charged if it succeeds." in words(
        browser.post(there, {"answer": "yes"}, follow=True)
    )
    end()
    charge_all(ENDS)
    assert "your pledge is paid" in words(browser.get("/orders/PORCH-00001"))


def test_a_bank_that_asks_at_the_charge_is_answered_on_the_page_and_nobody_pays_twice(house, mira):
    campaign, browser = porch(house, what=goal(threshold=1)), entered(mira)
    leaves_card(browser, campaign, "4000000000003184")
    browser.post(page_of_card(browser, "PORCH-00001"), {"answer": "yes"})
    browser.get(f"/orders/PORCH-00001/saved/{Setup.objects.get().reference}")
    end()
    charge_all(ENDS)
    assert "Your bank asks whether it is you" in words(browser.get("/me/inbox"))
    sent = browser.post("/orders/PORCH-00001/payments", {"provider": "playcard", "due": "0"}, follow=True)
    there = re.search(r'href="(/pay/sandbox/[^"]+)"', sent.content.decode()).group(1)
    browser.post(there, {"card": "4000000000003184"})
    work_pledges(at=ENDS + timedelta(hours=1))
    assert "Thank you. Your money is here." in words(browser.post(there, {"answer": "yes"}, follow=True))
    for days in (2, 4):
        work_pledges(at=ENDS + timedelta(days=days))
        charge_all(ENDS + timedelta(days=days))
    assert balances()["deposits", "EUR"] == -10_000


def test_the_card_that_was_left_last_is_charged_and_a_forgotten_one_is_not(house, mira):
    campaign, browser = porch(house, what=goal(threshold=1)), entered(mira)
    leaves_card(browser, campaign, "4000000000000341")
    browser.post(page_of_card(browser, "PORCH-00001"), {"card": "4242424242424242"}, follow=True)
    assert "•••• 4242 is charged if it succeeds." in words(browser.get("/orders/PORCH-00001"))
    for row in mandates_of([pseudonyms([mira.id])[mira.id]]):
        browser.post(f"/pay/saved/{row.id}/forget")
    assert "Leave your card now" in words(browser.get("/orders/PORCH-00001"))
    back = browser.post(page_of_card(browser, "PORCH-00001"), {"card": "4242424242424242"}, follow=True)
    assert "•••• 4242 is charged if it succeeds." in words(back)
    end()
    assert browser.get("/orders/PORCH-00001/save").status_code == 302
    charge_all(ENDS)
    assert "your pledge is paid" in words(browser.get("/orders/PORCH-00001"))


def test_whoever_chooses_a_card_later_is_led_to_its_page(house, mira):
    campaign, browser = porch(house), entered(mira)
    row = pledge(campaign, who=mira, provider="transfer")
    sent = browser.post(f"/orders/{row.number}/way", {"provider": "playcard"}, follow=True)
    assert sent.redirect_chain[-1][0] == f"/orders/{row.number}/save"
    nosy = entered(fan("nosy"))
    assert nosy.get(f"/orders/{row.number}/save").status_code == 404


def test_a_reference_of_somebody_else_keeps_nothing(house, mira):
    campaign, browser = porch(house), entered(mira)
    row = pledge(campaign, who=mira, provider="playcard")
    setup = leave_way(order=pledge(campaign, provider="playcard"), at=LATER)
    assert browser.get(f"/orders/{row.number}/saved/{setup}").status_code == 404


def test_machines_read_the_goal_and_every_move_of_the_promise(house):
    campaign = porch(house, what=goal(threshold=2))
    pledge(campaign, pieces=2)
    move_promise(
        campaign=campaign,
        first=date(2027, 5, 1),
        last=date(2027, 5, 20),
        because="Later.",
        by=house.member,
        at=LATER,
    )
    said = Client().get("/api/v1/campaigns/porch").json()
    assert (said["way"], said["goal"]["counted"], said["goal"]["threshold"], said["goal"]["verdict"]) == (
        "crowdfunding", 2, 2, "",
    )  # fmt: skip
    assert [(row["because"], row["new_to"]) for row in said["promises"]] == [("Later.", "2027-05-20")]
    end()
    done = Client().get("/api/v1/campaigns/porch").json()["goal"]
    assert (done["verdict"], done["collected"][0]["minor"]) == ("succeeded", 20_000)
    assert Client().get("/api/v1/campaigns/dawn-2").json()["goal"] is None


def test_an_open_page_fetches_its_figures_anew_and_is_loaded_again_at_a_turn(house, mira):
    campaign = porch(house)
    page = Client().get("/order/porch").content.decode()
    assert f'data-live="campaigns.campaign:{campaign.id}"' in page
    place = re.search(r'hx-get="(/order/porch/live[^"]+)"', page)[1].replace("&amp;", "&")
    pledge(campaign, pieces=2, early=True)
    pledge(campaign, pieces=3)
    fresh = Client().get(place)
    for said in ("5 pieces", "100 % of the goal", "2 pledges", "all taken", "You would be number 3."):
        assert said in words(fresh)
    on_page = set(re.findall(r'id="([^"]+)"', page))
    swapped = set(re.findall(r'id="([^"]+)" hx-swap-oob="true"', fresh.content.decode()))
    assert {"goal-now", "band-now", "number-now"} <= swapped <= on_page
    assert "HX-Refresh" not in fresh.headers
    end()
    turned = Client().get(place)
    assert (turned.headers["HX-Refresh"], turned.content) == ("true", b"")


def test_a_pre_order_page_moves_as_well(house):
    page = Client().get("/order/dawn-2").content.decode()
    fresh = Client().get(re.search(r'hx-get="([^"]+/live[^"]+)"', page)[1].replace("&amp;", "&"))
    assert "0 ordered, 100 more can be made" in words(fresh)
    swapped = re.findall(r'id="([^"]+)" hx-swap-oob="true"', fresh.content.decode())
    assert len(swapped) == 5
    assert set(swapped) <= set(re.findall(r'id="([^"]+)"', page))
