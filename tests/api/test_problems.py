"""Every error is problem details after RFC 9457."""

import pytest

from fanloop.api import limits
from tests.api.conftest import problem


def test_an_address_that_is_none(anyone):
    problem(anyone.get("/v1/nowhere/at/all"), 404, "not-found")
    problem(anyone.post("/v2/"), 404, "not-found")


def test_a_thing_that_is_not_there(anyone):
    problem(anyone.get("/v1/needs/never-heard"), 404, "not-found")
    problem(anyone.get("/v1/trail/voices.need:999"), 404, "not-found")
    problem(anyone.get("/v1/trail/voices.unicorn:1"), 404, "not-found")


def test_a_method_that_is_refused_says_which_are_not(anyone):
    response = anyone.delete("/v1/needs")
    problem(response, 405, "method-not-allowed")
    assert response["allow"] == "GET"


def test_a_question_that_does_not_fit(anyone):
    found = problem(anyone.get("/v1/needs", page="0", order="cheapest"), 422, "invalid")
    assert {(fault["source"], fault["pointer"]) for fault in found["errors"]} == {
        ("query", "/page"),
        ("query", "/order"),
    }


def test_a_body_that_does_not_fit_is_pointed_at_and_not_repeated(machine, people):
    response = machine(people.fan_a).post("/v1/voices", {"kind": "rant", "words": "a\0b secret"})
    found = problem(response, 422, "invalid")
    assert [fault["pointer"] for fault in found["errors"]] == ["/kind", "/words"]
    assert "secret" not in response.content.decode()


def test_a_name_in_a_body_that_is_not_there(machine, people, lamp):
    fan = machine(people.fan_a)
    sent = {"kind": "idea", "words": "Darker."}
    for more, pointer in (
        ({"line": "dusk"}, "/line"),
        ({"line": "dawn", "area": "sky"}, "/area"),
        ({"area": "sky"}, "/area"),
    ):
        found = problem(fan.post("/v1/voices", sent | more), 409, "refused")
        assert [fault["pointer"] for fault in found["errors"]] == [pointer]


@pytest.mark.parametrize("body", ["{", "\xff\xfe", "[" * 100_000])
def test_a_body_that_is_no_json(machine, people, body):
    response = machine(people.fan_a)._client.post("/api/v1/voices", body, content_type="application/json")
    problem(response, 400, "unreadable")


def test_a_rule_that_says_no(machine, people):
    found = problem(
        machine(people.fan_a).post("/v1/voices", {"kind": "idea", "words": " \n"}), 409, "refused"
    )
    assert "Say something" in found["detail"]


def test_a_fault_of_ours_is_told_without_its_inside(anyone, monkeypatch, caplog):
    def broken(*args, **more):
        raise ZeroDivisionError("the inside")

    monkeypatch.setattr("fanloop.api.voices.queries.needs_board", broken)
    found = problem(anyone.get("/v1/needs"), 500, "broken")
    assert "inside" not in str(found)
    assert "the inside" in caplog.text


def test_too_many_requests_say_when_to_come_again(anyone, machine, people, monkeypatch):
    monkeypatch.setattr(limits, "PER_MINUTE", {"address": 2, "token": 3})
    assert [anyone.get("/v1/needs").status_code for _ in range(2)] == [200, 200]
    response = anyone.get("/v1/needs")
    problem(response, 429, "too-many")
    assert 1 <= int(response["retry-after"]) <= 60
    known = machine(people.fan_a)
    assert [known.get("/v1/needs").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_guessing_tokens_is_slowed_down(machine, anyone, monkeypatch):
    from tests.api.conftest import Machine

    monkeypatch.setattr(limits, "PER_MINUTE", {"address": 2, "token": 3})
    assert [Machine(f"fl_{guess}").get("/v1/needs").status_code for guess in range(3)] == [401, 401, 429]


def test_every_kind_of_problem_is_explained(anyone):
    from fanloop.api.problems import KINDS

    page = anyone.get("/").content.decode()
    assert [kind for kind in KINDS if f'id="{kind}"' not in page] == []
