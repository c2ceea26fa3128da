"""A foreign client that only knows the description asks everything it can think of."""

import json
from datetime import timedelta
from hashlib import sha256
from itertools import count

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from fanloop.api import limits
from fanloop.listening.voices import queries
from fanloop.making.supply import queries as supply
from fanloop.people.team import queries as team
from fanloop.selling.campaigns import actions as campaigns
from fanloop.selling.campaigns.queries import offers
from tests.api.conftest import NOW

pytestmark = pytest.mark.slow
EXAMPLES = 10
"""For each operation and each of two people, of what fits the description and of what does not: over a thousand questions
in about a minute."""
OF_STAFF = {"GET /api/v1/purchase-orders/{number}", "POST /api/v1/builds"}
"""Operations that a founder reaches by being one of us."""
BUILD = b"firmware"


@pytest.fixture
def one_connection():
    """A request by WSGI would end by closing the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known_talk(topic, event, room):
    return {
        "/api/v1/topics/{topic_id}": {"topic_id": topic.id},
        "/api/v1/events/{event_id}": {"event_id": event.id},
        "/api/v1/events/{event_id}/seat": {"event_id": event.id},
        "/api/v1/follows/{ref}": {"ref": f"community.topic:{topic.id}"},
        "/api/v1/reactions/{ref}": {"ref": f"community.topic:{topic.id}"},
        "/api/v1/reactions/{ref}/{sign}": {"ref": f"community.topic:{topic.id}", "sign": "heart"},
        "/api/v1/rooms/{slug}/lines": {"slug": room.slug},
    }


@pytest.fixture
def known_shop(known_talk, campaign, boss, people):
    """A paid order of the client's own, and a campaign to which somebody has pledged."""
    offer = offers(campaign.id)[0]
    own = campaigns.preorder(
        offer=offer, fan=people.supplier_a, quantity=2, at=NOW, key="own", provider="sandbox"
    )
    porch = campaigns.open_campaign(
        line=campaign.line, slug="porch", title={"en": "Porch"}, words={"en": "For outdoors."}, way="crowdfunding",
        offers=[campaigns.NewOffer(offer.variant, offer.market, 9_900, 0)], causes=["voices.acceptance:1"], pool_total=20,
        opens_at=NOW, closes_at=NOW + timedelta(days=9), promise_from=(NOW + timedelta(days=90)).date(),
        promise_to=(NOW + timedelta(days=99)).date(), by=boss, at=NOW, goal=campaigns.NewGoal("pieces", 5),
    )  # fmt: skip
    campaigns.preorder(offer=offers(porch.id)[0], fan=people.fan_b, quantity=3, at=NOW, key="pledge")
    return known_talk | {
        "/api/v1/campaigns/{slug}": {"slug": porch.slug},
        "/api/v1/orders/{number}": {"number": own.number},
    }


@pytest.fixture
def known(need, train, approved, people, known_shop):  # the purchases come from the campaign
    """Names of things that are there, so that the client does not meet closed doors alone."""
    view = supply.purchase_orders(viewer=team.viewer_of(people.supplier_a.id))[0]
    return known_shop | {
        "/api/v1/needs/{slug}": {"slug": need.slug},
        "/api/v1/needs/{slug}/vote": {"slug": need.slug},
        "/api/v1/voices/{voice_id}": {"voice_id": queries.voices_of(need.id)[0].voice.id},
        "/api/v1/voices/{voice_id}/me-too": {"voice_id": queries.voices_of(need.id)[0].voice.id},
        "/api/v1/trains/{train_id}": {"train_id": train.id},
        "/api/v1/trail/{ref}": {"ref": f"voices.need:{need.id}"},
        "/api/v1/purchase-orders/{number}": {"number": view.order.number},
        "/api/v1/purchase-lines/{line_id}/answer": {"line_id": view.lines[0].line.id},
    }


@pytest.fixture(params=["supplier_a", "founder"])
def who(request):
    return request.param


@pytest.fixture
def secret(token, people, who):
    return token(getattr(people, who))


@pytest.fixture(params=list(GenerationMode))
def mode(request):
    return request.param


@pytest.fixture
def description(known, one_connection, monkeypatch, mode):
    monkeypatch.setattr(limits, "PER_MINUTE", dict.fromkeys(limits.PER_MINUTE, 10**9))
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    turns = count()

    @schema.hook
    def map_path_parameters(context, path_parameters):
        """Every other time, something that is there."""
        names = known.get(context.operation.path)
        return names if mode.is_positive and names and next(turns) % 2 else path_parameters

    @schema.hook
    def map_body(context, body):
        """A build whose file comes with it: nobody finds a hash by chance."""
        if context.operation.label != "POST /api/v1/builds" or not mode.is_positive or next(turns) % 2:
            return body
        file = {"name": "files", "sha256": sha256(BUILD).hexdigest(), "size": len(BUILD)}
        build = {"line": "dawn", "number": "2.4.0", "files": [file]}
        return {"build": json.dumps(build), "files": [BUILD]}

    return schema


def test_nothing_breaks_and_nothing_is_undocumented(description, secret, subtests, mode, who):
    reached = set()
    for found in description.get_all_operations():
        operation = found.ok()
        with subtests.test(operation.label):

            @settings(
                max_examples=EXAMPLES,
                derandomize=True,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                shows = mode.is_positive or "Authorization" in case.headers
                answer = case.call_and_validate(
                    headers={"Authorization": f"Bearer {secret}"} if shows else {}
                )
                if answer.status_code < 300:
                    reached.add(operation.label)  # noqa: B023 -- called within the turn of the loop

            ask()
    if who == "founder" and mode.is_positive:
        assert reached >= OF_STAFF
