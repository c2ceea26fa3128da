"""Role by role: what each kind of person's machine may do, and what it is told otherwise."""

import pytest

from fanloop.foundation import clock
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.selling.campaigns import actions as campaigns
from fanloop.selling.campaigns import queries as campaign_queries
from tests.api.conftest import Machine, problem

SCOPED = [
    ("GET", "/v1/orders", "orders:read"),
    ("GET", "/v1/orders/X-1", "orders:read"),
    ("GET", "/v1/purchase-orders", "supply:read"),
    ("GET", "/v1/purchase-orders/X-1", "supply:read"),
    ("POST", "/v1/purchase-lines/1/answer", "supply:answer"),
    ("POST", "/v1/builds", "builds:write"),
    ("POST", "/v1/voices", "voices:write"),
    ("POST", "/v1/voices/1/me-too", "voices:write"),
    ("DELETE", "/v1/voices/1/me-too", "voices:write"),
    ("POST", "/v1/events/1/seat", "seats:write"),
    ("DELETE", "/v1/events/1/seat", "seats:write"),
    ("POST", "/v1/follows/voices.need:1", "attention:write"),
    ("DELETE", "/v1/follows/voices.need:1", "attention:write"),
    ("POST", "/v1/reactions/community.topic:1/heart", "attention:write"),
    ("DELETE", "/v1/reactions/community.topic:1/heart", "attention:write"),
    ("POST", "/v1/needs/x/vote", "votes:write"),
    ("DELETE", "/v1/needs/x/vote", "votes:write"),
]


def send(machine, method, path):
    return getattr(machine, method.lower())(path)


@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_without_a_token_nothing_personal_happens(anyone, method, path, scope):
    response = send(anyone, method, path)
    problem(response, 401, "token-needed")
    assert response["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_a_token_without_the_scope_is_refused(machine, people, method, path, scope):
    response = send(machine(people.founder, "trail:read"), method, path)
    problem(response, 403, "scope-missing")
    assert response["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{scope}"'


@pytest.mark.parametrize("path", ["/v1/needs", "/v1/orders"])
def test_a_token_that_opens_nothing_is_never_taken_for_nobody(boss, path):
    response = Machine("fl_wrong").get(path)
    problem(response, 401, "token-unknown")
    assert response["www-authenticate"] == 'Bearer error="invalid_token"'


def test_a_revoked_token_opens_nothing(people):
    fresh = fans.make_token(fan=people.fan_a, name="lamp", wanted=["votes:write"], at=clock.now())
    assert Machine(fresh.secret).get("/v1/needs").status_code == 200
    fans.revoke_token(token=fresh.token, at=clock.now())
    assert Machine(fresh.secret).get("/v1/needs").status_code == 401


def test_a_session_opens_nothing_here(client, people, need):
    client.force_login(people.fan_a)
    assert client.post(f"/api/v1/needs/{need.slug}/vote").status_code == 401
    assert client.get(f"/api/v1/needs/{need.slug}").json()["voted"] is None


def test_fans_vote_each_for_themselves(machine, people, need):
    one, two = machine(people.fan_a), machine(people.fan_b)
    ballot = one.post(f"/v1/needs/{need.slug}/vote").json()
    assert ballot == {"need": need.slug, "voted": True, "votes": 1, "votes_left": 1}
    assert two.post(f"/v1/needs/{need.slug}/vote").json()["votes"] == 2
    assert one.delete(f"/v1/needs/{need.slug}/vote").json()["votes"] == 1
    assert one.get(f"/v1/needs/{need.slug}").json()["voted"] is False
    assert two.get(f"/v1/needs/{need.slug}").json()["voted"] is True


def test_a_voice_is_raised_in_the_fans_name(machine, anyone, people, lamp):
    sent = {"kind": "bug", "words": "It hums. All night.", "line": "dawn"}
    response = machine(people.fan_a, "voices:write").post("/v1/voices", sent)
    assert response.status_code == 201
    told = anyone._client.get(response["location"]).json()
    assert told == response.json()
    assert (told["by"], told["title"], told["words"]) == ("mira", "It hums", "It hums. All night.")


@pytest.fixture
def number(people, campaign):
    [offer] = campaign_queries.offers(campaign.id)
    order = campaigns.preorder(offer=offer, fan=people.fan_a, quantity=2, at=clock.now(), key="a")
    return order.number


def test_a_fan_reads_their_own_order(machine, people, number):
    mine = machine(people.fan_a, "orders:read").get(f"/v1/orders/{number}").json()
    assert (mine["number"], mine["total"]["minor"], mine["lines"][0]["quantity"]) == (number, 25_800, 2)


@pytest.mark.parametrize("who", ["fan_b", "supplier_a", "engineer", "founder"])
def test_nobody_reads_the_order_of_another(machine, people, number, who):
    other = machine(getattr(people, who))
    problem(other.get(f"/v1/orders/{number}"), 404, "not-found")
    assert other.get("/v1/orders").json()["items"] == []


@pytest.fixture
def lines(approved, suppliers):
    """A line of supplier A and one of supplier B, with their orders' numbers."""
    from fanloop.making.supply import queries

    views = {name: queries.purchase_orders(viewer=firm.viewer)[0] for name, firm in vars(suppliers).items()}
    return {name: (view.order.number, view.lines[0].line) for name, view in views.items()}


def numbers(machine):
    return {row["number"] for row in machine.get("/v1/purchase-orders").json()["items"]}


def test_a_supplier_reads_its_own_purchase_orders(machine, people, lines):
    assert numbers(machine(people.supplier_a)) == {lines["a"][0]}
    assert numbers(machine(people.supplier_b)) == {lines["b"][0]}
    problem(machine(people.supplier_b).get(f"/v1/purchase-orders/{lines['a'][0]}"), 404, "not-found")


def test_who_approves_reads_all_and_others_none(machine, people, lines):
    assert numbers(machine(people.founder)) == {lines["a"][0], lines["b"][0]}
    assert numbers(machine(people.engineer)) == numbers(machine(people.fan_a)) == set()


def promise(line):
    return {"quantity": str(line.quantity - 1), "promised": str(line.due), "words": "One is short."}


def test_a_supplier_answers_its_own_line(machine, people, lines):
    number, line = lines["a"]
    supplier = machine(people.supplier_a)
    told = supplier.post(f"/v1/purchase-lines/{line.id}/answer", promise(line))
    assert told.status_code == 200
    [row] = [
        row for row in supplier.get(f"/v1/purchase-orders/{number}").json()["lines"] if row["id"] == line.id
    ]
    assert row["answer"] == told.json()
    assert row["answer"]["words"] == "One is short."


@pytest.mark.parametrize("who", ["supplier_b", "fan_a", "engineer", "founder"])
def test_nobody_answers_for_a_supplier(machine, people, lines, who):
    _number, line = lines["a"]
    response = machine(getattr(people, who)).post(f"/v1/purchase-lines/{line.id}/answer", promise(line))
    problem(response, 404, "not-found")


def test_a_promise_of_more_than_was_asked_is_refused(machine, people, lines):
    _number, line = lines["a"]
    sent = promise(line) | {"quantity": str(line.quantity + 1)}
    problem(machine(people.supplier_a).post(f"/v1/purchase-lines/{line.id}/answer", sent), 409, "refused")


def test_a_trail_shows_each_what_is_theirs(machine, anyone, people, lines):
    _number, line = lines["a"]

    def card(machine):
        return machine.get(f"/v1/trail/supply.purchase_line:{line.id}").json()["card"]

    assert card(machine(people.supplier_a)) is not None
    assert card(machine(people.founder)) is not None
    assert [card(anyone), card(machine(people.fan_a)), card(machine(people.supplier_b))] == [None] * 3


def test_a_trail_counts_what_it_hides(anyone, machine, people, lines, forecast):
    def orders(machine):
        groups = machine.get(f"/v1/trail/demand.forecast:{forecast.id}").json()["effects"]
        [group] = [group for group in groups if group["kind"] == "supply.purchase_line"]
        return group["count"], group["hidden"], len(group["cards"])

    count, hidden, shown = orders(anyone)
    assert (hidden, shown) == (count, 0)
    assert orders(machine(people.founder)) == (count, 0, count)
    count_a, hidden_a, shown_a = orders(machine(people.supplier_a))
    assert (count_a, hidden_a + shown_a) == (count, count)
    assert 0 < shown_a < count


def test_a_token_without_trail_read_sees_what_anybody_sees(machine, people, lines):
    _number, line = lines["a"]
    found = machine(people.founder, "supply:read").get(f"/v1/trail/supply.purchase_line:{line.id}").json()
    assert found["card"] is None


def test_an_erased_fans_tokens_and_answers_are_gone(machine, people, lamp):
    mine = machine(people.fan_a)
    assert mine.post("/v1/voices", {"kind": "idea", "words": "My words."}, key="k").status_code == 201
    fans.erase(fan=people.fan_a, by=people.fan_a, at=clock.now())
    assert mine.get("/v1/needs").status_code == 401
    from fanloop.foundation.models import Answered

    assert not Answered.objects.filter(who__startswith=f"fan:{people.fan_a.id}:").exists()


def test_use_is_noted_now_and_then(people):
    fresh = fans.make_token(fan=people.fan_a, name="lamp", wanted=["votes:write"], at=clock.now())
    Machine(fresh.secret).get("/v1/needs")
    digest = fresh.token.digest
    first = fan_queries.token_owner(digest).used_at
    Machine(fresh.secret).get("/v1/needs")
    assert first is not None
    assert fan_queries.token_owner(digest).used_at == first
