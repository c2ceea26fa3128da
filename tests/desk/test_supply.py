import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.making.supply import queries
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from tests.making.conftest import AT


@pytest.fixture
def login(client, join, boss):
    """Log in as a member of this rank with these duties."""

    def enter(rank, *duties):
        fan = join(f"{rank}-{'-'.join(duties) or 'plain'}")
        member = team.hire(fan=fan, name="Somebody", rank=rank, by=boss, at=AT)
        for duty in duties:
            team.give_duty(member=member, duty=duty, by=boss, at=AT)
        client.force_login(fan)
        return client

    return enter


@pytest.fixture
def founder(client, boss):
    client.force_login(boss.fan)
    return client


def acts(boss):
    return [act.act for act in team_queries.staff_acts(viewer=team_queries.viewer_of(boss.fan_id))]


PAGES = ["/desk/supply", "/desk/supply/orders", "/desk/supply/orders/PO-26-0001", "/desk/demand"]


@pytest.mark.parametrize("address", PAGES)
def test_strangers_log_in_and_outsiders_are_turned_away(client, approved, suppliers, join, address):
    assert client.get(address).status_code == 302
    for fan in (join("mira"), suppliers.a.fan):
        client.force_login(fan)
        assert client.get(address).status_code == 403


def test_the_table_shows_gaps_and_marks_to_a_planner(login, plan):
    page = login("engineer", "planner").get("/desk/supply").content.decode()

    assert "Optik" in page
    assert 'class="group"' in page
    assert "All parts hold." in page


def test_an_engineer_sees_no_supplier_no_price_and_no_button(login, approved, plan):
    client = login("engineer")
    page = client.get("/desk/supply").content.decode()

    assert "Led" in page
    assert not any(secret in page for secret in ("Optik", "Holz", "€", "PO-26", "Plan this"))
    assert client.get("/desk/supply/orders").status_code == 403
    assert client.post(f"/desk/supply/plan/{plan.id}/approve").status_code == 403
    assert client.post("/desk/supply/plan").status_code == 403


def test_an_engineers_cell_names_no_supplier_either(login, approved, plan, parts):
    page = login("engineer").get(f"/desk/supply?plan={plan.id}&part={parts.led.id}&week=6").content.decode()

    assert 'id="peg"' in page
    assert not any(secret in page for secret in ("Optik", "Holz", "PO-26"))


def test_a_planner_plans_and_may_not_approve(login, plan):
    client = login("engineer", "planner")

    assert client.post(f"/desk/supply/plan/{plan.id}/approve").status_code == 403
    assert queries.approval(plan.id) is None


def test_a_plan_is_made_from_the_page_and_audited(founder, forecast, terms, boss):
    response = founder.post("/desk/supply/plan", {"forecast": forecast.id, "quantity": 30, "build_weeks": 3})
    [plan] = queries.plans(viewer=SYSTEM)

    assert response.url == f"/desk/supply?plan={plan.id}"
    assert (plan.quantity, len(queries.builds(plan.id))) == (30, 3)
    assert "supply.plan" in acts(boss)


@pytest.mark.parametrize("quantity", ["0", "-3", "many", ""])
def test_no_plan_is_made_from_nonsense(founder, forecast, terms, quantity):
    response = founder.post(
        "/desk/supply/plan", {"forecast": forecast.id, "quantity": quantity, "build_weeks": 3}
    )

    assert response.status_code == 422
    assert queries.plans(viewer=SYSTEM) == []


def test_approval_orders_and_is_audited_once(founder, plan, boss):
    for _ in range(2):
        assert founder.post(f"/desk/supply/plan/{plan.id}/approve").url == "/desk/supply/orders"
    page = founder.get("/desk/supply/orders").content.decode()

    assert ("PO-26-0001" in page, "PO-26-0002" in page, "PO-26-0003" in page) == (True, True, False)
    assert len(queries.purchase_orders(viewer=SYSTEM)) == 2
    assert "supply.approve" in acts(boss)


def test_a_refusal_is_said_and_nothing_ordered(founder, forecast):
    founder.post("/desk/supply/plan", {"forecast": forecast.id, "quantity": 30, "build_weeks": 3})
    [plan] = queries.plans(viewer=SYSTEM)
    response = founder.post(f"/desk/supply/plan/{plan.id}/approve", follow=True)

    assert "no supplier is known for" in response.content.decode()
    assert queries.purchase_orders(viewer=SYSTEM) == []


def test_a_cell_opens_its_peg(founder, plan, parts):
    page = founder.get(f"/desk/supply?plan={plan.id}&part={parts.led.id}&week=6").content.decode()

    assert "2 in every Head" in page
    assert "dawn-2" in page
    assert f"{plan.forecast.median} expected" in page


@pytest.mark.parametrize(
    "query", ["?plan=x", "?plan=999", "?part=1&week=999", "?part=²&week=1", "?part=-1&week=-1"]
)
def test_a_strange_address_shows_the_plan(founder, plan, query):
    assert founder.get(f"/desk/supply{query}").status_code == 200


def test_an_order_page_says_what_nobody_asked_for(founder, approved):
    page = founder.get(f"/desk/supply/orders/{approved[1].number}").content.decode()

    assert "nobody asked for: lot rounding" in page
    assert "not answered yet" in page
    assert founder.get("/desk/supply/orders/PO-99-0001").status_code == 404


def test_assumed_values_are_labelled_on_the_page(founder, forecast, parts):
    from fanloop.making.supply import actions

    firms = actions.assume_suppliers(count=2, at=AT)
    actions.assume_terms(
        parts=[parts.led, parts.foot, parts.screw], partners=firms, seed=1, currency="EUR", at=AT
    )
    plan = actions.make_plan(forecast=forecast, at=AT.replace(day=13))
    page = founder.get(f"/desk/supply?plan={plan.id}").content.decode()

    assert "3 of 3 prices are assumed" in page
    assert page.count('class="mark"') >= 6


def test_a_desk_without_plans_says_what_comes_first(founder):
    assert "Nothing to plan yet" in founder.get("/desk/supply").content.decode()
