"""Fans who speak for the maker: asked or applying, answered with a reason, honest about what they get, free to go."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus, clock
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as people
from fanloop.people.fans.models import Fan, Notice
from fanloop.people.team.queries import viewer_of
from fanloop.selling.campaigns.actions import NewOffer, open_campaign, preorder
from fanloop.selling.campaigns.actions import ambassadors as actions
from fanloop.selling.campaigns.actions import word_of_mouth as mouth
from fanloop.selling.campaigns.models import AmbassadorAnswer, AmbassadorEnd, Ambassadorship
from fanloop.selling.campaigns.queries import ambassadors as queries
from fanloop.selling.campaigns.queries import offers
from fanloop.selling.campaigns.rules.ambassadors import standing
from fanloop.selling.campaigns.rules.refusals import Refused
from tests.selling.world import CLOSES, NOON, fan, shop

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@given(is_invited=st.booleans(), accepted=st.sampled_from([None, True, False]), is_ended=st.booleans())
def test_only_an_accepted_one_that_nobody_ended_is_active(is_invited, accepted, is_ended):
    now = standing(is_invited=is_invited, accepted=accepted, is_ended=is_ended)
    assert (now == "active") == (accepted is True and not is_ended)
    assert (now in {"applied", "invited"}) == (accepted is None and not is_ended)


@pytest.fixture
def house():
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


def speaking(house, who):
    row = actions.apply(fan=who, words="I write about light.", at=NOON)
    actions.decide(ambassadorship=row, accepted=True, because="You are honest", by=house.member, at=NOON)
    return row


def entered(who):
    client = Client()
    client.force_login(Fan.objects.get(id=who.id))
    return client


def test_who_applies_is_answered_once_by_a_person_with_a_reason(house):
    mira = fan("mira.k")
    for wrong in ({"fan": mira, "words": " "}, {"fan": house.boss, "words": "Me"}):
        with pytest.raises(Refused):
            actions.apply(**wrong, at=NOON)
    row = actions.apply(fan=mira, words="I write.", at=NOON)
    assert actions.apply(fan=mira, words="Again.", at=NOON) == row
    with pytest.raises(Refused):
        actions.answer_invitation(ambassadorship=row, fan=mira, accepted=True, at=NOON)
    with pytest.raises(Refused, match="why"):
        actions.decide(ambassadorship=row, accepted=True, because="", by=house.member, at=NOON)
    assert not queries.is_ambassador(mira.id)
    for verdict in (True, False):
        actions.decide(ambassadorship=row, accepted=verdict, because="Honest", by=house.member, at=NOON)
    assert AmbassadorAnswer.objects.get().accepted
    assert queries.is_ambassador(mira.id)
    assert [told.kind for told in Notice.objects.filter(fan=mira)] == ["ambassador_accepted"]


def test_who_is_declined_may_apply_again(house):
    mira = fan()
    row = actions.apply(fan=mira, words="I write.", at=NOON)
    actions.decide(ambassadorship=row, accepted=False, because="Tell us more", by=house.member, at=NOON)
    assert queries.mine(mira.id).standing == "declined"
    assert actions.apply(fan=mira, words="I film as well.", at=LATER) != row


def test_who_is_asked_answers_alone(house):
    mira, leo = fan(), fan()
    row = actions.invite(fan=mira, words="You say it well.", by=house.member, at=NOON)
    with pytest.raises(Refused, match="their turn"):
        actions.decide(ambassadorship=row, accepted=True, because="Yes", by=house.member, at=NOON)
    with pytest.raises(Refused):
        actions.answer_invitation(ambassadorship=row, fan=leo, accepted=True, at=NOON)
    actions.answer_invitation(ambassadorship=row, fan=mira, accepted=True, at=NOON)
    assert [each.row.fan for each in queries.active()] == [mira]


@pytest.mark.parametrize("by_maker", [True, False])
def test_either_side_ends_it_once_and_what_was_earned_stays(house, by_maker):
    mira = fan()
    row = speaking(house, mira)
    link = mouth.share_link(campaign=house.campaign, fan=mira, at=NOON)
    with pytest.raises(Refused):
        actions.step_down(ambassadorship=row, fan=fan(), at=NOON)
    for _twice in range(2):
        if by_maker:
            actions.end(ambassadorship=row, because="We change", by=house.member, at=LATER)
        else:
            actions.step_down(ambassadorship=row, fan=mira, at=LATER)
    assert AmbassadorEnd.objects.get().by == (house.member if by_maker else None)
    assert not queries.is_ambassador(mira.id)
    assert Client().get(f"/r/{link.code}").status_code == 302


def test_the_kit_says_what_the_link_did_and_no_more(house):
    mira = fan("mira.k")
    speaking(house, mira)
    mouth.promise_thanks(campaign=house.campaign, minor=500, currency="EUR", most=1, by=None, at=NOON)
    link = mouth.share_link(campaign=house.campaign, fan=mira, at=NOON)
    mouth.follow(link=link, day=NOON.date())
    orders = [preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key=f"o{n}") for n in range(3)]
    for order in orders:
        mouth.attribute(order=order, link=link, followed=NOON, at=NOON)
    mouth.thank(order_ids={orders[0].id, orders[1].id}, at=NOON)
    kit = queries.kit(house.campaign, mira.id)
    assert (kit.mouth.visits, kit.mouth.brought, kit.waiting, kit.left, kit.earned.minor) == (1, 3, 2, 0, 500)
    assert queries.figures([mira.id]) == {mira.id: (1, 3, 1)}
    page = entered(mira).get("/ambassadors").content.decode()
    assert f"/r/{link.code}" in page
    assert "I am an ambassador of Northwindow" in page


def followed(link, who=None):
    browser = entered(who) if who else Client()
    browser.get(f"/r/{link.code}")
    return browser.get("/order/dawn-2").content.decode()


def test_who_comes_by_a_link_reads_what_it_earns_before_ordering(house):
    mira, leo = fan("mira.k"), fan("leo.l")
    speaking(house, mira)
    hers, his = (mouth.share_link(campaign=house.campaign, fan=who, at=NOON) for who in (mira, leo))
    assert "who gets nothing for it" in followed(hers)
    mouth.promise_thanks(campaign=house.campaign, minor=500, currency="EUR", most=3, by=None, at=NOON)
    said = followed(hers)
    assert "Ambassador:" in said
    assert "mira.k" in said
    assert "5" in said.partition("Ambassador:")[2][:200]
    friends = followed(his)
    assert "a friend’s link" in friends
    assert "leo.l" not in friends
    assert "Ambassador:" not in followed(hers, mira)
    mouth.promise_thanks(campaign=house.campaign, minor=500, currency="EUR", most=1, by=None, at=NOON)
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key="o1")
    mouth.attribute(order=order, link=hers, followed=NOON, at=NOON)
    mouth.thank(order_ids={order.id}, at=NOON)
    assert "who gets nothing for it" in followed(hers)
    assert "link" not in Client().get("/order/dawn-2").content.decode().partition("came by")[2]


def test_applying_and_leaving_by_the_pages(house):
    mira = fan("mira.k")
    browser, boss = entered(mira), entered(house.boss)
    assert "Log in to apply" in Client().get("/ambassadors").content.decode()
    browser.post("/ambassadors/apply", {"words": "I write."})
    row = Ambassadorship.objects.get()
    assert "I write." in boss.get("/desk/ambassadors").content.decode()
    boss.post(f"/desk/ambassadors/{row.id}/decide", {"want": "1", "because": "Honest"})
    assert queries.is_ambassador(mira.id)
    assert "ambassador" in Client().get("/people/mira.k").content.decode()
    browser.post("/ambassadors/end", {"because": "No time"})
    assert not queries.is_ambassador(mira.id)
    assert boss.post("/desk/ambassadors", {"handle": "nobody", "words": "Hello"}).status_code == 422
    boss.post("/desk/ambassadors", {"handle": "@mira.k", "words": "Come back"})
    assert "Come back" in browser.get("/ambassadors").content.decode()
    browser.post("/ambassadors/answer", {"want": "1"})
    boss.post(f"/desk/ambassadors/{Ambassadorship.objects.last().id}/end", {"because": "We change"})
    assert AmbassadorEnd.objects.count() == 2
    assert browser.get("/desk/ambassadors").status_code == 403
    assert browser.post("/ambassadors/end").status_code == 404


def test_who_leaves_the_house_speaks_for_nobody(house):
    mira = fan("mira.k")
    row = speaking(house, mira)
    mouth.share_link(campaign=house.campaign, fan=mira, at=NOON)
    taken = people.export(viewer_of(mira.id))["word_of_mouth"]
    assert [one["kind"] for one in taken] == ["ambassadorship", "link"]
    fans.erase(fan=mira, by=mira, at=LATER)
    bus.drain()
    row.refresh_from_db()
    assert row.words == ""
    assert queries.active() == []
    assert queries.ambassadors(viewer=viewer_of(fan().id)) == []


def test_a_link_to_one_thing_earns_nothing_for_another(house):
    link = mouth.share_link(campaign=house.campaign, fan=fan("mira.k"), at=NOON)
    other = open_campaign(
        line=house.line, slug="dawn-3", title={"en": "Dawn 3"}, words={"en": "Later."},
        offers=[NewOffer(house.oak, house.eu, 12900, 2000)], causes=["voices.acceptance:1"], pool_total=5, opens_at=NOON,
        closes_at=CLOSES, promise_from=NOON.date(), promise_to=NOON.date(), packed_about=None, limit_per_person=3,
        by=house.member, at=NOON,
    )  # fmt: skip
    buyer = entered(fan())
    buyer.get(f"/r/{link.code}")
    assert "came by" in buyer.get("/order/dawn-2").content.decode()
    page = buyer.get("/order/dawn-3").content.decode()
    assert "came by" not in page
    key = page.split('name="key" value="')[1].split('"')[0]
    answer = buyer.post("/order/dawn-3/orders", {"offer": offers(other.id)[0].id, "quantity": 1, "key": key})
    assert answer.status_code == 302
    assert queries.kit(house.campaign, link.fan_id).mouth.brought == 0
