"""Events, rooms, follows, signs and the proof, as machines meet them."""

from fanloop.listening.attention import queries as attention
from fanloop.listening.moderation import actions as moderation
from tests.api.conftest import AT, problem


def test_a_seat_is_taken_and_given_back_and_the_next_one_waits(machine, people, event):
    one, two = machine(people.fan_a, "seats:write"), machine(people.fan_b, "seats:write")
    here = f"/v1/events/{event.id}/seat"
    seat = one.post(here).json()
    assert (seat["taken"], seat["place"], bool(seat["code"])) == (True, None, True)
    assert two.post(here).json() == {
        "event": f"events.event:{event.id}",
        "taken": True,
        "place": 1,
        "code": "",
    }
    assert one.get("/v1/events").json()[0]["waiting"] == 1
    assert one.delete(here).json()["taken"] is False
    assert two.post(here).json()["place"] is None


def test_events_are_public_and_those_to_come_are_told_first(anyone, event):
    (told,) = anyone.get("/v1/events").json()
    assert (told["title"], told["free"], told["cancelled"]) == ("Evening", 1, "")
    assert anyone.get("/v1/events", when="past").json() == []
    assert anyone.get(f"/v1/events/{event.id}").json() == told
    problem(anyone.get("/v1/events/999"), 404, "not-found")


def test_a_topic_is_followed_and_left(machine, people, topic):
    mine, about = machine(people.founder, "attention:write"), f"community.topic:{topic.id}"
    assert mine.post(f"/v1/follows/{about}").json() == {"about": about, "following": True}
    assert people.founder.id in attention.followers(about)
    assert mine.delete(f"/v1/follows/{about}").json()["following"] is False
    assert people.founder.id not in attention.followers(about)


def test_signs_are_given_to_others_words_alone(machine, anyone, people, topic):
    about = f"community.topic:{topic.id}"
    problem(machine(people.fan_a).post(f"/v1/reactions/{about}/heart"), 409, "refused")
    other = machine(people.fan_b)
    assert other.post(f"/v1/reactions/{about}/heart").json()["items"] == [
        {"sign": "heart", "count": 1, "mine": True}
    ]
    assert anyone.get(f"/v1/reactions/{about}").json()["items"] == [
        {"sign": "heart", "count": 1, "mine": False}
    ]
    assert other.delete(f"/v1/reactions/{about}/heart").json()["items"] == []
    problem(other.post(f"/v1/reactions/{about}/gold"), 422, "invalid")


def test_what_is_hidden_can_neither_be_followed_nor_given_signs(machine, people, topic):
    about = f"community.topic:{topic.id}"
    moderation.hide(about=about, by=people.founder, why="x", at=AT)
    for path in (f"/v1/follows/{about}", f"/v1/reactions/{about}/heart"):
        problem(machine(people.founder).post(path), 404, "not-found")


def test_the_proof_and_the_rooms_are_public(anyone, room, topic):
    told = anyone.get("/v1/promise", weeks=2).json()
    assert len(told["weeks"]) == 2
    assert told["whole"]["counted"] == told["whole"]["answered"] == 0
    assert [row["slug"] for row in anyone.get("/v1/rooms").json()] == ["bench"]
    assert [row["slug"] for row in anyone.get("/v1/rooms", space="talk").json()] == ["bench"]
    problem(anyone.get("/v1/rooms", space="nothing"), 404, "not-found")
    assert [line["words"] for line in anyone.get("/v1/rooms/bench/lines").json()] == ["Hello."]
    problem(anyone.get("/v1/rooms/nothing/lines"), 404, "not-found")
