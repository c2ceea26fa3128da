"""Prices and stock at the desk: quotes over assumptions, counts, and the part that nobody supplies first."""

from decimal import Decimal

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.making.supply import actions, queries
from fanloop.people.team import queries as team
from tests.making.conftest import AT


@pytest.fixture
def founder(client, boss):
    client.force_login(boss.fan)
    return client


@pytest.fixture
def quote(suppliers):
    return {
        "partner": suppliers.a.partner.id, "price": "2.50", "currency": "EUR", "lead_weeks": 6, "lot": "50", "minimum": "100",
    }  # fmt: skip


def acts():
    return [act.act for act in team.staff_acts(viewer=SYSTEM)]


@pytest.mark.parametrize(("role", "status"), [
    (None, 302), (("fan",), 403), (("engineer",), 403), (("engineer", "finance"), 403),
    (("engineer", "planner"), 200), (("lead",), 200), (("founder",), 200),
])  # fmt: skip
def test_who_may_see_and_set_prices(enter, parts, quote, role, status):
    client = enter(role)
    assert client.get("/desk/supply/terms").status_code == status
    assert client.get(f"/desk/supply/terms/{parts.led.id}").status_code == status
    if status != 200:
        assert client.post(f"/desk/supply/terms/{parts.led.id}/quote", quote).status_code == status
        assert (
            client.post(f"/desk/supply/terms/{parts.led.id}/count", {"count-quantity": "1"}).status_code
            == status
        )
        assert queries.current_terms([parts.led.id]) == queries.on_hand([parts.led.id]) == {}


def test_parts_without_a_supplier_come_first(founder, parts, suppliers):
    known = actions.NewTerms(parts.foot, suppliers.b.partner, 1800, "EUR", 4)
    actions.set_terms(terms=[known], at=AT)
    page = founder.get("/desk/supply/terms")
    assert [(row.part.number, bool(row.terms)) for row in page.context["rows"]] == [
        ("led", False), ("screw", False), ("foot", True),
    ]  # fmt: skip
    assert "2 parts have no supplier yet" in page.content.decode()
    assert page.content.decode().count("no supplier yet</span>") == 2
    found = founder.get("/desk/supply/terms?q=scr")
    assert [row.part.number for row in found.context["rows"]] == ["screw"]


def test_a_quote_is_kept_and_the_next_part_without_one_is_shown(founder, parts, suppliers, quote):
    answer = founder.post(f"/desk/supply/terms/{parts.foot.id}/quote", quote | {"then": "next"})
    held = queries.current_terms([parts.foot.id])[parts.foot.id]
    assert (held.partner, held.price_minor, held.currency, held.lead_weeks) == (
        suppliers.a.partner,
        250,
        "EUR",
        6,
    )
    assert (held.lot, held.minimum, held.assumed) == (Decimal(50), Decimal(100), False)
    assert answer.url == f"/desk/supply/terms/{parts.led.id}"
    founder.post(f"/desk/supply/terms/{parts.led.id}/quote", quote)
    last = founder.post(f"/desk/supply/terms/{parts.screw.id}/quote", quote | {"then": "next"})
    assert last.url == "/desk/supply/terms"
    assert acts() == ["supply.terms"] * 3


def test_a_quote_replaces_an_assumption_that_is_labelled(founder, parts, suppliers, quote):
    actions.assume_terms(parts=[parts.led], partners=[suppliers.b.partner], seed=1, currency="EUR", at=AT)
    address = f"/desk/supply/terms/{parts.led.id}"
    page = founder.get(address).content.decode()
    assert "These terms are assumed" in page
    assert 'class="mark"' in page
    founder.post(f"{address}/quote", quote)
    page = founder.get(address).content.decode()
    assert "These terms are assumed" not in page
    assert 'class="mark"' not in page
    assert "Optik" in page


@pytest.mark.parametrize(("wrong", "field"), [
    ({"partner": ""}, "partner"), ({"partner": "999"}, "partner"), ({"price": "cheap"}, "price"), ({"price": "-1"}, "price"),
    ({"price": "1.234"}, "price"), ({"price": "9" * 19}, "price"), ({"currency": "XXX"}, "currency"), ({"lead_weeks": "-1"}, "lead_weeks"),
    ({"lot": "0"}, "lot"), ({"minimum": "-1"}, "minimum"), ({"lot": "NaN"}, "lot"),
])  # fmt: skip
def test_a_bad_quote_says_where_and_keeps_what_was_typed(founder, parts, quote, wrong, field):
    answer = founder.post(f"/desk/supply/terms/{parts.led.id}/quote", {**quote, "lead_weeks": 37} | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    shown = answer.context["form"]["lead_weeks"].value()
    assert str(shown) == str(({"lead_weeks": 37} | wrong)["lead_weeks"])
    assert queries.current_terms([parts.led.id]) == {}
    assert acts() == []


def test_the_newest_count_holds(founder, parts):
    address = f"/desk/supply/terms/{parts.led.id}/count"
    for counted in ("120", "97"):
        founder.post(address, {"count-quantity": counted})
    assert queries.on_hand([parts.led.id])[parts.led.id].quantity == 97
    wrong = founder.post(address, {"count-quantity": "-3"})
    assert wrong.status_code == 422
    assert wrong.context["count_form"].errors["quantity"]
    assert queries.on_hand([parts.led.id])[parts.led.id].quantity == 97
    assert acts() == ["supply.count"] * 2


def test_nobody_to_buy_from_and_nothing_to_buy_say_what_comes_first(founder, db):
    assert "Bring in a bill of materials" in founder.get("/desk/supply/terms").content.decode()
    assert founder.get("/desk/supply/terms/999").status_code == 404


def test_without_a_supplier_the_page_leads_to_registering_one(founder, parts):
    assert "Register a firm" in founder.get(f"/desk/supply/terms/{parts.led.id}").content.decode()


def test_how_a_part_is_planned_is_kept_shown_and_written_down(founder, parts):
    said = {"safety": "25", "yields": "97.5", "scrap": "2", "periods": "4", "frozen": "1"}
    at = f"/desk/supply/terms/{parts.led.id}"
    assert (
        founder.post(f"{at}/rule", {f"rule-{name}": value for name, value in said.items()}).status_code == 302
    )

    rule = queries.part_rules([parts.led.id])[parts.led.id]
    assert (rule.safety, rule.yields, rule.scrap) == (25, Decimal("0.975"), Decimal("0.02"))
    form = founder.get(at).context["rule_form"]
    assert {name: str(form.initial[name]) for name in said} == said
    assert "supply.part_rule" in acts()


def test_a_rule_that_cannot_be_stands_beside_its_field(founder, parts):
    page = founder.post(
        f"/desk/supply/terms/{parts.led.id}/rule",
        {"rule-safety": "0", "rule-yields": "0", "rule-scrap": "0", "rule-periods": "1", "rule-frozen": "0"},
    )
    assert page.status_code == 422
    assert "yields" in page.context["rule_form"].errors
