"""The same key with the same request is done once; with another request it is refused."""

import threading

import pytest
from django.db import connection

from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.voices import queries
from tests.api.conftest import Machine, problem

SENT = {"kind": "idea", "words": "Let it go darker."}


def voices_of(fan):
    return [row for row in queries.latest_voices(SYSTEM) if row.voice.fan_id == fan.id]


def test_the_same_key_gets_the_same_answer(machine, people):
    fan = machine(people.fan_a)
    first, second = (fan.post("/v1/voices", SENT, key="one") for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert first["location"] == second["location"]
    assert len(voices_of(people.fan_a)) == 1


def test_without_a_key_each_request_acts(machine, people):
    fan = machine(people.fan_a)
    assert fan.post("/v1/voices", SENT).json() != fan.post("/v1/voices", SENT).json()


def test_the_same_key_with_other_words_is_refused(machine, people, need):
    fan = machine(people.fan_a)
    fan.post("/v1/voices", SENT, key="one")
    problem(fan.post("/v1/voices", SENT | {"kind": "bug"}, key="one"), 409, "key-reused")
    problem(fan.post(f"/v1/needs/{need.slug}/vote", key="one"), 409, "key-reused")
    assert [row.voice.kind for row in voices_of(people.fan_a) if row.title == "Let it go darker."] == ["idea"]


def test_a_key_is_its_tokens_own(machine, people):
    one, two = machine(people.fan_a), machine(people.fan_b)
    assert one.post("/v1/voices", SENT, key="one").json() != two.post("/v1/voices", SENT, key="one").json()


def test_a_refused_act_may_be_tried_again(machine, people, need):
    fan = machine(people.fan_a)
    assert fan.post("/v1/voices", {"kind": "idea", "words": " "}, key="one").status_code == 409
    assert fan.post("/v1/voices", SENT, key="one").status_code == 201


def test_a_vote_taken_back_is_answered_as_it_was(machine, people, need):
    """A late retry of the vote must not vote again after it was withdrawn."""
    fan = machine(people.fan_a)
    voted = fan.post(f"/v1/needs/{need.slug}/vote", key="give")
    fan.delete(f"/v1/needs/{need.slug}/vote", key="take")
    assert fan.post(f"/v1/needs/{need.slug}/vote", key="give").json() == voted.json()
    assert fan.get(f"/v1/needs/{need.slug}").json()["voted"] is False


def test_a_key_that_cannot_be_one(machine, people):
    found = problem(machine(people.fan_a).post("/v1/voices", SENT, key="a b"), 422, "invalid")
    assert [(fault["source"], fault["pointer"]) for fault in found["errors"]] == [
        ("header", "/Idempotency-Key")
    ]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_act_once(token, people):
    secret, answers, both = token(people.fan_a), [], threading.Barrier(2)

    def client():
        machine = Machine(secret)
        both.wait()
        response = machine.post("/v1/voices", SENT, key="one")
        answers.append((response.status_code, response.json()))
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers[0] == answers[1]
    assert answers[0][0] == 201
    assert len(voices_of(people.fan_a)) == 1
