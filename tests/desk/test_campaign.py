"""The desk's page of one campaign: what it says, what moves there, and who may."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.listening.answers import queries as answers
from fanloop.listening.voices import actions as voices
from fanloop.selling.campaigns.models import Campaign
from fanloop.selling.campaigns.queries import campaign, offers
from fanloop.selling.campaigns.queries.crowd import crowd, shelves
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
    row = porch(house)
    pledge(row, pieces=3)
    pledge(row, pieces=2, provider="transfer")
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
    row = porch(house)
    said = {"promise-first": "2027-05-01", "promise-last": "2027-05-20", "promise-because": ""}
    refused = desk.post(f"{PAGE}/promise", said)
    assert (refused.status_code, promise_changes(row.id)) == (422, [])
    assert 'value="2027-05-20"' in refused.content.decode()
    desk.post(f"{PAGE}/promise", said | {"promise-because": "The mould cracked."})
    assert [each.because for each in promise_changes(row.id)] == ["The mould cracked."]
    assert "The mould cracked." in words(desk.get(PAGE))


def test_a_stretch_goal_and_a_price_are_published(house, desk):
    row = porch(house, what=in_money())
    desk.post(
        f"{PAGE}/stretch", {"stretch-amount": "900", "stretch-title_en": "A bag", "stretch-words_en": "Felt."}
    )
    assert [each.stretch.amount for each in crowd(row, LATER).stretches] == [90_000]
    sold = offer(row)
    starts = (LATER + timedelta(days=2)).date().isoformat()
    desk.post(f"{PAGE}/prices", {"step-offer": sold.id, "step-price": "110", "step-starts": starts})
    assert [step.price_minor for step in price_steps(row.id, LATER)] == [11_000]
    assert "€110.00" in words(desk.get(PAGE))
    assert "What it costs later" in words(Client().get("/order/porch"))
    low = desk.post(
        f"{PAGE}/stretch", {"stretch-amount": "1", "stretch-title_en": "A", "stretch-words_en": "B"}
    )
    assert low.status_code == 422


def test_a_stretch_goal_is_said_in_every_language(house, desk):
    row = porch(house, what=in_money())
    said = {
        "stretch-amount": "900",
        "stretch-title_en": "A bag",
        "stretch-title_zh_hans": "布袋",
        "stretch-words_zh_hans": "毛毡做的。",
    }
    desk.post(f"{PAGE}/stretch", said, HTTP_ACCEPT_LANGUAGE="zh-hans")
    [kept] = crowd(row, LATER).stretches
    assert (kept.stretch.title, kept.stretch.words) == (
        {"en": "A bag", "zh-hans": "布袋"},
        {"zh-hans": "毛毡做的。"},
    )


def test_fans_do_not_move_promises(house):
    row, client = porch(house), Client()
    client.force_login(fan())
    for place in ("promise", "stretch", "prices", "words", "opening", "rewards"):
        assert client.post(f"{PAGE}/{place}", {}).status_code == 403
    assert promise_changes(row.id) == []


def opened(house, desk, promised, **more):
    """Open one from the form, with prices in both markets; the answer."""
    said = {
        "line": house.line.id, "title_en": "Porch light", "words_en": "For outdoors.", "acceptances": promised,
        "variants": [house.oak.id], "pool": 50, "limit": 3, "closes": "2026-12-01", "promise_from": "2027-03-01",
        "promise_to": "2027-03-31", "price_eu": "100", "deposit_eu": "0", "price_us": "110", "way": "crowdfunding",
    }  # fmt: skip
    return desk.post("/desk/campaigns/new", said | more)


@pytest.fixture
def promised(house):
    """One need that was promised, so that a campaign has something to rest on; its reference."""
    voice = voices.raise_voice(
        kind="idea", title="A light outside", words="For the door.", fan=fan(), at=LATER
    )
    need = voices.make_need(title="A light outside", voices=[voice], by=house.member, at=LATER)
    return ref(voices.accept_need(need=need, by=house.member, because="We have the housing.", at=LATER))


GOAL = {"goal_unit": "money", "goal": "1500", "goal_currency": "EUR", "rates": "USD 0.86"}
REWARDS = {
    "rewards": 3, "price_eu": "", "price_us": "", "reward-0-title_en": "First night", "reward-0-title_zh_hans": "首夜",
    "reward-0-words_en": "A little cheaper.", "reward-0-price_eu": "85", "reward-0-count": 5, "reward-0-limit": 1,
    "reward-0-last": "2026-11-12", "reward-0-month": "2027-03", "reward-2-title_en": "The pair", "reward-2-price_eu": "180",
    "reward-2-price_us": "190",
}  # fmt: skip


def test_crowdfunding_is_opened_with_a_goal_and_rewards_and_empty_ones_are_left_out(house, desk, promised):
    assert opened(house, desk, promised, **GOAL, **REWARDS, late_until="2026-12-31").status_code == 302
    row = campaign("porch-light")
    found = crowd(row, LATER)
    assert (row.way, found.goal.threshold, found.goal.rates) == ("crowdfunding", 150_000, {"USD": "0.86"})
    early, pair = shelves(row, LATER, market=house.eu.id)
    assert (early.offers[0].price_minor, early.fill.total, pair.offers[0].price_minor) == (8_500, 5, 18_000)
    assert (early.tier.title, early.tier.limit_per_person, early.tier.months_in) == (
        {"en": "First night", "zh-hans": "首夜"},
        1,
        0,
    )


def test_what_was_typed_stays_when_another_reward_is_asked_for(house, desk, promised):
    page = opened(house, desk, promised, **GOAL, **REWARDS, act="add")
    shown = page.content.decode()
    assert (page.status_code, campaign("porch-light")) == (200, None)
    assert shown.count("<legend><b>Reward ") == 4
    for kept in ('value="The pair"', 'value="2026-11-12"', 'value="2027-03-01"', "For outdoors."):
        assert kept in shown
    assert (
        opened(house, desk, promised, **REWARDS | {"rewards": 12}, act="add")
        .content.decode()
        .count("<legend><b>Reward ")
        == 12
    )


@pytest.mark.parametrize(
    ("more", "words_"),
    [
        ({"reward-2-price_eu": "", "reward-2-price_us": ""}, "Give at least one market a price."),
        ({"reward-2-title_en": "", "reward-2-title_zh_hans": "一对"}, "Something is missing in a reward"),
        ({"reward-0-month": "2027-05"}, "in a month the campaign promises"),
        ({"reward-0-last": "2026-11-01"}, "open for a while during the campaign"),
    ],
)
def test_a_reward_that_cannot_be_is_refused_and_the_others_keep_their_words(
    house, desk, promised, more, words_
):
    refused = opened(house, desk, promised, **GOAL | REWARDS | more)
    assert (refused.status_code, campaign("porch-light")) == (422, None)
    assert words_ in words(refused)
    assert "A little cheaper." in refused.content.decode()


def test_it_is_looked_at_before_it_is_opened_and_nothing_of_it_is_kept(house, desk, promised):
    page = opened(house, desk, promised, **GOAL, **REWARDS, act="look")
    for said in (
        "This is how fans will see it.",
        "First night",
        "5 of 5 left",
        "€85.00",
        "The pair",
        "of €1,500",
    ):
        assert said in words(page)
    assert (page.status_code, campaign("porch-light")) == (200, None)
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()))
    assert (kept["reward-0-title_zh_hans"], kept["goal"]) == ("首夜", "1500")
    assert 'data-live="' not in page.content.decode()
    back = desk.post("/desk/campaigns/new", kept | {"act": "edit"})
    assert 'value="First night"' in back.content.decode()
    assert opened(house, desk, promised, **GOAL, **REWARDS, act="").status_code == 302


def test_a_moment_ahead_plans_it_by_the_clock_of_the_house_and_its_page_is_a_teaser(house, desk, promised):
    assert opened(house, desk, promised, **GOAL, opens="2026-11-10T09:00").status_code == 302
    row = campaign("porch-light")
    assert row.opens_at == datetime(2026, 11, 10, 9, tzinfo=ZoneInfo(answers.zone()))
    teaser = words(Client().get("/order/porch-light"))
    for said in ("It opens Tue 10 Nov", "It needs €1,500", "Log in to be told when it opens", "€100.00"):
        assert said in teaser
    assert "How do you pay" not in teaser
    assert "planned" in words(desk.get("/desk/campaigns"))
    assert "See it as it will be" in words(desk.get("/order/porch-light"))
    assert "How do you pay if it succeeds?" in words(desk.get("/order/porch-light?look=1"))
    mira = Client()
    mira.force_login(fan())
    assert "How do you pay" not in words(mira.get("/order/porch-light?look=1"))
    mira.post("/order/porch-light/tell-me")
    assert "We write to you when it opens." in words(mira.get("/order/porch-light"))
    assert "1 person waits for it" in words(Client().get("/order/porch-light"))
    mira.post("/order/porch-light/tell-me", {"want": "0"})
    assert "We write to you" not in words(mira.get("/order/porch-light"))


@pytest.mark.parametrize(
    ("more", "words_"),
    [
        ({"goal_unit": "pieces", "goal": "many"}, "as a number"),
        ({"goal_unit": "pieces", "goal": "51"}, "more than can be made"),
        ({"goal_unit": "money", "goal": "100", "goal_currency": "EUR"}, "Give a rate"),
    ],
)
def test_a_goal_that_cannot_be_is_refused_and_the_form_keeps_its_words(house, desk, promised, more, words_):
    refused = opened(house, desk, promised, **more)
    assert refused.status_code == 422
    assert words_ in words(refused)
    assert "For outdoors." in refused.content.decode()
    assert campaign("porch-light") is None


def test_a_pre_order_with_a_deposit_says_when_it_is_packed(house, desk, promised):
    plain = {"way": "preorder", "deposit_eu": "20", "deposit_us": "110"}
    refused = opened(house, desk, promised, **plain)
    assert refused.status_code == 422
    assert "Say when it is packed" in words(refused)
    assert opened(house, desk, promised, **plain | {"deposit_eu": "100"}).status_code == 302
    more = plain | {"title_en": "Two", "packed": "2027-02-20", "instalments": 3}
    assert opened(house, desk, promised, **more).status_code == 302
    assert str(campaign("two").packed_about) == "2027-02-20"
    assert {offer.instalments for offer in offers(campaign("two").id)} == {3}


def test_a_drop_with_a_deposit_says_when_it_is_packed_and_without_one_all_is_paid_at_once(
    house, desk, promised
):
    drop = {"way": "drop", "price_us": "", "deposit_us": ""}
    refused = opened(house, desk, promised, **drop, deposit_eu="20")
    assert refused.status_code == 422
    assert "Say when it is packed" in words(refused)
    assert "do not open without it" in words(refused)
    assert opened(house, desk, promised, **drop, deposit_eu="0").status_code == 302
    assert opened(house, desk, promised, **drop, deposit_eu="20", packed="2027-02-20").status_code == 302


def test_a_campaign_without_a_day_of_packing_says_so_and_gets_one(house, desk):
    row, page = house.campaign, "/desk/campaigns/dawn-2"
    assert "Packed about Mon 1 Feb" in words(desk.get(page))
    Campaign.objects.update(packed_about=None)
    assert "Nobody is asked for what their deposit leaves" in words(desk.get(page))
    said = {"promise-first": "2027-02-08", "promise-last": "2027-02-26", "promise-packed": "2027-02-02"}
    assert desk.post(f"{page}/promise", said | {"promise-because": " "}).status_code == 422
    desk.post(f"{page}/promise", said | {"promise-because": "It was missing."})
    assert str(campaign("dawn-2").packed_about) == "2027-02-02"
    assert promise_changes(row.id) == []
    assert "Nobody is asked" not in words(desk.get(page))


def test_a_planned_one_is_mended_moved_and_opened_and_never_mended_again(house, desk):
    row = porch(house, opens_at=LATER + timedelta(days=1))
    first, plain = (shelf.tier for shelf in shelves(row, LATER, market=house.eu.id))
    said = {
        "title_en": "Porch", "title_zh_hans": "门廊", "words_en": "For outdoors.", f"tier-{first.id}-title_en": "Firstlings",
        f"tier-{plain.id}-title_en": "",
    }  # fmt: skip
    assert "It is planned" in words(desk.get(PAGE))
    assert desk.post(f"{PAGE}/words", said).status_code == 422
    assert desk.post(f"{PAGE}/words", said | {f"tier-{plain.id}-title_en": "The lamp"}).status_code == 302
    assert "Firstlings" in words(Client().get("/order/porch"))
    assert "门廊" in words(Client().get("/order/porch", HTTP_ACCEPT_LANGUAGE="zh-hans"))
    desk.post(f"{PAGE}/opening", {"opens": "2026-11-11T08:30"})
    assert campaign("porch").opens_at == datetime(2026, 11, 11, 8, 30, tzinfo=ZoneInfo(answers.zone()))
    desk.post(f"{PAGE}/opening", {"act": "now"})
    assert "How do you pay if it succeeds?" in words(Client().get("/order/porch"))
    late = desk.post(f"{PAGE}/words", said | {f"tier-{plain.id}-title_en": "Other"})
    assert (late.status_code, "It has opened already" in words(late)) == (422, True)


def test_a_reward_is_added_while_it_runs_and_says_its_month_and_its_limit(house, desk):
    porch(house)
    new = {
        "title_en": "With a hook",
        "words_en": "Brass.",
        "price_eu": "110",
        "count": "4",
        "limit": "1",
        "month": "2027-04",
    }
    assert desk.post(f"{PAGE}/rewards", new | {"month": "2027-06"}).status_code == 422
    assert desk.post(f"{PAGE}/rewards", new | {"variants": [house.ash.id]}).status_code == 302
    page = words(Client().get("/order/porch"))
    for said in ("With a hook", "One for a person. Delivered in April 2027.", "4 of 4 left", "Ash"):
        assert said in page
