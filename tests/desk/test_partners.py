"""Suppliers at the desk: registered, spoken for, and let go."""

import pytest
from allauth.account.models import EmailAddress

from fanloop.foundation.viewer import SYSTEM
from fanloop.people.partners import actions, queries
from fanloop.people.team import queries as team
from tests.making.conftest import AT


@pytest.fixture
def founder(client, boss):
    client.force_login(boss.fan)
    return client


@pytest.fixture
def optik(db):
    return actions.register_partner(name="Optik", kind="supplier", at=AT)


def acts():
    return [act.act for act in team.staff_acts(viewer=SYSTEM)]


@pytest.mark.parametrize(("role", "status"), [
    (None, 302), (("fan",), 403), (("engineer",), 403), (("engineer", "finance"), 403),
    (("engineer", "planner"), 200), (("lead",), 200), (("founder",), 200),
])  # fmt: skip
def test_who_may_see_and_shape_the_partners(enter, optik, join, role, status):
    client, fan = enter(role), join("lens")
    assert client.get("/desk/partners").status_code == status
    assert client.get(f"/desk/partners/{optik.id}").status_code == status
    if status != 200:
        assert client.post("/desk/partners", {"name": "Holz", "kind": "supplier"}).status_code == status
        assert client.post(f"/desk/partners/{optik.id}/contacts", {"who": fan.handle}).status_code == status
        assert queries.partners() == [optik]
        assert queries.partner_of(fan.id) is None


def test_a_supplier_is_registered_and_the_next_page_asks_who_speaks(founder, market):
    said = {"name": "Holz", "kind": "supplier", "market": "eu", "note": "Oak from here"}
    answer = founder.post("/desk/partners", said, follow=True)
    [firm] = queries.partners()
    assert (firm.name, firm.kind, firm.market, firm.note) == ("Holz", "supplier", market, "Oak from here")
    assert answer.redirect_chain == [(f"/desk/partners/{firm.id}", 302)]
    assert "Nobody yet, so nobody answers." in answer.content.decode()
    assert acts() == ["partners.register"]


@pytest.mark.parametrize(
    ("wrong", "field"), [({"name": ""}, "name"), ({"name": "Optik"}, "name"), ({"kind": "king"}, "kind")]
)
def test_a_bad_partner_says_where_and_keeps_what_was_typed(founder, optik, wrong, field):
    answer = founder.post(
        "/desk/partners", {"name": "Holz", "kind": "supplier", "note": "Oak from here"} | wrong
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Oak from here" in answer.content.decode()
    assert queries.partners() == [optik]


def test_a_fan_speaks_for_a_supplier_until_that_ends(founder, optik, join):
    fan = join("lens")
    founder.post(f"/desk/partners/{optik.id}/contacts", {"who": "lens", "name": "Ines"})
    [contact] = queries.contacts(optik.id, viewer=SYSTEM)
    assert (contact.name, queries.partner_of(fan.id)) == ("Ines", optik.id)
    other = actions.register_partner(name="Holz", kind="supplier", at=AT)
    assert founder.post(f"/desk/partners/{other.id}/contacts/{contact.id}/end").status_code == 404
    founder.post(f"/desk/partners/{optik.id}/contacts/{contact.id}/end")
    assert queries.partner_of(fan.id) is None
    assert acts() == ["partners.end_contact", "partners.invite"]


def test_only_a_confirmed_e_mail_names_somebody(founder, optik, join):
    """Anybody can write a supplier's address into a new account; only the owner can confirm it."""
    fan = join("lens", email="lens@optik.example")
    address, _made = EmailAddress.objects.update_or_create(
        user=fan, email="lens@optik.example", defaults={"verified": False}
    )
    answer = founder.post(f"/desk/partners/{optik.id}/contacts", {"who": "Lens@optik.example"})
    assert answer.status_code == 422
    assert "not confirmed yet" in answer.content.decode()
    assert queries.partner_of(fan.id) is None
    address.verified = True
    address.save()
    founder.post(f"/desk/partners/{optik.id}/contacts", {"who": "Lens@optik.example"})
    assert queries.partner_of(fan.id) == optik.id


@pytest.mark.parametrize(("who", "says"), [("ghost", "Nobody here is called that"), ("jonna", "works for the maker"), ("", "required"), ("taken", "speaks for a partner already")])  # fmt: skip
def test_a_bad_contact_says_why_and_keeps_what_was_typed(founder, optik, join, who, says):
    actions.invite_contact(partner=optik, fan=join("taken"), at=AT)
    answer = founder.post(f"/desk/partners/{optik.id}/contacts", {"who": who, "name": "Ines of optics"})
    assert answer.status_code == 422
    assert says in answer.context["form"].errors["who"][0]
    assert "Ines of optics" in answer.content.decode()


def test_a_partners_page_shows_its_own_orders_and_terms_alone(founder, approved, suppliers):
    page = founder.get(f"/desk/partners/{suppliers.b.partner.id}")
    assert {view.order.partner.name for view in page.context["orders"]} == {"Holz"}
    assert [one.part.number for one, _price, _lot in page.context["terms"]] == ["foot"]
    assert "Led" not in page.content.decode()
