"""How many to make, at the desk: the answer follows what a piece brings, and only those who may see prices read it."""

import pytest

from fanloop.making.supply import actions

ASK = {"price": "79.00", "salvage": "50", "wait": "4", "goodwill": "", "quantity": "33"}


@pytest.fixture
def founder(client, boss):
    client.force_login(boss.fan)
    return client


def test_the_best_number_stands_among_others_with_what_one_more_and_one_fewer_bring(founder, forecast, terms):
    page = founder.get(f"/desk/supply/quantity/{forecast.id}", ASK)
    advice = page.context["advice"]

    numbers = [choice.quantity for choice in advice.choices]
    assert advice.best.quantity in numbers
    assert 33 in numbers
    best = max(advice.choices, key=lambda choice: choice.result)
    assert best.quantity == advice.best.quantity
    assert advice.best.one_more <= 1
    assert advice.best.one_fewer <= 1
    assert f"Make {advice.best.quantity}" in page.content.decode()


def test_only_what_takes_long_is_ordered_before_demand_is_known(founder, forecast, terms):
    found = founder.get(f"/desk/supply/quantity/{forecast.id}", ASK).context["advice"].committed
    assert [one.part.number for one in found.now] == ["led"]
    assert found.waiting == 2
    [(_, low, mean, high)] = found.made
    assert low <= mean <= high
    assert found.now[0].quantity >= 2 * mean

    patient = founder.get(f"/desk/supply/quantity/{forecast.id}", ASK | {"wait": "9"}).context["advice"]
    assert patient.committed.now == []


def test_a_piece_that_brings_less_than_its_material_is_not_made(founder, forecast, terms):
    page = founder.get(f"/desk/supply/quantity/{forecast.id}", ASK | {"price": "10.00"})
    assert page.context["advice"].best.quantity == 0
    assert "each one made loses money" in page.content.decode()


def test_without_prices_of_parts_it_says_what_is_missing(founder, forecast):
    page = founder.get(f"/desk/supply/quantity/{forecast.id}", ASK)
    assert "advice" not in page.context
    assert "set what suppliers ask first" in page.content.decode()


@pytest.mark.parametrize("price", ["", "x", "-5", "0", "1e99"])
def test_what_is_no_price_stands_beside_its_field(founder, forecast, terms, price):
    page = founder.get(f"/desk/supply/quantity/{forecast.id}", ASK | {"price": price})
    assert page.status_code in {200, 422}
    assert "advice" not in page.context


@pytest.mark.parametrize(
    ("role", "status"),
    [(None, 302), (("fan",), 403), (("engineer",), 403), (("engineer", "planner"), 200), (("lead",), 200)],
)
def test_who_may_reckon(enter, forecast, terms, role, status):
    assert enter(role).get(f"/desk/supply/quantity/{forecast.id}", ASK).status_code == status


def test_the_form_of_a_plan_leads_to_it(founder, forecast, terms):
    assert f"/desk/supply/quantity/{forecast.id}" in founder.get("/desk/supply").content.decode()
    actions.make_plan(forecast=forecast, at=forecast.made_at)
    assert f"/desk/supply/quantity/{forecast.id}" in founder.get("/desk/supply").content.decode()
