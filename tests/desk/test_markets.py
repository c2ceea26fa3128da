"""Markets at the desk: opened with a tax that can change, never for what is ordered already."""

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.people.markets import queries
from fanloop.people.team import queries as team

US = {
    "code": "us", "name_en": "United States", "currency": "usd", "languages": ["en"], "tax": "8.25",
    "time_zone": "America/New_York",
}  # fmt: skip


@pytest.fixture
def founder(client, boss):
    client.force_login(boss.fan)
    return client


def acts():
    return [act.act for act in team.staff_acts(viewer=SYSTEM)]


@pytest.mark.parametrize(("role", "status"), [
    (None, 302), (("fan",), 403), (("engineer",), 403), (("engineer", "planner"), 403), (("lead",), 200), (("founder",), 200),
])  # fmt: skip
def test_who_may_open_markets(enter, market, role, status):
    client = enter(role)
    assert client.get("/desk/markets").status_code == status
    if status != 200:
        assert client.post("/desk/markets", US).status_code == status
        assert client.post("/desk/markets/eu/tax", {"eu-tax": "7"}).status_code == status
        assert [(one.code, one.tax_rate_bp) for one in queries.markets()] == [("eu", 1900)]


def test_a_market_is_opened(founder):
    assert founder.post("/desk/markets", US).url == "/desk/markets"
    [market] = queries.markets()
    assert (market.code, market.currency, market.tax_rate_bp, market.time_zone, market.name) == (
        "us", "USD", 825, "America/New_York", {"en": "United States"},
    )  # fmt: skip
    assert acts() == ["markets.open"]


@pytest.mark.parametrize(("wrong", "field"), [
    ({"code": "E U"}, "code"), ({"code": "eu"}, "code"), ({"currency": "euro"}, "currency"), ({"tax": "-1"}, "tax"), ({"tax": "100.5"}, "tax"),
    ({"tax": "1.234"}, "tax"), ({"languages": []}, "languages"), ({"time_zone": "Mars"}, "time_zone"), ({"name_en": ""}, "name_en"),
])  # fmt: skip
def test_a_bad_market_says_where_and_keeps_what_was_typed(founder, market, wrong, field):
    answer = founder.post("/desk/markets", US | {"name_zh_hans": "美国"} | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "美国" in answer.content.decode()
    assert queries.markets() == [market]


def test_a_tax_changes_and_the_page_says_what_it_was(founder, market):
    page = founder.post("/desk/markets/eu/tax", {"eu-tax": "21.5"}, follow=True).content.decode()
    assert queries.market("eu").tax_rate_bp == 2150
    assert "21.5 % from now on, instead of 19 %" in page
    [act] = team.staff_acts(viewer=SYSTEM)
    assert (act.act, act.detail) == ("markets.tax", {"before_bp": 1900, "after_bp": 2150})


@pytest.mark.parametrize("tax", ["", "much", "-1", "101"])
def test_a_bad_tax_is_shown_where_it_was_typed(founder, market, tax):
    answer = founder.post("/desk/markets/eu/tax", {"eu-tax": tax})
    assert answer.status_code == 422
    assert answer.context["rows"][0][3].errors["tax"]
    assert f'value="{tax}"' in answer.content.decode()
    assert queries.market("eu").tax_rate_bp == 1900
    assert founder.post("/desk/markets/mars/tax", {"mars-tax": "1"}).status_code == 404


def test_a_market_opens_with_data_in_its_invoices(founder):
    founder.post("/desk/markets", US | {"e_invoice": "on"})
    assert queries.market("us").e_invoice


@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (("fan",), 403), (("engineer", "planner"), 403), (("lead",), 302)]
)
def test_who_may_switch_data_in_invoices(enter, market, role, status):
    client = enter(role)
    assert client.post("/desk/markets/eu/invoices", {"inside": "1"}).status_code == status
    assert queries.market("eu").e_invoice is (role == ("lead",))


def test_data_in_invoices_are_switched_with_a_line_of_the_audit(founder, market):
    page = founder.post("/desk/markets/eu/invoices", {"inside": "1"}, follow=True).content.decode()
    assert "carry their data inside" in page
    assert 'name="inside" value="0"' in page
    founder.post("/desk/markets/eu/invoices", {"inside": "0"})
    assert not queries.market("eu").e_invoice
    assert sorted((act.act, act.detail["after"]) for act in team.staff_acts(viewer=SYSTEM)) == [
        ("markets.e_invoice", False),
        ("markets.e_invoice", True),
    ]
    assert founder.post("/desk/markets/mars/invoices", {"inside": "1"}).status_code == 404
