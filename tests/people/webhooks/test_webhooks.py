"""Webhooks against a real receiver: signed, filtered, tried again, replayed, and never into our own network."""

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from fanloop.foundation import bus
from fanloop.foundation.viewer import ANYONE, SYSTEM
from fanloop.people.fans import actions as fans
from fanloop.people.webhooks import actions, queries
from fanloop.people.webhooks.rules.filters import Condition


class Receiver:
    """What a receiver heard, and what it answers next."""

    def __init__(self):
        self.heard = []
        self.answers = []
        self.url = ""


@pytest.fixture
def receiver(settings):
    settings.WEBHOOKS_MAY_STAY_HOME = True
    with listening() as one:
        yield one


@contextmanager
def listening():
    one = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            one.heard.append((dict(self.headers), body.decode()))
            self.send_response(one.answers.pop(0) if one.answers else 204)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    one.url = f"http://127.0.0.1:{server.server_port}/hooks?from=fanloop"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def endpoint(receiver, boss, at):
    bus.drain()
    return actions.open_endpoint(
        name="Shop floor screen", url=receiver.url, by=boss, patterns=["fans.FanJoined"], at=at
    )


def sent(at):
    return [actions.send(delivery_id=one, at=at) for one in queries.due(at)]


def test_a_fact_arrives_signed_once(endpoint, receiver, join, at):
    fan = join("tomo")
    bus.drain()
    assert sent(at) == [True]
    (headers, body), *more = receiver.heard
    assert not more
    message = Webhook(queries.secrets_of(endpoint)[0].value).verify(body, headers)
    assert message == {"type": "fans.FanJoined", "timestamp": "2026-03-02T09:00:00Z", "data": message["data"]}
    assert message["data"]["fan"] == f"fans.fan:{fan.id}"
    assert sent(at) == []


def test_a_changed_body_is_no_longer_signed(endpoint, receiver, join, at):
    join("tomo")
    bus.drain()
    sent(at)
    headers, body = receiver.heard[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(queries.secrets_of(endpoint)[0].value).verify(body.replace("tomo", "x") + " ", headers)


def test_only_what_was_asked_for_is_sent(endpoint, join, boss, receiver, at):
    actions.change_endpoint(
        endpoint=endpoint, name="Votes", url=receiver.url, patterns=["voices.*"], at=at,
        conditions=[Condition("votes", "≥", "10")],
    )  # fmt: skip
    assert actions.hand_out(name="fans.FanJoined", data={"fan": "fans.fan:1"}, fact_id=1, at=at) == 0
    assert actions.hand_out(name="voices.NeedVoted", data={"votes": 9}, fact_id=2, at=at) == 0
    assert actions.hand_out(name="voices.NeedVoted", data={"votes": 10}, fact_id=3, at=at) == 1


def test_the_same_fact_is_handed_out_once(endpoint, at):
    for _ in range(3):
        actions.hand_out(name="fans.FanJoined", data={"fan": "fans.fan:1"}, fact_id=7, at=at)
    assert len(queries.due(at)) == 1


def test_it_is_tried_again_under_the_same_id(endpoint, receiver, at):
    receiver.answers = [500, 503, 200]
    actions.hand_out(name="fans.FanJoined", data={"fan": "fans.fan:1"}, fact_id=1, at=at)
    assert sent(at) == [False]
    assert sent(at) == []
    assert sent(at + timedelta(seconds=5)) == [False]
    assert sent(at + timedelta(minutes=6)) == [True]
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1
    (row,) = queries.tried(list(queries.log(endpoint)))
    assert [attempt.status for attempt in row.attempts] == [200, 503, 500]


def test_an_endpoint_that_is_gone_rests_and_its_member_is_told(endpoint, receiver, boss, at):
    receiver.answers = [410]
    actions.hand_out(name="fans.FanJoined", data={"fan": "fans.fan:1"}, fact_id=1, at=at)
    sent(at)
    assert queries.endpoint(endpoint.id, SYSTEM).rest.because == actions.GONE
    assert actions.hand_out(name="fans.FanJoined", data={}, fact_id=2, at=at) == 0
    actions.wake(endpoint=endpoint, at=at)
    assert actions.hand_out(name="fans.FanJoined", data={}, fact_id=3, at=at) == 1


def test_an_endpoint_that_never_answers_rests_after_the_last_try(endpoint, receiver, at):
    receiver.answers = [500] * 20
    actions.hand_out(name="fans.FanJoined", data={}, fact_id=1, at=at)
    for hour in range(24 * 6):
        sent(at + timedelta(hours=hour))
    assert queries.endpoint(endpoint.id, SYSTEM).rest.because == actions.SILENT
    assert len(receiver.heard) == 10


def test_both_secrets_sign_while_one_is_changed(endpoint, receiver, at):
    old = queries.secrets_of(endpoint)[0].value
    new = actions.rotate_secret(endpoint=endpoint, at=at).value
    actions.send_test(endpoint=endpoint, at=at)
    sent(at)
    headers, body = receiver.heard[-1]
    assert Webhook(old).verify(body, headers) == Webhook(new).verify(body, headers)
    with pytest.raises(actions.Refused):
        actions.rotate_secret(endpoint=endpoint, at=at)
    assert actions.end_old_secrets(endpoint=endpoint, at=at) == 1
    actions.send_test(endpoint=endpoint, at=at)
    sent(at)
    headers, body = receiver.heard[-1]
    assert json.loads(body)["type"] == "webhooks.Test"
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(body, headers)


def test_a_delivery_is_replayed_under_its_own_id(endpoint, receiver, at):
    actions.hand_out(name="fans.FanJoined", data={}, fact_id=1, at=at)
    sent(at)
    row = queries.log(endpoint)[0]
    actions.replay(delivery=row, at=at)
    assert sent(at) == [True]
    assert [headers["webhook-id"] for headers, _ in receiver.heard] == [row.message] * 2


def test_a_worker_that_died_while_waiting_does_not_lose_the_message(endpoint, receiver, at):
    actions.hand_out(name="fans.FanJoined", data={}, fact_id=1, at=at)
    row = queries.log(endpoint)[0]
    row.busy_until = at + timedelta(seconds=30)
    row.save()
    assert sent(at) == [False]
    assert sent(at + timedelta(seconds=31)) == [True]


def test_nothing_goes_into_our_own_network(endpoint, receiver, settings, at):
    settings.WEBHOOKS_MAY_STAY_HOME = False
    actions.hand_out(name="fans.FanJoined", data={}, fact_id=1, at=at)
    assert sent(at) == [False]
    assert receiver.heard == []
    assert "Unsafe" in queries.tried(list(queries.log(endpoint)))[0].attempts[0].said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"url": "ftp://example.org"}, "Nothing can be sent there"),
        ({"name": " "}, "name"),
        ({"patterns": ["voices.Nothing"]}, "voices.Nothing"),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused(boss, at, more, said):
    values = {"name": "x", "url": "https://example.org/h", "patterns": [], **more}
    with pytest.raises(actions.Refused, match=said):
        actions.open_endpoint(by=boss, at=at, **values)


def test_only_those_who_manage_webhooks_read_them(endpoint, mira):
    assert queries.endpoints(ANYONE) == []
    assert queries.describe_endpoints({endpoint.id}, ANYONE) == {}
    assert len(queries.endpoints(SYSTEM)) == 1


def test_the_desk_opens_one_shows_its_secret_once_and_sends_a_test(client, boss, receiver, at):
    fan = fans.Fan.objects.get(id=boss.fan_id)
    client.force_login(fan)
    answer = client.post(
        "/desk/webhooks", {"name": "Screen", "url": receiver.url, "conditions": "votes >= 3"}, follow=True
    )
    assert "whsec_" in answer.text
    assert "whsec_" not in client.get(answer.request["PATH_INFO"]).text
    endpoint = queries.endpoints(SYSTEM)[0].endpoint
    client.post(f"/desk/webhooks/{endpoint.id}/act", {"want": "test"})
    assert queries.log(endpoint)[0].fact == "webhooks.Test"
    assert "votes ≥ 3" in client.get("/desk/webhooks").text
    assert "no condition" in client.post("/desk/webhooks", {"name": "x", "conditions": "?"}).text
    assert "voices.NeedVoted" in client.get("/desk/webhooks/facts").text
