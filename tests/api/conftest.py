"""Machines of every kind of person, in a house where something of every noun has happened."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.listening.chat import actions as chat
from fanloop.listening.community import actions as community
from fanloop.listening.events import actions as events
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import actions as fans
from fanloop.people.fans.rules.scopes import SCOPES
from fanloop.people.team import actions as team
from fanloop.releasing.releases import actions as releases
from fanloop.selling.campaigns import actions as campaigns
from fanloop.selling.orders import queries as orders
from tests.making.conftest import (
    AT,
    approved,
    boss,
    forecast,
    join,
    lamp,
    market,
    order,
    parts,
    plan,
    suppliers,
    terms,
)  # fmt: skip

__all__ = [
    "approved", "book", "boss", "forecast", "join", "lamp", "market", "order", "parts", "plan", "suppliers", "terms",
]  # fmt: skip


NOW = AT + timedelta(days=12, hours=1)


@pytest.fixture(autouse=True)
def house_time(monkeypatch):
    """Machines ask the clock; here it runs on from one moment."""
    monkeypatch.setattr(clock, "_offset", NOW - clock.now())


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits are counted in the cache, which outlives a test's transaction."""
    cache.clear()
    yield
    cache.clear()


class Machine:
    """A program that speaks JSON, with a token or without."""

    def __init__(self, token=None):
        self._client = Client(headers={"authorization": f"Bearer {token}"} if token else {})

    def get(self, path, **query):
        return self._client.get(f"/api{path}", query)

    def post(self, path, sent=None, key=None, **more):
        headers = {"idempotency-key": key} if key else {}
        body = json.dumps(sent) if sent is not None else ""
        return self._client.post(
            f"/api{path}", body, content_type="application/json", headers=headers, **more
        )

    def delete(self, path, key=None):
        return self._client.delete(f"/api{path}", headers={"idempotency-key": key} if key else {})


@pytest.fixture
def token():
    """The secret of a new token of a fan."""

    def make(fan, *scopes):
        return fans.make_token(fan=fan, name="machine", wanted=scopes or SCOPES, at=AT).secret

    return make


@pytest.fixture
def machine(token):
    """A machine of a fan, by default with every scope there is; nobody's without a fan."""

    def make(fan=None, *scopes):
        return Machine(token(fan, *scopes) if fan else None)

    return make


@pytest.fixture
def anyone(boss):
    return Machine()


@pytest.fixture
def people(join, boss, suppliers):
    """Fan A and B, supplier A and B, an engineer, and the founder."""
    engineer = join("wen")
    team.hire(fan=engineer, name="Wen", rank="engineer", by=boss, at=AT)
    return SimpleNamespace(
        fan_a=join("mira"),
        fan_b=join("tomo"),
        supplier_a=suppliers.a.fan,
        supplier_b=suppliers.b.fan,
        engineer=engineer,
        founder=boss.fan,
    )


@pytest.fixture
def topic(people):
    space = community.open_space(slug="talk", name="Talk", at=AT)
    started = community.start_topic(
        space=space, author=people.fan_a, title="Too bright", body="At *night*.", at=AT
    )
    community.reply(topic=started, author=people.fan_b, body="Same here.", at=AT)
    return started


@pytest.fixture
def event(boss):
    evening = events.NewEvent(
        kind="online", title={"en": "Evening"}, starts=NOW + timedelta(days=9), ends=NOW + timedelta(days=9, hours=1),
        time_zone="UTC", words={"en": "Come."}, link="https://meet.example.org/dawn", seats=1,
    )  # fmt: skip
    return events.open_event(new=evening, by=boss, at=AT)


@pytest.fixture
def room(topic, boss):
    opened = chat.open_room(space=topic.space, slug="bench", name={"en": "Bench"}, by=boss, at=AT)
    chat.say(room=opened, author=topic.author, words="Hello.", at=AT)
    return opened


@pytest.fixture
def need(people, boss, topic):
    voice = voices.raise_voice(
        kind="idea", title="Dim it", words="Let it go darker.", fan=people.fan_a, topic=topic, at=AT
    )
    made = voices.make_need(title="Darker at night", words="", voices=[voice], by=boss, at=AT)
    bus.drain()
    return made


@pytest.fixture
def acceptance(need, boss):
    return voices.accept_need(need=need, by=boss, because="It is easy.", at=AT)


@pytest.fixture
def train(acceptance, lamp, boss):
    change = releases.make_change(
        line=lamp.line, title="Darker", kind="new", acceptances=[f"voices.acceptance:{acceptance.id}"], at=AT
    )
    planned = releases.plan_train(line=lamp.line, leaves_at=AT + timedelta(days=4), at=AT)
    releases.board(change=change, train=planned, by=boss, at=AT)
    return planned


@pytest.fixture
def campaign(acceptance, lamp, market, boss):
    return campaigns.open_campaign(
        line=lamp.line,
        slug="dawn-2",
        title={"en": "Dawn 2", "zh-hans": "晨光 2"},
        words={"en": "Better."},
        offers=[campaigns.NewOffer(lamp, market, 12_900, 1_900)],
        causes=[f"voices.acceptance:{acceptance.id}"],
        pool_total=100,
        opens_at=AT,
        closes_at=AT + timedelta(days=30),
        promise_from=(AT + timedelta(days=100)).date(),
        promise_to=(AT + timedelta(days=120)).date(),
        by=boss,
        at=AT,
    )


@pytest.fixture
def book(campaign):
    """What is planned and bought comes from the campaign's own orders."""
    return orders.book_of(f"campaigns.campaign:{campaign.id}")


def problem(response, status, kind):
    """The problem of a response, checked for its shape."""
    body = response.json()
    assert response["content-type"] == "application/problem+json"
    assert (response.status_code, body["status"], body["type"]) == (status, status, f"/api/#{kind}")
    assert body["title"]
    assert body["detail"]
    return body
