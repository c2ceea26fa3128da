"""What is somebody's own is nobody else's: by its number, at every face that shows it, to read and to act upon."""

from types import SimpleNamespace

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.listening.community import actions as community
from fanloop.listening.conversations import actions as conversations
from fanloop.listening.conversations import queries as conversation_queries
from fanloop.listening.moderation import actions as moderation
from fanloop.making.supply import queries as supply
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.team.queries import viewer_of
from fanloop.selling.campaigns import actions as campaigns
from fanloop.selling.campaigns import queries as campaign_queries
from tests.api.conftest import (  # noqa: F401 -- fixtures, used by name
    acceptance,
    approved,
    book,
    boss,
    campaign,
    forecast,
    house_time,
    join,
    lamp,
    market,
    need,
    order,
    parts,
    people,
    plan,
    suppliers,
    terms,
    topic,
)

pytestmark = pytest.mark.django_db
STRANGERS = ["fan_b", "supplier_a", "engineer"]


def browser(fan):
    client = Client()
    client.force_login(fan)
    return client


@pytest.fixture
def own(people, campaign, boss):
    """What fan A has: an order, a letter in the inbox, a token, a conversation with the maker, a strike, a draft."""
    now, fan = clock.now(), people.fan_a
    [offer] = campaign_queries.offers(campaign.id)
    placed = campaigns.preorder(offer=offer, fan=fan, quantity=2, at=now, key="a")
    fans.notify([fan.id], kind="welcome", data={}, about="", at=now)
    community.keep_draft(fan=fan, key="topic:new", data={"body": "Half a thought."}, at=now)
    return SimpleNamespace(
        order=placed.number,
        notice=fan_queries.inbox(viewer=viewer_of(fan.id))[0].id,
        token=fans.make_token(fan=fan, name="lamp", wanted=["votes:write"], at=now).token,
        talk=conversations.start(
            by=boss.fan, to=[fan], subject="Your lamp", words="Only for you.", at=now
        ).id,
        strike=moderation.strike(fan=fan, by=boss.fan, why="Rude.", at=now).id,
    )


def status(who, method, path, data=None):
    return getattr(browser(who), method)(path, data or {}).status_code


@pytest.mark.parametrize("stranger", STRANGERS)
def test_the_own_of_a_fan_looks_like_nothing_to_others(people, own, stranger):
    other = getattr(people, stranger)
    tried = {
        f"{method} {path}": status(other, method, path, data)
        for method, path, data in [
            ("get", f"/orders/{own.order}", {}),
            ("get", f"/orders/{own.order}/pay", {}),
            ("post", f"/orders/{own.order}/payments", {"provider": "transfer"}),
            ("post", f"/orders/{own.order}/cancel", {}),
            ("get", f"/me/inbox/{own.notice}", {}),
            ("post", f"/me/tokens/{own.token.id}/revoke", {}),
            ("get", f"/messages/{own.talk}", {}),
            ("get", f"/messages/{own.talk}/newer", {}),
            ("post", f"/messages/{own.talk}/send", {"words": "Me too."}),
            ("post", f"/messages/{own.talk}/leave", {}),
            ("post", "/standing/appeals", {"about": f"moderation.strike:{own.strike}", "words": "Please."}),
        ]
    }
    assert {path: code for path, code in tried.items() if code != 404} == {}


def test_the_owner_reads_all_of_it(people, own):
    fan = people.fan_a
    assert [
        status(fan, "get", path)
        for path in (f"/orders/{own.order}", f"/orders/{own.order}/pay", f"/messages/{own.talk}", "/standing")
    ] == [200] * 4
    assert fan_queries.token_owner(own.token.digest) is not None


def test_nothing_was_done_by_those_who_tried(people, own):
    for stranger in STRANGERS:
        status(getattr(people, stranger), "post", f"/orders/{own.order}/cancel")
        status(getattr(people, stranger), "post", f"/me/tokens/{own.token.id}/revoke")
    assert fan_queries.token_owner(own.token.digest) is not None
    assert browser(people.fan_a).get(f"/orders/{own.order}").context["sheet"].can_cancel


@pytest.mark.parametrize("stranger", [*STRANGERS, "founder"])
def test_half_written_words_are_their_writers_alone(people, own, stranger):
    assert "Half a thought." in browser(people.fan_a).get("/talk/new").text
    assert "Half a thought." not in browser(getattr(people, stranger)).get("/talk/new").text


@pytest.mark.parametrize("who", ["fan_b", "engineer", "founder"])
def test_messages_between_others_are_closed_to_the_team_as_well(people, join, boss, who):
    third, now = join("third"), clock.now()
    talk = conversations.start(by=boss.fan, to=[third], subject="Yours", words="Secret.", at=now)
    if who != "founder":
        assert status(getattr(people, who), "get", f"/messages/{talk.id}") == 404
    row = conversation_queries.conversation(talk.id, viewer_of(third.id))
    [message] = conversation_queries.messages(row, viewer=viewer_of(third.id))
    assert status(people.fan_b, "get", f"/report?about=conversations.message:{message.id}") == 404


@pytest.mark.parametrize("who", ["supplier_b", "fan_a", "engineer", "founder"])
def test_a_purchase_order_is_its_suppliers_alone_in_the_portal(people, suppliers, approved, who):
    view = supply.purchase_orders(viewer=suppliers.a.viewer)[0]
    number, line = view.order.number, view.lines[0].line
    other = getattr(people, who)
    tried = [
        status(other, "get", f"/portal/orders/{number}"),
        status(other, "get", f"/portal/orders/{number}/csv"),
        status(other, "post", f"/portal/orders/{number}/confirm"),
        status(
            other, "post", f"/portal/lines/{line.id}/answer", {"quantity": "1", "promised": str(line.due)}
        ),
    ]
    assert set(tried) <= ({404} if who == "supplier_b" else {403})
    assert status(people.supplier_a, "get", f"/portal/orders/{number}") == 200
